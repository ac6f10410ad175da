import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signOutEverywhere } from '../../../src/commands/authentication/sign-out/sign-out-everywhere.ts';
import { setPassword } from '../../../src/commands/persons/sign-in-methods/password/set-password.ts';
import { BackchannelRequest } from '../../../src/entities/authentication/backchannel-request.ts';
import { OauthArtifact } from '../../../src/entities/tokens/oauth-artifact.ts';
import type { Deps } from '../../../src/runtime/deps.ts';
import { signIn as signInOperator } from '../../admin/support/admin-api.ts';
import { createTestDeps } from '../../support/own-server.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';
import { eventsOf, query } from '../../users/support/rest.ts';
import { addSigningInClient, clientRequest, createBrowser, redirectUri } from '../support/flow-api.ts';
import type { FlowBrowser } from '../support/flow-api.ts';
import { addPersonWithPassword, codeMailAfter, rightPassword, lockingOut } from '../support/people.ts';
import type { TestPerson } from '../support/people.ts';

const { endpoints } = useStack();
let deps: Deps;
let clientId: string;
beforeAll(async () => {
  deps = await createTestDeps(useStack().environment);
  clientId = await addSigningInClient({ first_party: true, scopes: ['openid'] });
});
afterAll(() => deps.close());

/** A browser with the session of a person, who signed in by a code to their address. */
async function signedIn(): Promise<{ person: TestPerson; browser: FlowBrowser }> {
  const [person, browser] = [await addPersonWithPassword(deps), createBrowser()];
  const { session_id } = (await browser.post('/start', clientRequest(clientId))).body;
  const asked = { session_id, auth_method: 'email', credentials: { email: person.email } };
  const { code } = await codeMailAfter(person.email, async () => void (await browser.post('/authenticate', asked)));
  await browser.post('/verify-otp', { session_id, otp: code });
  await finish(browser, session_id);
  return { person, browser };
}

async function finish(browser: FlowBrowser, session_id: string): Promise<void> {
  const completed = await browser.post('/complete', { session_id });
  let location: string = completed.body.redirect_to;
  for (let hop = 0; hop < 4 && !location.startsWith(redirectUri); hop += 1) location = await browser.visit(location);
  expect(new URL(location).searchParams.get('code'), location).not.toBeNull();
}

const sessionsOf = async ({ id }: TestPerson) =>
  (
    await query<{ uid: string }>(`select uid from oauth_artifact where account_id = $1 and model = 'Session'`, [id])
  ).map(({ uid }) => uid);

const methodsOf = async ({ id }: TestPerson) =>
  (
    await query<{ methods: string[] }>(
      `select payload->'methods' as methods from oauth_artifact where account_id = $1 and model = 'Session'`,
      [id],
    )
  ).map(({ methods }) => methods);

describe('a session', () => {
  it('is no factor where the policy of a client does not have the method that it was made with', async () => {
    const { person, browser } = await signedIn();
    const strict = await addSigningInClient({ first_party: true, scopes: ['openid'] });
    const admin = await signInOperator(endpoints.api, endpoints.operators.admin);
    const methods = { methods: ['password', 'sms'], first_factors: ['password'] };
    const body = { name: 'Strict', kind: 'client', subject_id: strict, ...methods, ...lockingOut };
    expect((await admin.call('POST', '/authentication-policies', { body })).status).toBe(201);
    expect((await browser.post('/start', clientRequest(clientId))).body.status).toBe('authenticated');
    expect(await methodsOf(person)).toEqual([['email']]);
    const { body: flow } = await browser.post('/start', clientRequest(strict));
    expect(flow).toMatchObject({ status: 'pending', user: null, achieved: { level: 0, amr: [] } });
    const credentials = { identifier: person.email, password: rightPassword };
    const step = { session_id: flow.session_id, auth_method: 'password', credentials };
    expect((await browser.post('/authenticate', step)).body.achieved.amr).toEqual(['pwd']);
    await finish(browser, flow.session_id);
    expect((await browser.post('/start', clientRequest(strict))).body.status).toBe('authenticated');
    expect(await methodsOf(person)).toEqual([['password']]);
  });

  it('goes on when its person has to change their password in a step-up, and their others end', async () => {
    const { person, browser } = await signedIn();
    const [own] = await sessionsOf(person);
    const other = createBrowser();
    const { session_id: elsewhere } = (await other.post('/start', clientRequest(clientId))).body;
    const credentials = { identifier: person.email, password: rightPassword };
    await other.post('/authenticate', { session_id: elsewhere, auth_method: 'password', credentials });
    await finish(other, elsewhere);
    expect(await sessionsOf(person)).toHaveLength(2);
    await query(`update sign_in_method set must_change = true where person_id = $1 and type = 'password'`, [person.id]);
    const stepUp = clientRequest(clientId, { acr_values: 'urn:countersign:acr:2' });
    const { session_id } = (await browser.post('/start', stepUp)).body;
    const prove = (values: object) =>
      browser.post('/authenticate', { session_id, auth_method: 'password', credentials: values });
    expect((await prove({ password: rightPassword })).body.challenge.type).toBe('password_change');
    expect((await prove({ new_password: 'a quite different sentence' })).body.status).toBe('authenticated');
    expect(await sessionsOf(person)).toEqual([own]);
    await finish(browser, session_id);
    expect(await methodsOf(person)).toEqual([['email', 'password']]);
    expect(await eventsOf(person.id)).toContain('API SESSION REMOVED: with_tokens');
  });
});

describe('sign-ins without a browser', () => {
  /** An open request that a phone was asked for, and what clients have of former ones. */
  async function leaveRequest({ id: userId }: TestPerson): Promise<string> {
    const [id, later] = [randomUUID(), new Date(Date.now() + 3_600_000)];
    await deps.em().insert(BackchannelRequest, {
      ...{ id, artifactId: randomBytes(32), clientId, userId, scopes: ['openid'], resources: [] },
      required: { level: 1, factors: 1, maxAge: null, isPhishingResistant: false },
      ...{ createdAt: later, startedAt: later, expiresAt: later },
    });
    for (const [model, gty] of [
      ['BackchannelAuthenticationRequest', undefined],
      ['AccessToken', 'ciba'],
      ['AccessToken', 'ciba refresh_token'],
    ] as const)
      await deps
        .em()
        .insert(OauthArtifact, { id: randomBytes(32), model, accountId: userId, clientId, payload: { gty } });
    return id;
  }

  it.each([
    [
      'sign-out everywhere',
      ({ id: userId }: TestPerson) =>
        signOutEverywhere(
          deps,
          { userId, removeTokens: true },
          { event: 'SESSION ENDED', origin: { requestId: 'test' } },
        ),
    ],
    [
      'another password',
      ({ id: personId }: TestPerson) =>
        setPassword(deps, { personId, password: 'a quite different sentence', origin: { requestId: 'test' } }),
    ],
  ])('end with %s: open ones are refused, and their tokens are gone', async (_what, end) => {
    const [person, other] = [await addPersonWithPassword(deps), await addPersonWithPassword(deps)];
    const [id] = [await leaveRequest(person), await leaveRequest(other)];
    await end(person);
    const request = () => deps.em().findOneOrFail(BackchannelRequest, { id });
    expect(await eventually(async () => ((await request()).status === 'refused' ? true : undefined))).toBe(true);
    const left = await deps.em().find(OauthArtifact, { accountId: person.id });
    expect(left.map(({ payload }) => payload['gty'])).toEqual(['ciba refresh_token']);
    expect(await deps.em().count(OauthArtifact, { accountId: other.id })).toBe(3);
  });
});
