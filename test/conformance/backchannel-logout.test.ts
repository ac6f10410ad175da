import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPerson } from '../../src/commands/persons/profile/create-person.ts';
import { setPassword } from '../../src/commands/persons/sign-in-methods/password/set-password.ts';
import { endSessions } from '../../src/commands/tokens/sessions/end-sessions.ts';
import { User } from '../../src/entities/persons/user.ts';
import { LogoutDelivery } from '../../src/entities/tokens/logout-delivery.ts';
import { logoutDeliveryId } from '../../src/workflows/logout-delivery/contract.ts';
import { signIn } from '../admin/support/admin-api.ts';
import { addSigningInClient, redirectUri, startFlow } from '../authentication/support/flow-api.ts';
import { startLogoutReceiver } from '../authorization-server/support/logout-receiver.ts';
import type { LogoutReceiver } from '../authorization-server/support/logout-receiver.ts';
import { eventsAbout } from '../configuration/support/configuration-api.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { startOwnServer } from '../support/own-server.ts';
import type { OwnServer } from '../support/own-server.ts';

const password = 'sunny rooftop panels';
const wide = 120_000;

let server: OwnServer;
let receiver: LogoutReceiver;
beforeAll(async () => {
  server = await startOwnServer();
  receiver = await startLogoutReceiver();
});
afterAll(async () => {
  await receiver.stop();
  await server.stop();
});

/** Signs a new person in at a client with a browser. @returns the claims of the ID token. */
async function signInAt(clientId: string) {
  const username = `user-${randomUUID().slice(0, 8)}`;
  const origin = { requestId: 'test' };
  const personId = await createPerson(server.deps, { values: { username }, origin });
  await setPassword(server.deps, { personId, password, origin });
  const verifier = randomBytes(32).toString('base64url');
  const code_challenge = createHash('sha256').update(verifier).digest('base64url');
  const { browser, sessionId: session_id } = await startFlow(clientId, { code_challenge }, server.endpoints);
  const credentials = { identifier: username, password };
  await browser.post('/authenticate', { session_id, auth_method: 'password', credentials });
  let location = (await browser.post('/complete', { session_id })).body.redirect_to as string;
  for (location = new URL(location, server.endpoints.api).href; !location.startsWith(redirectUri);)
    location = await browser.visit(location);
  const answer = await fetch(`${server.endpoints.api}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      code: new URL(location).searchParams.get('code') ?? '',
      redirect_uri: redirectUri,
      code_verifier: verifier,
    }),
  });
  const { id_token: idToken } = (await answer.json()) as { id_token: string };
  return { userId: personId, claims: decodeJwt(idToken) };
}

/** A user who stays: of one who is gone, a delivery that has ended is deleted at once. */
const addUser = () => server.deps.em().insert(User, { id: randomUUID() });
const deliveriesOf = (userId: string) =>
  server.deps.em().find(LogoutDelivery, { userId }, { disableIdentityMap: true });
const ended = (userId: string) =>
  eventually(async () => {
    const [delivery] = await deliveriesOf(userId);
    return delivery && delivery.status !== 'pending' ? delivery : undefined;
  }, wide);
const end = (userId: string) =>
  endSessions(
    server.deps,
    { userId, removeTokens: true },
    { event: 'API SESSION REMOVED', origin: { requestId: 'test' } },
  );

describe('OpenID Connect Back-Channel Logout 1.0', () => {
  it('section 2.5: posts a logout token to the client as a form, again until it is accepted', async () => {
    const clientId = await addSigningInClient({ backchannel_logout_uri: receiver.url }, server.endpoints);
    const { userId, claims } = await signInAt(clientId);
    receiver.answers.push(503, 400);
    await end(userId);
    const delivery = await ended(userId);
    expect(delivery).toMatchObject({ status: 'delivered', attempts: 3, lastHttpStatus: 200, lastFailure: null });
    const tokens = receiver.received.splice(0);
    expect(tokens.map(({ contentType }) => contentType)).toEqual(
      Array.from({ length: 3 }, () => 'application/x-www-form-urlencoded'),
    );
    const keys = createRemoteJWKSet(new URL(`${server.endpoints.api}/oauth/jwks`));
    for (const { token } of tokens) {
      // The age is that of the attempt: a slow machine verifies late.
      const { payload } = await jwtVerify(token, keys, {
        audience: clientId,
        typ: 'logout+jwt',
        clockTolerance: 3600,
      });
      expect(payload).toMatchObject({ iss: claims.iss, sub: userId, sid: claims['sid'] });
      expect(payload).not.toHaveProperty('nonce');
    }
    expect(new Set(tokens.map(({ token }) => decodeJwt(token).jti)).size).toBe(3);

    const { client } = await server.deps.temporal.connect();
    const handle = client.workflow.getHandle(logoutDeliveryId(delivery.id));
    await handle.result();
    const shown = JSON.stringify([await handle.fetchHistory(), await handle.describe()], (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );
    for (const secret of [userId, String(claims['sid']), tokens[0]!.token]) expect(shown).not.toContain(secret);
  }, 180_000);

  it('gives up with an event when the client is gone, and the sweeper starts what no process started', async () => {
    const [userId, sessionId] = [await addUser(), randomUUID()];
    const row = { clientId: 'gone', userId, sessionId, sid: randomUUID(), status: 'pending', attempts: 0 } as const;
    await server.deps.em().insert(LogoutDelivery, {
      ...row,
      id: randomUUID(),
      createdAt: new Date(Date.now() - 60_000),
    });
    expect(await ended(userId)).toMatchObject({
      status: 'failed',
      attempts: 1,
      lastFailure: 'logout: the client has no address',
    });
    expect(await eventsAbout(server.deps.environment.databaseUrl, sessionId)).toMatchObject([
      { name: 'SESSION LOGOUT FAILED', detail: 'logout: the client has no address' },
    ]);
  }, 180_000);

  it('ends a delivery whose workflow was lost', async () => {
    const [userId, sessionId] = [await addUser(), randomUUID()];
    const lost = { clientId: 'lost', userId, sessionId, sid: randomUUID(), status: 'pending', attempts: 3 } as const;
    const createdAt = new Date(Date.now() - 26 * 3_600_000);
    await server.deps.em().insert(LogoutDelivery, { ...lost, id: randomUUID(), createdAt, startedAt: createdAt });
    expect(await ended(userId)).toMatchObject({ status: 'failed', attempts: 3 });
    const expected = [expect.objectContaining({ name: 'SESSION LOGOUT FAILED' })];
    expect(await eventsAbout(server.deps.environment.databaseUrl, sessionId)).toEqual(expected);
  }, 180_000);
});

describe('what became of logout tokens', () => {
  it('is listed for operators, who have one delivered again', async () => {
    const admin = await signIn(server.endpoints.api, server.endpoints.operators.admin);
    const clientId = await addSigningInClient({ backchannel_logout_uri: receiver.url }, server.endpoints);
    const userId = await addUser();
    const row = { clientId, userId, sessionId: randomUUID(), attempts: 1, createdAt: new Date() };
    const given = { ...row, lastFailure: 'logout: refused', endedAt: new Date() };
    const [lost = '', ...others] = Array.from({ length: 3 }, () => randomUUID());
    for (const id of [lost, ...others])
      await server.deps.em().insert(LogoutDelivery, { ...given, id, sid: randomUUID(), status: 'failed' });
    const open = { ...row, id: randomUUID(), sid: randomUUID(), status: 'pending', startedAt: new Date() } as const;
    await server.deps.em().insert(LogoutDelivery, open);
    const list = async (query: string) =>
      (await admin.call('GET', `/logout-deliveries?client_id=${clientId}&${query}`)).body as {
        items: { id: string }[];
        next_cursor: string | null;
      };
    const first = await list('status=failed&limit=2');
    const second = await list(`status=failed&limit=2&cursor=${first.next_cursor}`);
    expect([...first.items, ...second.items].map(({ id }) => id).toSorted()).toEqual([lost, ...others].toSorted());
    expect(second.next_cursor).toBeNull();
    expect(first.items[0]).toMatchObject({ user_id: userId, attempts: 1, last_failure: 'logout: refused' });
    expect((await admin.call('GET', '/logout-deliveries?cursor=eA')).status).toBe(400);

    const replay = (id: string) => admin.call('POST', `/logout-deliveries/${id}/replay`);
    const answers = await Promise.all([replay(lost), replay(lost)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([202, 404]);
    const replayed = answers.find(({ status }) => status === 202)?.body as { id: string };
    const delivered = await eventually(async () => {
      const found = await server.deps.em().findOne(LogoutDelivery, { id: replayed.id });
      return found?.status === 'pending' ? undefined : found;
    }, wide);
    expect(delivered).toMatchObject({ status: 'delivered', attempts: 1, userId });
    expect(receiver.received.splice(0).map(({ token }) => decodeJwt(token).sub)).toEqual([userId]);
    const events = await eventsAbout(server.deps.environment.databaseUrl, row.sessionId);
    expect(events.filter(({ name }) => name === 'ADMIN LOGOUT REPLAYED')).toMatchObject([{ detail: clientId }]);
    // It is being tried already.
    expect(await replay(open.id)).toMatchObject({ status: 202, body: { id: open.id, status: 'pending', attempts: 1 } });
  }, 180_000);
});
