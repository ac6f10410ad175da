import { randomInt, randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { defaultPayloadConverter, defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
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
  client = new Client({ connection, namespace: endpoints.temporal_namespace, dataConverter: { payloadCodecs: [createPayloadCodec(keyring)] } });
  phone = await enrollPhone(endpoints);
});

afterAll(() => connection.close());

const number = () => `+316${randomInt(10_000_000, 99_999_999)}`;
const push = async (type = 'login_with_push', more: Record<string, string> = {}) =>
  (await website.initialise({ type, user_id: phone.userId, device_id: phone.deviceId, callback_uri: callbackUri, message: 'Very private', ...more })).body.transaction_id as string;

/** Every one of our attributes that a workflow is found by. */
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

/** As Temporal's UI asks for it. */
async function detailsOf(id: string): Promise<string> {
  const { queryResult } = await client.workflowService.queryWorkflow({ namespace: endpoints.temporal_namespace, execution: { workflowId: id }, query: { queryType: '__temporal_workflow_metadata' } });
  const [payload] = await createPayloadCodec(keyring).decode(queryResult?.payloads ?? []);
  const { currentDetails } = defaultPayloadConverter.fromPayload(payload as never) as { currentDetails?: string };
  return currentDetails ?? '';
}

describe('a mobile authentication in Temporal', () => {
  it('is found by method, type, status, application and user, and by nothing personal', async () => {
    const id = await push();
    const hash = userHash(keyring, phone.userId);
    expect(await attributesOf(id)).toEqual({ AuthMethod: 'PUSH', AuthType: 'login_with_push', AuthStatus: 'pending', Application: 'northwind-id', UserHash: hash });
    await eventually(async () => ((await find(`UserHash = "${hash}" and AuthStatus = "pending"`)).includes(id) ? true : undefined));
    await phone.answer(id);
    await eventually(async () => ((await find(`UserHash = "${hash}" and AuthStatus = "authenticated" and AuthMethod = "PUSH"`)).includes(id) ? true : undefined));
    const history = await client.workflow.getHandle(id).fetchHistory();
    const raw = Buffer.from(proto.temporal.api.history.v1.History.encode(history).finish()).toString('latin1');
    for (const secret of [phone.userId, phone.deviceId, phone.pushToken, 'Very private']) expect(raw).not.toContain(secret);
  });

  it('is found by whoever claimed an OTP, from then on', async () => {
    const { body } = await website.initialise({ type: 'login_with_otp', callback_uri: callbackUri, message: 'Hi' });
    expect((await attributesOf(body.transaction_id))['UserHash']).toBeUndefined();
    await phone.app.claimTransaction(phone.profile.profileId, body.otp);
    expect((await attributesOf(body.transaction_id))['UserHash']).toBe(userHash(keyring, phone.userId));
    expect((await phone.answer(body.transaction_id)).outcome.status).toBe('authenticated');
    await eventually(async () => ((await find(`UserHash = "${userHash(keyring, phone.userId)}" and AuthMethod = "OTP" and AuthStatus = "authenticated"`)).includes(body.transaction_id) ? true : undefined));
  });

  it('says what it is, and where it stands', async () => {
    const id = await push();
    const description = await client.workflow.getHandle(id).describe();
    expect(await description.staticSummary()).toBe('PUSH (login_with_push)');
    expect(await description.staticDetails()).toMatch(/^Open until \d{4}-.*\n\nMethods in order:\n- PUSH, type login_with_push, any number of attempts, 0 resends$/);
    expect(await detailsOf(id)).toMatch(/^PUSH sent, waiting for the app until \d\d:\d\d:\d\dZ$/);
    await website.cancel(id);
    await eventually(async () => ((await detailsOf(id)) === 'PUSH sent, ended as cancelled, telling the site' ? true : undefined));
  });

  it('is found by the method that took over, and says why', async () => {
    await fetch(`${endpoints.sandbox}/behaviour/fcm`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ mode: 'refuse', token: phone.pushToken, times: 1 }) });
    const to = number();
    const id = await push('payment_with_push', { phone_number: to, message: '{code}' });
    await eventually(async () => ((await attributesOf(id))['AuthMethod'] === 'SMS' ? true : undefined));
    expect(await detailsOf(id)).toMatch(/^PUSH failed, SMS sent, waiting for the code until \d\d:\d\d:\d\dZ, 0 of \d attempts used$/);
    const [message] = await textMessagesTo(endpoints, to);
    await website.verify(phone.userId, id, message?.body === '000000' ? '111111' : '000000');
    expect(await detailsOf(id)).toMatch(/, 1 of \d attempts used$/);
    await website.verify(phone.userId, id, message?.body as string);
    await eventually(async () => ((await attributesOf(id))['AuthStatus'] === 'authenticated' ? true : undefined));
    expect(await detailsOf(id)).toMatch(/^PUSH failed, SMS sent, ended as authenticated/);
  });
});

describe('a push enrolment in Temporal', () => {
  it('is found by its user and status', async () => {
    const query = `WorkflowType = "pushEnrollment" and UserHash = "${userHash(keyring, phone.userId)}" and AuthStatus = "enrolled"`;
    const found = await eventually(async () => (await find(query))[0]);
    expect(await detailsOf(found)).toBe('Ended as enrolled');
  });
});

describe('a namespace that does not know our search attributes', () => {
  const namespace = `bare-${randomUUID()}`;
  let instance: Instance;

  afterAll(() => instance?.stop());

  it('runs mobile authentications all the same', { timeout: 180_000 }, async () => {
    await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: { seconds: 86_400 as never } });
    instance = await createSeededInstance();
    const server = await eventually(() => instance.startServer({ COUNTERSIGN_TEMPORAL_NAMESPACE: namespace }).catch(() => undefined), 120_000);
    const where = { ...endpoints, api: server.url };
    const own = await enrollPhone(where);
    const { body } = await createWebsite(where).initialise({ type: 'login_with_push', user_id: own.userId, device_id: own.deviceId, callback_uri: callbackUri, message: 'Hi' });
    expect((await own.answer(body.transaction_id)).outcome).toMatchObject({ status: 'authenticated' });
    const bare = new Client({ connection, namespace, dataConverter: { payloadCodecs: [createPayloadCodec(keyring)] } });
    const { typedSearchAttributes } = await bare.workflow.getHandle(body.transaction_id).describe();
    expect(typedSearchAttributes.get(defineSearchAttributeKey('AuthStatus', SearchAttributeType.KEYWORD))).toBeUndefined();
  });
});
