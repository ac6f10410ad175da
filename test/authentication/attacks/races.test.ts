import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authenticate } from '../../../src/commands/authentication/flow/authenticate.ts';
import { changeFlow } from '../../../src/commands/authentication/flow/change-flow.ts';
import type { FlowDeps } from '../../../src/commands/authentication/flow/flow-deps.ts';
import type { Deps } from '../../../src/runtime/deps.ts';
import { signIn } from '../../admin/support/admin-api.ts';
import { createTestDeps } from '../../support/own-server.ts';
import { useStack } from '../../support/stack.ts';
import { query } from '../../users/support/rest.ts';
import { addSigningInClient, startFlow } from '../support/flow-api.ts';
import { addPersonWithPassword, codeMailTo, rightPassword, lockingOut } from '../support/people.ts';

const { endpoints } = useStack();
let deps: Deps;
let clientId: string;
beforeAll(async () => {
  deps = await createTestDeps(useStack().environment);
  clientId = await addSigningInClient();
});
afterAll(() => deps.close());

type Started = Awaited<ReturnType<typeof startFlow>>;

const ask = ({ browser, sessionId }: Started, auth_method: string, credentials: object) =>
  browser.post('/authenticate', { session_id: sessionId, auth_method, credentials });
const statusOf = async ({ browser, sessionId }: Started) => (await browser.get(`/status?session_id=${sessionId}`)).body;

async function addPolicy(subject_id: string, methods: string[], first_factors: string[]): Promise<void> {
  const admin = await signIn(endpoints.api, endpoints.operators.admin);
  const body = { name: 'Narrow', kind: 'user', subject_id, methods, first_factors, factors: 2, ...lockingOut };
  expect((await admin.call('POST', '/authentication-policies', { body })).status).toBe(201);
}

const keyOf = ({ browser, sessionId }: Pick<Started, 'browser' | 'sessionId'>) => ({
  sessionId,
  cookie: /cs_flow=([^;]+)/.exec(browser.cookie ?? '')?.[1],
});

/** Takes a step of a flow as the route does. Its slow part begins and waits until `meanwhile` is over. */
async function authenticateDuring(
  { browser, sessionId }: Started,
  { method, credentials }: { method: 'password' | 'email'; credentials: object },
  meanwhile: () => Promise<unknown>,
): Promise<unknown> {
  const { promise: isReached, resolve: reach } = Promise.withResolvers<void>();
  const { promise: isOver, resolve: goOn } = Promise.withResolvers<void>();
  const waiting =
    <Parameters extends unknown[], Result>(work: (...parameters: Parameters) => Promise<Result>) =>
    async (...parameters: Parameters) => {
      reach();
      await isOver;
      return work(...parameters);
    };
  const { passwords, registry } = deps;
  const slow: FlowDeps = {
    ...deps,
    passwords: { ...passwords, matches: waiting(passwords.matches), hash: waiting(passwords.hash) },
    registry: { current: waiting(() => registry.current()) },
  };
  const request = { method, credentials, device: undefined, origin: { requestId: 'test' } };
  const step = authenticate(slow, keyOf({ browser, sessionId }), request).catch((error: unknown) => error);
  await isReached;
  await meanwhile();
  goOn();
  return step;
}

describe('two sign-ins that wait for each other', () => {
  it('both go on: the one that PostgreSQL ends begins again', async () => {
    const [one, other] = [await startFlow(clientId), await startFlow(clientId)];
    const holds = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let tries = 0;
    const lockBoth = (mine: Started, theirs: Started, index: number) =>
      changeFlow(deps, { key: keyOf(mine), origin: { requestId: 'test' } }, async ({ em }) => {
        tries += 1;
        holds[index]!.resolve();
        await Promise.all(holds.map(({ promise }) => promise));
        await em.execute('select from authentication_flow where id = ? for update', [theirs.sessionId]);
        return 'done';
      });
    expect(await Promise.all([lockBoth(one, other, 0), lockBoth(other, one, 1)])).toEqual(['done', 'done']);
    expect(tries).toBeGreaterThan(2);
  });
});

describe('a step of a sign-in that another one overtakes', () => {
  it("lets no method count that the person's policy forbids", async () => {
    const person = await addPersonWithPassword(deps);
    await addPolicy(person.id, ['email', 'sms'], ['email']);
    const flow = await startFlow(clientId);
    await ask(flow, 'email', { email: person.email });
    const { code } = await codeMailTo(person.email);
    const credentials = { identifier: person.email, password: rightPassword };
    const refused = await authenticateDuring(flow, { method: 'password', credentials }, async () => {
      const verified = await flow.browser.post('/verify-otp', { session_id: flow.sessionId, otp: code });
      expect(verified.body).toMatchObject({ status: 'pending', achieved: { amr: ['email', 'otp'] } });
    });
    expect(refused).toMatchObject({ code: 'method_not_offered' });
    expect(await statusOf(flow)).toMatchObject({ status: 'pending', achieved: { level: 1, amr: ['email', 'otp'] } });
  });

  it('opens no challenge of such a method', async () => {
    const person = await addPersonWithPassword(deps);
    await addPolicy(person.id, ['password', 'sms'], ['password']);
    const flow = await startFlow(clientId);
    const credentials = { email: person.email };
    const refused = await authenticateDuring(flow, { method: 'email', credentials }, async () => {
      const proven = await ask(flow, 'password', { identifier: person.email, password: rightPassword });
      expect(proven.body.methods).toEqual([{ auth_method: 'sms' }]);
    });
    expect(refused).toMatchObject({ code: 'method_not_offered' });
    expect(await statusOf(flow)).toMatchObject({ status: 'pending', challenge: null });
  });

  it('is no answer to a challenge that another one took the place of', async () => {
    const person = await addPersonWithPassword(deps);
    await query('update sign_in_method set must_change = true where person_id = $1', [person.id]);
    const flow = await startFlow(clientId);
    await ask(flow, 'password', { identifier: person.email, password: rightPassword });
    const credentials = { new_password: 'a quite different sentence' };
    const refused = await authenticateDuring(flow, { method: 'password', credentials }, () =>
      ask(flow, 'email', { email: person.email }),
    );
    expect(refused).toMatchObject({ code: 'no_challenge' });
    const stored = 'select must_change, revision from sign_in_method where person_id = $1';
    expect(await query(stored, [person.id])).toEqual([{ must_change: true, revision: 0 }]);
    expect(await statusOf(flow)).toMatchObject({ status: 'challenge_sent', user: null, challenge: { type: 'otp' } });
  });
});
