import { randomInt, randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Keyring } from '../../src/security/keyring.ts';
import type { KeyringEntry } from '../../src/security/keyring.ts';
import { createPayloadCodec } from '../../src/security/payload-codec.ts';
import { enrollPhone, eventually } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { codeIn, textMessagesTo } from '../support/text-messages.ts';
import { createWebsite } from '../support/website.ts';

const { endpoints, environment } = useStack();
const website = createWebsite(endpoints);
let connection: Connection;
let client: Client;

beforeAll(async () => {
  connection = await Connection.connect({ address: endpoints.temporal_address });
  const keyring = new Keyring(JSON.parse(environment['COUNTERSIGN_KEYRING'] as string) as KeyringEntry[]);
  client = new Client({
    connection,
    namespace: endpoints.temporal_namespace,
    dataConverter: { payloadCodecs: [createPayloadCodec(keyring)] },
  });
});

afterAll(() => connection.close());

/** The history of a workflow once it has closed. */
async function historyOf(workflowId: string) {
  const handle = client.workflow.getHandle(workflowId);
  await eventually(async () => ((await handle.describe()).status.name === 'RUNNING' ? undefined : true));
  return handle.fetchHistory();
}

/** Changes of search attributes before the task that ends the workflow: each of them causes a visibility write. */
function earlyLabels(events: NonNullable<Awaited<ReturnType<typeof historyOf>>['events']>) {
  const end = events.findLastIndex((event) => event.workflowTaskCompletedEventAttributes);
  return events.slice(0, end).filter((event) => event.upsertWorkflowSearchAttributesEventAttributes);
}

describe('the history of a push approval', () => {
  it('has at most 15 events and 2 workflow tasks, and no activity for the callback', async () => {
    const phone = await enrollPhone(endpoints);
    const message = `Pay ${randomUUID()}`;
    const form = {
      type: 'login_with_push',
      user_id: phone.userId,
      device_id: phone.deviceId,
      callback_uri: `${endpoints.sandbox}/callbacks/history`,
      message,
    };
    const { body } = await website.initialise(form, { 'x-request-id': 'history-test' });
    await phone.answer(body.transaction_id);
    const history = await historyOf(body.transaction_id);
    const events = history.events ?? [];
    expect(events.filter((event) => event.activityTaskScheduledEventAttributes)).toEqual([]);
    expect(events.length).toBeLessThanOrEqual(15);
    expect(events.filter((event) => event.workflowTaskCompletedEventAttributes).length).toBeLessThanOrEqual(2);
    expect(earlyLabels(events)).toEqual([]);

    const raw = Buffer.from(proto.temporal.api.history.v1.History.encode(history).finish()).toString('latin1');
    for (const secret of [message, phone.userId, phone.pushToken, phone.deviceId]) expect(raw).not.toContain(secret);
  });

  it('is as short for an OTP: the last workflow task names the claimant', async () => {
    const phone = await enrollPhone(endpoints);
    const callback_uri = `${endpoints.sandbox}/callbacks/history`;
    const { body } = await website.initialise({ type: 'login_with_otp', callback_uri, message: 'Hi' });
    await phone.app.claimTransaction(phone.profile.profileId, body.otp);
    await phone.answer(body.transaction_id);
    const events = (await historyOf(body.transaction_id)).events ?? [];
    expect(earlyLabels(events)).toEqual([]);
    expect(events.length).toBeLessThanOrEqual(15);
    expect(events.filter((event) => event.workflowTaskCompletedEventAttributes).length).toBeLessThanOrEqual(2);
  });

  it('has the request id in its memo', async () => {
    const phone = await enrollPhone(endpoints);
    const requestId = `request-${randomUUID()}`;
    const form = {
      type: 'login_with_push',
      user_id: phone.userId,
      device_id: phone.deviceId,
      callback_uri: `${endpoints.sandbox}/callbacks/history`,
      message: 'Hi',
    };
    const { body, headers } = await website.initialise(form, { 'x-request-id': requestId });
    expect(headers.get('x-request-id')).toBe(requestId);
    const { memo } = await client.workflow.getHandle(body.transaction_id).describe();
    expect(memo).toEqual({ request_id: requestId });
    await website.cancel(body.transaction_id);
  });
});

describe('the history of an SMS approval', () => {
  it('contains neither the code, nor the message, nor the phone number', async () => {
    const number = `+316${randomInt(10_000_000, 99_999_999)}`;
    const user = `user-${randomUUID()}`;
    const { body } = await website.initialise({
      type: 'payment_with_sms',
      user_id: user,
      phone_number: number,
      message: 'Very private {code}',
    });
    const message = await eventually(async () => (await textMessagesTo(endpoints, number))[0]);
    const code = codeIn(message);
    await website.verify(user, body.transaction_id, code);
    const history = await historyOf(body.transaction_id);
    const raw = Buffer.from(proto.temporal.api.history.v1.History.encode(history).finish()).toString('latin1');
    for (const secret of [code, 'Very private', number, user]) expect(raw).not.toContain(secret);
  });
});
