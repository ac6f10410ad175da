import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { callPersons, uniqueEmail } from '../persons/support/persons-api.ts';
import { useTokenServer } from './support/token-server.ts';
import {
  activation,
  activationByCode,
  coupling,
  createToken,
  login,
  personOn,
  processToken,
  refusalOf,
  statusOf,
} from './support/tokens.ts';

const own = useTokenServer({ person_activation_enabled: true });

const inactive = (profile: object = {}) => personOn(own.endpoints, profile);
const tokenOf = async (personId: string, actions: readonly object[], more: object = {}) =>
  (await createToken(personId, actions, own.endpoints, more)).token as string;
const use = (token: string, key?: string) => processToken({ token }, own.endpoints, key);
const statuses = (results: { type: string; execution_status: string }[]) =>
  results.map(({ type, execution_status }) => `${type} ${execution_status}`);
const identitiesOf = (personId: string) =>
  own.sql<{ id: string }>("select id from sign_in_method where person_id = $1 and type = 'identity'", [personId]);
const eventsOf = async (personId: string) => {
  const sql = 'select name, detail from event where user_id = $1 order by id';
  const rows = await own.sql<{ name: string; detail: string | null }>(sql, [personId]);
  return rows.map(({ name, detail }) => (detail === null ? name : `${name}: ${detail}`));
};

/** A person who is active by an activation, as all of this server begin inactive. */
async function active(): Promise<string> {
  const personId = await inactive();
  expect((await use(await tokenOf(personId, [activation]))).status).toBe(200);
  return personId;
}

describe('POST /api/credentials/token', () => {
  it('performs activation, coupling and sign-in in that order, and answers with profile and results', async () => {
    const email = uniqueEmail();
    const personId = await inactive({ email_addresses: [{ value: email }] });
    const account = randomUUID();
    const token = await tokenOf(personId, [login, coupling(own.provider, account), activation]);
    const { status, headers, body } = await use(token);
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(body).toMatchObject({
      profile: { person_id: personId, status: 'ACTIVE', email_addresses: [{ value: email, verified: true }] },
      results: [
        { ...activation, execution_status: 'SUCCESS' },
        { ...coupling(own.provider, account), execution_status: 'SUCCESS' },
        { ...login, execution_status: 'SUCCESS' },
      ],
      redirect_uri: null,
      sign_in: { url: expect.stringContaining('/token/?token='), expires_at: expect.any(String) },
    });
    expect(await identitiesOf(personId)).toHaveLength(1);
    const events = (await eventsOf(personId)).filter((event) => /TOKEN |ACTIVATED|COUPLED/.test(event));
    expect(events).toEqual([
      // Of the mail that activates the account, too.
      'ACTION TOKEN CREATED: PERSON_ACTIVATION, LOGIN',
      'ACTION TOKEN CREATED: PERSON_ACTIVATION, COUPLE_EXTERNAL_IDP_FROM_PARAMETERS, LOGIN',
      'PERSON ACTIVATED: EMAIL',
      `EXTERNAL IDENTITY COUPLED: ${own.provider}`,
      'ACTION TOKEN PROCESSED: PERSON_ACTIVATION, COUPLE_EXTERNAL_IDP_FROM_PARAMETERS, LOGIN',
    ]);
  });

  it('undoes what was done when a later action fails, and names that action', async () => {
    const account = randomUUID();
    const owner = await active();
    expect((await use(await tokenOf(owner, [login, coupling(own.provider, account)]))).status).toBe(200);
    const email = uniqueEmail();
    const personId = await inactive({ email_addresses: [{ value: email }] });
    const token = await tokenOf(personId, [login, coupling(own.provider, account), activation]);
    const failed = await use(token);
    expect(refusalOf(failed)).toEqual([409, 3012]);
    expect(statuses(failed.body.results)).toEqual([
      'PERSON_ACTIVATION ROLLED_BACK',
      'COUPLE_EXTERNAL_IDP_FROM_PARAMETERS FAILED',
      'LOGIN NOT_EXECUTED',
    ]);
    const person = await callPersons('GET', `/persons/${personId}`, {}, own.endpoints);
    expect(person.body).toMatchObject({ status: 'INACTIVE', email_addresses: [{ value: email, verified: false }] });
    expect(await eventsOf(personId)).toContain('PERSON ACTIVATION UNDONE');
    expect(await eventsOf(personId)).toContain(
      'ACTION TOKEN FAILED: COUPLE_EXTERNAL_IDP_FROM_PARAMETERS: already_in_use',
    );
    expect(refusalOf(await use(token))).toEqual([401, 3011]);
    // Another token activates the person.
    expect((await use(await tokenOf(personId, [activation]))).status).toBe(200);
  });

  it('undoes a coupling when the person may not sign in', async () => {
    const personId = await active();
    const token = await tokenOf(personId, [login, coupling(own.provider, randomUUID())]);
    await own.sql("update person set status = 'restricted' where id = $1", [personId]);
    const failed = await use(token);
    expect([...refusalOf(failed), ...statuses(failed.body.results)]).toEqual([
      ...[409, 3012],
      'COUPLE_EXTERNAL_IDP_FROM_PARAMETERS ROLLED_BACK',
      'LOGIN FAILED',
    ]);
    expect(await identitiesOf(personId)).toEqual([]);
    expect(await eventsOf(personId)).toContain('EXTERNAL IDENTITY UNCOUPLED');
  });

  it('fails for an unknown provider', async () => {
    const personId = await active();
    const failed = await use(await tokenOf(personId, [login, coupling('none', 'x')]));
    expect([...refusalOf(failed), ...statuses(failed.body.results)]).toEqual([
      ...[409, 3012],
      'COUPLE_EXTERNAL_IDP_FROM_PARAMETERS FAILED',
      'LOGIN NOT_EXECUTED',
    ]);
  });

  it('lets one of sixteen consumers win', async () => {
    const personId = await inactive();
    const token = await tokenOf(personId, [activation, login]);
    const answers = await Promise.all(Array.from({ length: 16 }, () => use(token)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array.from({ length: 15 }, () => 401)]);
    const events = await eventsOf(personId);
    expect(events.filter((event) => event.startsWith('PERSON ACTIVATED'))).toHaveLength(1);
    expect(events.filter((event) => event === 'ACTION TOKEN REFUSED: action_token_invalid')).toHaveLength(15);
  });

  it('gives the same answer to a repetition with the same Idempotency-Key, and to no other request', async () => {
    const token = await tokenOf(await inactive(), [activation, login]);
    const key = randomUUID();
    const [first, again] = await Promise.all([use(token, key), use(token, key)]);
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(again.body).toEqual(first.body);
    expect(refusalOf(await use(token, randomUUID()))).toEqual([401, 3011]);
    expect(refusalOf(await use(token))).toEqual([401, 3011]);
    await own.sql("update action_token set ended_at = ended_at - interval '61 s'");
    expect(refusalOf(await use(token, key))).toEqual([401, 3011]);
  });

  it('answers unknown, expired and revoked tokens alike', async () => {
    const personId = await active();
    const expired = await tokenOf(personId, [login]);
    await own.sql('update action_token set expires_at = now() where person_id = $1', [personId]);
    const revoked = await tokenOf(personId, [login]);
    await callPersons('DELETE', `/persons/${personId}/tokens`, {}, own.endpoints);
    const answers = await Promise.all([use(expired), use(revoked), use('unknown')]);
    for (const { status, body } of answers)
      expect([status, body]).toEqual([401, { error_code: 3011, error_message: 'The token is not valid.' }]);
  });

  it('takes the tokens of a person who is disabled away', async () => {
    const personId = await active();
    const token = await tokenOf(personId, [login]);
    const { changeStatus } = await import('../../src/commands/persons/profile/change-status.ts');
    await changeStatus(own.deps, { userId: personId, to: 'disabled', reason: 'test', origin: { requestId: 'test' } });
    expect(refusalOf(await use(token))).toEqual([401, 3011]);
  });

  it('refuses a missing token', async () => {
    expect(refusalOf(await processToken({}, own.endpoints))).toEqual([400, 3001]);
  });
});

describe('an activation by a code that is delivered in another way', () => {
  const withCode = async () => {
    const personId = await inactive();
    const created = await createToken(personId, [activationByCode], own.endpoints);
    return { personId, token: created.token as string, code: created.activation_code as string };
  };
  const wrongFor = (code: string) => (code === '000000' ? '111111' : '000000');

  it('needs the code', async () => {
    const { personId, token, code } = await withCode();
    expect(code).toMatch(/^\d{6}$/);
    expect(refusalOf(await use(token))).toEqual([400, 3001]);
    const wrong = await processToken({ token, code: wrongFor(code) }, own.endpoints);
    expect([wrong.status, wrong.body.error_code, wrong.body.attempts_left]).toEqual([401, 9401, 4]);
    expect(await statusOf(personId, own.endpoints)).toBe('INACTIVE');
    expect((await processToken({ token, code }, own.endpoints)).status).toBe(200);
    expect(await statusOf(personId, own.endpoints)).toBe('ACTIVE');
  });

  it('ends the token with the fifth wrong code, also for the right one', async () => {
    const { personId, token, code } = await withCode();
    const wrong = await Promise.all(
      Array.from({ length: 5 }, () => processToken({ token, code: wrongFor(code) }, own.endpoints)),
    );
    expect(wrong.map(({ body }) => body.attempts_left as number).toSorted()).toEqual([0, 1, 2, 3, 4]);
    expect(refusalOf(await processToken({ token, code }, own.endpoints))).toEqual([401, 3011]);
    expect(await statusOf(personId, own.endpoints)).toBe('INACTIVE');
  });

  it('lets one of sixteen with the right code win', async () => {
    const { token, code } = await withCode();
    const answers = await Promise.all(Array.from({ length: 16 }, () => processToken({ token, code }, own.endpoints)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const { status } of answers) expect(status).toBeOneOf([200, 401, 429]);
  });
});
