import { randomInt, randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { defaultPayloadConverter, defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { Payload } from '@temporalio/common';
import proto from '@temporalio/proto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Instance } from '../../../dev/parts/instance.ts';
import { Keyring } from '../../../src/security/keyring.ts';
import type { KeyringEntry } from '../../../src/security/keyring.ts';
import { createPayloadCodec } from '../../../src/security/payload-codec.ts';
import { userHash } from '../../../src/security/user-hash.ts';
import { enrollPhone, eventually } from '../../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../../support/enrolled-phone.ts';
import { createSeededInstance, useStack } from '../../support/stack.ts';
import { textMessagesTo } from '../../support/text-messages.ts';
import { createWebsite } from '../../support/website.ts';

const { endpoints, environment } = useStack();
const website = createWebsite(endpoints);
const keyring = new Keyring(JSON.parse(environment['COUNTERSIGN_KEYRING'] as string) as KeyringEntry[]);
const callbackUri = `${endpoints.sandbox}/callbacks/temporal-ui`;
let connection: Connection;
let client: Client;
let phone: EnrolledPhone;

beforeAll(async () => {
  connection = await Connection.connect({ address: endpoints.temporal_address });
  client = new Client({
    connection,
    namespace: endpoints.temporal_namespace,
    dataConverter: { payloadCodecs: [createPayloadCodec(keyring)] },
  });
  phone = await enrollPhone(endpoints);
});

afterAll(() => connection.close());

const number = () => `+316${randomInt(10_000_000, 99_999_999)}`;
const push = async (type = 'login_with_push', more: Record<string, string> = {}) =>
  (
    await website.initialise({
      type,
      user_id: phone.userId,
      device_id: phone.deviceId,
      callback_uri: callbackUri,
      message: 'Very private',
      ...more,
    })
  ).body.transaction_id as string;

/** The search attributes that the product sets on a workflow. */
async function attributesOf(id: string): Promise<Record<string, string>> {
  const { typedSearchAttributes } = await client.workflow.getHandle(id).describe();
  const names = ['AuthMethod', 'AuthType', 'AuthStatus', 'Application', 'UserHash'];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = typedSearchAttributes.get(defineSearchAttributeKey(name, SearchAttributeType.KEYWORD));
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

async function find(query: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { workflowId } of client.workflow.list({ query })) found.push(workflowId);
  return found;
}

/** The details that Temporal's UI shows, requested as the UI does. */
async function detailsOf(id: string): Promise<string> {
  const { queryResult } = await client.workflowService.queryWorkflow({
    namespace: endpoints.temporal_namespace,
    execution: { workflowId: id },
    query: { queryType: '__temporal_workflow_metadata' },
  });
  const { currentDetails } = (await shown(queryResult?.payloads?.[0])) as { currentDetails?: string };
  return currentDetails ?? '';
}

/** What the codec endpoint decodes of a payload. */
async function shown(payload: Payload | null | undefined): Promise<unknown> {
  const [decoded] = await createPayloadCodec(keyring, 'passed').decode(payload ? [payload] : []);
  return decoded && defaultPayloadConverter.fromPayload(decoded);
}

async function timersOf(id: string): Promise<unknown[]> {
  const { events } = await client.workflow.getHandle(id).fetchHistory();
  const started = (events ?? []).filter((event) => event.timerStartedEventAttributes);
  return Promise.all(started.map(({ userMetadata }) => shown(userMetadata?.summary)));
}

describe('the workflow of a mobile authentication in Temporal', () => {
  it('is found by method, type, status, application and hash of the user, and holds no personal data', async () => {
    const id = await push();
    const hash = userHash(keyring, phone.userId);
    expect(await attributesOf(id)).toEqual({
      AuthMethod: 'PUSH',
      AuthType: 'login_with_push',
      AuthStatus: 'pending',
      Application: 'northwind-id',
      UserHash: hash,
    });
    await eventually(async () =>
      (await find(`UserHash = "${hash}" and AuthStatus = "pending"`)).includes(id) ? true : undefined,
    );
    await phone.answer(id);
    await eventually(async () =>
      (await find(`UserHash = "${hash}" and AuthStatus = "authenticated" and AuthMethod = "PUSH"`)).includes(id)
        ? true
        : undefined,
    );
    const history = await client.workflow.getHandle(id).fetchHistory();
    const raw = Buffer.from(proto.temporal.api.history.v1.History.encode(history).finish()).toString('latin1');
    for (const secret of [phone.userId, phone.deviceId, phone.pushToken, 'Very private'])
      expect(raw).not.toContain(secret);
  });

  it('is found by the user who claimed an OTP once it has ended, approved or cancelled', async () => {
    const refused = await website.initialise({ type: 'login_with_otp', callback_uri: callbackUri, message: 'Hi' });
    await phone.app.claimTransaction(phone.profile.profileId, refused.body.otp);
    await website.cancel(refused.body.transaction_id);

    const { body } = await website.initialise({ type: 'login_with_otp', callback_uri: callbackUri, message: 'Hi' });
    expect((await attributesOf(body.transaction_id))['UserHash']).toBeUndefined();
    await phone.app.claimTransaction(phone.profile.profileId, body.otp);
    expect((await phone.answer(body.transaction_id)).outcome.status).toBe('authenticated');
    const ended = { authenticated: body.transaction_id, cancelled: refused.body.transaction_id };
    for (const [status, id] of Object.entries(ended)) {
      const query = `UserHash = "${userHash(keyring, phone.userId)}" and AuthMethod = "OTP" and AuthStatus = "${status}"`;
      await eventually(async () => ((await find(query)).includes(id) ? true : undefined));
    }
  });

  it('has a summary, details and timers that describe its state', async () => {
    const id = await push();
    const description = await client.workflow.getHandle(id).describe();
    expect(await description.staticSummary()).toBe('PUSH (login_with_push)');
    expect(await description.staticDetails()).toMatch(
      /^Open until \d{4}-.*\n\nMethods in order:\n- PUSH, type login_with_push, any number of attempts, 0 resends$/,
    );
    expect(await detailsOf(id)).toMatch(/^PUSH sent, waiting for the app until \d\d:\d\d:\d\dZ$/);
    expect(await timersOf(id)).toEqual([expect.stringMatching(/^Expires at \d\d:\d\d:\d\dZ without a decision$/)]);
    await website.cancel(id);
    await eventually(async () => ((await detailsOf(id)) === 'PUSH sent, ended as cancelled' ? true : undefined));
  });

  it('is listed separately by status: approved, refused or cancelled', async () => {
    const ids = [await push(), await push(), await push()] as const;
    await phone.answer(ids[0]);
    await phone.answer(ids[1], { decision: 'reject', reason: 'cancelled' });
    await website.cancel(ids[2]);
    for (const [index, status] of ['authenticated', 'not_accepted', 'cancelled'].entries()) {
      // Search among these three only: a workflow of another test may be encrypted with a key that is not on this ring.
      const these = ids.map((id) => `"${id}"`).join(', ');
      const query = `WorkflowType="mobileAuthentication" and AuthStatus="${status}" and WorkflowId in (${these})`;
      await eventually(async () => (String(await find(query)) === ids[index] ? true : undefined));
    }
  });

  it('is found by the method that it fell back to, and its details name the failed method', async () => {
    await fetch(`${endpoints.sandbox}/behaviour/fcm`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ mode: 'refuse', token: phone.pushToken, times: 1 }),
    });
    const to = number();
    const id = await push('payment_with_push', { phone_number: to, message: '{code}' });
    await eventually(async () => ((await attributesOf(id))['AuthMethod'] === 'SMS' ? true : undefined));
    expect(await detailsOf(id)).toMatch(
      /^PUSH failed, SMS sent, waiting for the code until \d\d:\d\d:\d\dZ, 0 of \d attempts used$/,
    );
    const [message] = await textMessagesTo(endpoints, to);
    await website.verify(phone.userId, id, message?.body === '000000' ? '111111' : '000000');
    expect(await detailsOf(id)).toMatch(/, 1 of \d attempts used$/);
    await website.verify(phone.userId, id, message?.body as string);
    await eventually(async () => ((await attributesOf(id))['AuthStatus'] === 'authenticated' ? true : undefined));
    expect(await detailsOf(id)).toMatch(/^PUSH failed, SMS sent, ended as authenticated/);
  });
});

describe('the workflow of a push enrolment in Temporal', () => {
  it('is found by its user and status', async () => {
    const query = `WorkflowType = "pushEnrollment" and UserHash = "${userHash(keyring, phone.userId)}" and AuthStatus = "enrolled"`;
    const found = await eventually(async () => (await find(query))[0]);
    expect(await detailsOf(found)).toBe('Ended as enrolled');
  });
});

describe('a namespace without our search attributes', () => {
  const namespace = `bare-${randomUUID()}`;
  let instance: Instance;

  afterAll(() => instance?.stop());

  it('still runs mobile authentications', { timeout: 180_000 }, async () => {
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
    });
    instance = await createSeededInstance();
    const server = await eventually(
      () => instance.startServer({ COUNTERSIGN_TEMPORAL_NAMESPACE: namespace }).catch(() => undefined),
      120_000,
    );
    const where = { ...endpoints, api: server.url };
    const own = await enrollPhone(where);
    const { body } = await createWebsite(where).initialise({
      type: 'login_with_push',
      user_id: own.userId,
      device_id: own.deviceId,
      callback_uri: callbackUri,
      message: 'Hi',
    });
    expect((await own.answer(body.transaction_id)).outcome).toMatchObject({ status: 'authenticated' });
    const bare = new Client({ connection, namespace, dataConverter: { payloadCodecs: [createPayloadCodec(keyring)] } });
    const { typedSearchAttributes } = await bare.workflow.getHandle(body.transaction_id).describe();
    expect(
      typedSearchAttributes.get(defineSearchAttributeKey('AuthStatus', SearchAttributeType.KEYWORD)),
    ).toBeUndefined();
  });
});
