import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signIn } from '../admin/support/admin-api.ts';
import { addSigningInClient, startFlow } from '../authentication/support/flow-api.ts';
import { addPerson, lockingOut } from '../authentication/support/people.ts';
import type { Deps } from '../../src/runtime/deps.ts';
import { createPayloadCodec } from '../../src/security/payload-codec.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { createTestDeps } from '../support/own-server.ts';
import { useStack } from '../support/stack.ts';
import { query } from '../users/support/rest.ts';
import { createToken, login, processToken, refusalOf } from './support/tokens.ts';

const { endpoints, environment } = useStack();
let deps: Deps;
let clientId: string;
beforeAll(async () => {
  deps = await createTestDeps(environment);
  clientId = await addSigningInClient();
});
afterAll(() => deps.close());

type Started = Awaited<ReturnType<typeof startFlow>>;

/** Sends a token in a sign-in. */
const send = ({ browser, sessionId }: Started, token: string) =>
  browser.post('/authenticate', { session_id: sessionId, auth_method: 'action_token', credentials: { token } });

async function tokenOf(actions: readonly object[] = [login]): Promise<{ personId: string; token: string }> {
  const { id: personId } = await addPerson();
  return { personId, token: (await createToken(personId, actions)).token as string };
}

const codeOf = ({ status, body }: Awaited<ReturnType<typeof send>>) => [status, body.code as string];

describe('the method action_token', () => {
  it('signs in at the level of its kind, and the session is made by the authorization server', async () => {
    const { personId, token } = await tokenOf();
    const started = await startFlow(clientId);
    expect(started.body.methods).not.toContainEqual({ auth_method: 'action_token' });
    const { status, body } = await send(started, token);
    expect([status, body.status, body.achieved]).toEqual([
      200,
      'authenticated',
      { level: 1, acr: 'urn:countersign:acr:1', amr: ['email', 'otp'], auth_time: expect.any(String) },
    ]);
    const completed = await started.browser.post('/complete', { session_id: started.sessionId });
    expect(completed.status).toBe(200);
    const events = await query<{ name: string; user_id: string }>(
      'select name, user_id from event where subject_id = $1 order by id',
      [started.sessionId],
    );
    expect(events).toContainEqual({ name: 'AUTHENTICATION FACTOR SUCCEEDED', user_id: personId });
  });

  it('has the level that the token was created with', async () => {
    const { personId, token } = await tokenOf([{ type: 'LOGIN_APP2WEB' }]);
    await query('update action_token set level = 2 where person_id = $1', [personId]);
    const { body } = await send(await startFlow(clientId, { acr_values: 'urn:countersign:acr:2' }), token);
    expect([body.status, body.achieved.level, body.achieved.amr]).toEqual(['authenticated', 2, ['email', 'otp']]);
  });

  it('proves one flow: another one, and the API, find the token used', async () => {
    const { token } = await tokenOf();
    const first = await startFlow(clientId);
    expect((await send(first, token)).status).toBe(200);
    expect(codeOf(await send(first, token))).toEqual([409, 'already_completed']);
    expect(codeOf(await send(await startFlow(clientId), token))).toEqual([401, 'action_token_invalid']);
    expect(refusalOf(await processToken({ token }))).toEqual([401, 3011]);
  });

  it('signs in after all when the answer was lost before the factor was written', async () => {
    const { personId, token } = await tokenOf();
    const started = await startFlow(clientId);
    const flow = { id: started.sessionId, clientId };
    const origin = { requestId: randomUUID() };
    const asked = { token, code: undefined, flow, device: undefined, check: async () => {}, origin };
    expect(await deps.signInTokens.use(asked)).toEqual({ personId, level: 1 });
    const { status, body } = await send(started, token);
    expect([status, body.status]).toEqual([200, 'authenticated']);
  });

  it('is denied by the policy of the person before the token is used up', async () => {
    const { personId, token } = await tokenOf();
    const admin = await signIn(endpoints.api, endpoints.operators.admin);
    const rules = { methods: ['password', 'action_token'], first_factors: ['password'] };
    const policy = { name: `No links ${personId}`, kind: 'user', subject_id: personId, ...rules, ...lockingOut };
    const added = await admin.call('POST', '/authentication-policies', { body: policy });
    expect(added.status, JSON.stringify(added.body)).toBe(201);
    const { status, body } = await send(await startFlow(clientId), token);
    expect([status, body.status]).toEqual([200, 'failed']);
    const events = await query<{ name: string; detail: string }>(
      "select name, detail from event where user_id = $1 and name in ('ACTION TOKEN REFUSED', 'AUTHENTICATION FAILED') order by id",
      [personId],
    );
    expect(events).toEqual([
      { name: 'ACTION TOKEN REFUSED', detail: 'account_refused' },
      { name: 'AUTHENTICATION FAILED', detail: 'policy' },
    ]);
    expect(await query('select status from action_token where person_id = $1', [personId])).toEqual([
      { status: 'open' },
    ]);
    expect((await admin.call('DELETE', `/authentication-policies/${added.body.id}`)).status).toBe(204);
    expect((await send(await startFlow(clientId), token)).body.status).toBe('authenticated');
  });

  it('is of one person: the token of another one is refused, and not used up', async () => {
    const [{ token: first }, { token: second }] = [await tokenOf(), await tokenOf()];
    const started = await startFlow(clientId, { acr_values: 'urn:countersign:acr:3' });
    expect((await send(started, first)).status).toBe(200);
    const refused = codeOf(await send(started, second));
    expect([
      [409, 'other_user'],
      [409, 'method_not_offered'],
    ]).toContainEqual(refused);
    expect((await send(await startFlow(clientId), second)).body.status).toBe('authenticated');
  });

  it('lets one of sixteen sign-ins win', async () => {
    const { token } = await tokenOf();
    const flows = await Promise.all(Array.from({ length: 16 }, () => startFlow(clientId)));
    const answers = await Promise.all(flows.map((flow) => send(flow, token)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array.from({ length: 15 }, () => 401)]);
    const authenticated = await query(
      'select id from authentication_flow where id = any($1) and person_id is not null',
      [flows.map(({ sessionId }) => sessionId)],
    );
    expect(authenticated).toHaveLength(1);
  });

  it('refuses unknown tokens and those without a sign-in, and uses none of them up', async () => {
    const { personId, token } = await tokenOf();
    const started = await startFlow(clientId);
    expect(codeOf(await send(started, 'unknown'))).toEqual([401, 'action_token_invalid']);
    await query("update action_token set types = '{PERSON_ACTIVATION}' where person_id = $1", [personId]);
    expect(codeOf(await send(started, token))).toEqual([401, 'action_token_invalid']);
    await query("update action_token set types = '{LOGIN}' where person_id = $1", [personId]);
    expect((await send(started, token)).status).toBe(200);
  });

  it('signs in no person who is not active, and tells which action failed', async () => {
    const { personId, token } = await tokenOf();
    await query("update person set status = 'inactive' where id = $1", [personId]);
    const started = await startFlow(clientId);
    const { status, body } = await send(started, token);
    expect([status, body.code, body.results]).toEqual([
      409,
      'action_failed',
      [{ type: 'LOGIN', execution_status: 'FAILED' }],
    ]);
    const { body: flow } = await started.browser.get(`/status?session_id=${started.sessionId}`);
    expect([flow.status, flow.user]).toEqual(['pending', null]);
  });
});

describe('the sign-in after a site has processed a token', () => {
  it('is by an address that works once', async () => {
    const { token } = await tokenOf();
    const { body } = await processToken({ token });
    const next = new URL(body.sign_in.url as string).searchParams.get('token') as string;
    expect(next).not.toBe(token);
    expect((await send(await startFlow(clientId), next)).body.status).toBe('authenticated');
    expect(codeOf(await send(await startFlow(clientId), next))).toEqual([401, 'action_token_invalid']);
  });
});

describe('the history of a sign-in', () => {
  it('has at most 14 events and 2 workflow tasks, and neither token nor person', async () => {
    const connection = await Connection.connect({ address: endpoints.temporal_address });
    const client = new Client({
      connection,
      namespace: endpoints.temporal_namespace,
      dataConverter: { payloadCodecs: [createPayloadCodec(deps.keyring)] },
    });
    try {
      const { personId, token } = await tokenOf();
      expect((await send(await startFlow(clientId), token)).status).toBe(200);
      const [row] = await query<{ id: string }>('select id from action_token where person_id = $1', [personId]);
      const handle = client.workflow.getHandle(row!.id);
      await eventually(async () => ((await handle.describe()).status.name === 'RUNNING' ? undefined : true));
      const history = await handle.fetchHistory();
      const events = history.events ?? [];
      expect(events.length).toBeLessThanOrEqual(14);
      expect(events.filter((event) => event.workflowTaskCompletedEventAttributes).length).toBeLessThanOrEqual(2);
      expect(events.filter((event) => event.activityTaskScheduledEventAttributes)).toEqual([]);
      const raw = Buffer.from(proto.temporal.api.history.v1.History.encode(history).finish()).toString('latin1');
      for (const secret of [token, personId]) expect(raw).not.toContain(secret);
    } finally {
      await connection.close();
    }
  });
});
