import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '../../../src/commands/authentication/methods/sending/sign-in-code.ts';
import { hashPhoneNumber } from '../../../src/commands/persons/profile/blind-index.ts';
import { personalKey } from '../../../src/commands/rate-limits/personal-key.ts';
import type { Deps } from '../../../src/runtime/deps.ts';
import { signIn } from '../../admin/support/admin-api.ts';
import { createTestDeps } from '../../support/own-server.ts';
import { useStack } from '../../support/stack.ts';
import { query } from '../../users/support/rest.ts';
import { addSigningInClient, clientRequest, startFlow } from '../support/flow-api.ts';
import type { FlowBrowser } from '../support/flow-api.ts';
import { addPersonWithPassword, rightPassword } from '../support/people.ts';

const { endpoints } = useStack();
let clientId: string;
let deps: Deps;
beforeAll(async () => {
  deps = await createTestDeps(useStack().environment);
  clientId = await addSigningInClient();
});
afterAll(() => deps.close());

interface Started {
  browser: FlowBrowser;
  sessionId: string;
}

const ask = ({ browser, sessionId }: Started, auth_method: string, credentials: object) =>
  browser.post('/authenticate', { session_id: sessionId, auth_method, credentials });
const verify = ({ browser, sessionId }: Started, otp: string) =>
  browser.post('/verify-otp', { session_id: sessionId, otp });

const wrongFor = (code: string) => (code === '000000' ? '000001' : '000000');

/** A flow with a code that was asked for. @returns the code that it would have. */
async function sendCode(email: string, flow?: Started) {
  const started = flow ?? (await startFlow(clientId));
  const { body } = await ask(started, 'email', { email });
  return { flow: started, challenge: body.challenge, code: codeOf(deps.keyring, body.challenge.challenge_id) };
}

/** Types wrong codes until no try of the challenge is left. */
async function guess({ flow, code }: Awaited<ReturnType<typeof sendCode>>): Promise<void> {
  for (const left of [4, 3, 2, 1, 0]) expect((await verify(flow, wrongFor(code))).body.attempts_left).toBe(left);
}

describe('wrong codes of a person', () => {
  it('are counted over all sign-ins: beyond ten no code of a stranger is right, and none is sent', async () => {
    const person = await addPersonWithPassword(deps);
    const own = await startFlow(clientId);
    await ask(own, 'password', { identifier: person.email, password: rightPassword });
    await own.browser.post('/complete', { session_id: own.sessionId });

    const before = await sendCode(person.email);
    for (let flows = 0; flows < 2; flows += 1) await guess(await sendCode(person.email));
    const refused = await verify(before.flow, before.code);
    expect([refused.status, refused.body.code, refused.body.attempts_left]).toEqual([401, 'code_wrong', 4]);
    const after = await sendCode(person.email);
    expect(Object.keys(after.challenge)).toEqual(Object.keys(before.challenge));
    expect((await verify(after.flow, after.code)).body.code).toBe('code_wrong');
    const found = 'select person_id from authentication_challenge where id = $1';
    expect(await query(found, [after.challenge.challenge_id])).toEqual([{ person_id: null }]);

    // The person's own device has a count of its own, and other methods have theirs.
    const { body } = await own.browser.post('/start', clientRequest(clientId));
    const known = await sendCode(person.email, { browser: own.browser, sessionId: body.session_id });
    expect((await verify(known.flow, known.code)).body.status).toBe('authenticated');
    const bySms = await startFlow(clientId);
    const { challenge } = (await ask(bySms, 'sms', { phone_number: person.phone })).body;
    expect((await verify(bySms, codeOf(deps.keyring, challenge.challenge_id))).body.status).toBe('authenticated');
  });

  it('lock the method by the hundredth in a row, until an operator opens it', async () => {
    const person = await addPersonWithPassword(deps);
    const first = await sendCode(person.email);
    expect((await verify(first.flow, wrongFor(first.code))).body.code).toBe('code_wrong');
    const key = personalKey(deps.keyring, ['email', 'stranger', 'person', person.id].join('\0'));
    const counted = 'update rate_limit set points = 100 where key = $1 and points = 1 returning points';
    expect(await query(counted, [`sign-in-code-failures:${key}`])).toEqual([{ points: 100 }]);
    expect((await verify(first.flow, first.code)).body.code).toBe('code_wrong');
    const locks = `select detail from event where name = 'METHOD LOCKED' and user_id = $1`;
    expect(await query(locks, [person.id])).toEqual([{ detail: 'email, stranger' }]);
    const locked = await sendCode(person.email);
    expect((await verify(locked.flow, locked.code)).body.code).toBe('code_wrong');
    const admin = await signIn(endpoints.api, endpoints.operators.admin);
    expect((await admin.call('POST', `/users/${person.id}/unlock`, { body: { reason: 'called' } })).status).toBe(200);
    const open = await sendCode(person.email);
    expect((await verify(open.flow, open.code)).body.status).toBe('authenticated');
  });
});

describe('a country to which codes are sent that do not come back', () => {
  // Its calling code is in no other test.
  const luxembourg = () => `+352621${randomInt(100_000, 999_999)}`;
  const addSent = (sessionId: string, personId: string) =>
    query(
      `insert into authentication_challenge (id, flow_id, method, status, person_id, country, attempts, resends, created_at, expires_at)
       select gen_random_uuid(), $1, 'sms', 'void', $2::text || (case when $2::text = '' then n::text else '' end), '352', 0, 0,
              now() - interval '10 minutes', now() from generate_series(1, 60) n`,
      [sessionId, personId],
    );

  it('gets no more of them once they went to many people, but for devices of the person', async () => {
    const person = await addPersonWithPassword(deps);
    const phone_number = luxembourg();
    const own = await startFlow(clientId);
    await ask(own, 'password', { identifier: person.email, password: rightPassword });
    await own.browser.post('/complete', { session_id: own.sessionId });
    const numbers = `update person_phone set number_hash = $2 where person_id = $1`;
    await query(numbers, [person.id, hashPhoneNumber(deps.keyring, phone_number)]);

    const stranger = await startFlow(clientId);
    await addSent(stranger.sessionId, person.id);
    expect((await ask(stranger, 'sms', { phone_number: luxembourg() })).status).toBe(200);
    await addSent(stranger.sessionId, '');
    const refused = await ask(stranger, 'sms', { phone_number });
    expect([refused.status, refused.body.code]).toEqual([429, 'send_limit_reached']);
    const { body } = await own.browser.post('/start', clientRequest(clientId));
    const known = { browser: own.browser, sessionId: body.session_id };
    expect((await ask(known, 'sms', { phone_number })).status).toBe(200);
    const operator = await signIn(endpoints.api, endpoints.operators.operator);
    const [, sms] = (await operator.call('GET', '/channels')).body.items;
    expect(sms).toMatchObject({ channel: 'sms', stopped_countries: expect.arrayContaining(['352']) });
    await query(`delete from authentication_challenge where country = '352'`);
  });
});
