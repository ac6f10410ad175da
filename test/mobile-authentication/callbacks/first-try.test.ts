import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WorkflowExecutionDescription } from '@temporalio/client';
import { createMaintenanceActivities } from '../../../src/activities/maintenance/create-activities.ts';
import { callbackReplayId } from '../../../src/workflows/callback-replay/contract.ts';
import { createReceiver } from '../../support/connections/callback-receiver.ts';
import { enrollPhone, eventually } from '../../support/enrolled-phone.ts';
import { startOwnServer } from '../../support/own-server.ts';
import type { OwnServer } from '../../support/own-server.ts';
import { query } from '../../support/query.ts';
import { createWebsite } from '../../support/website.ts';

let own: OwnServer;

beforeAll(async () => {
  own = await startOwnServer();
});

afterAll(() => own.stop());

const newReceiver = () => createReceiver(own.endpoints.sandbox);

async function approve(callbackUri: string): Promise<string> {
  const phone = await enrollPhone(own.endpoints);
  const { body } = await createWebsite(own.endpoints).initialise({
    type: 'login_with_push',
    user_id: phone.userId,
    device_id: phone.deviceId,
    callback_uri: callbackUri,
    message: 'Hi',
  });
  expect((await phone.answer(body.transaction_id)).outcome.status).toBe('authenticated');
  return body.transaction_id as string;
}

/** The workflow that retries a callback; undefined when there is none. */
async function findDelivery(transactionId: string): Promise<WorkflowExecutionDescription | undefined> {
  const { client } = await own.deps.temporal.connect();
  const id = callbackReplayId({ transactionId, replay: 0 });
  return client.workflow
    .getHandle(id)
    .describe()
    .catch(() => undefined);
}

async function attemptsOf(transactionId: string) {
  const [row] = await query<{ status: string; attempts: number }>(
    own.endpoints.postgres_url,
    'select status, attempts from callback_delivery where transaction_id = $1',
    [transactionId],
  );
  return row;
}

describe('the first try of a callback', () => {
  it('is made by the process that wrote the record, without a workflow', async () => {
    const site = newReceiver();
    const id = await approve(site.url);
    await eventually(async () => ((await attemptsOf(id))?.status === 'delivered' ? true : undefined));
    expect(await site.received()).toHaveLength(1);
    expect(await findDelivery(id)).toBeUndefined();
  });

  it('starts a workflow with the search attributes of the transaction and the same webhook-id when the site refuses it', async () => {
    const site = newReceiver();
    await site.behave({ status: 503, times: 1 });
    const id = await approve(site.url);
    const [first, second] = await eventually(async () => {
      const received = await site.received();
      return received.length > 1 ? received : undefined;
    });
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    const attributes = (await findDelivery(id))?.typedSearchAttributes;
    expect(attributes?.getAll().map(({ key, value }) => [key.name, value])).toEqual(
      expect.arrayContaining([
        ['AuthMethod', 'PUSH'],
        ['AuthType', 'login_with_push'],
        ['UserHash', expect.any(String)],
      ]),
    );
    await eventually(async () => ((await attemptsOf(id))?.status === 'delivered' ? true : undefined));
    expect(await site.received()).toHaveLength(2);
  });

  it('is made by a workflow that the sweeper starts when the process never made it', async () => {
    const site = newReceiver();
    const id = await approve(site.url);
    await eventually(async () => ((await attemptsOf(id))?.status === 'delivered' ? true : undefined));
    // Simulate a process that ended between the record and the try.
    await query(
      own.endpoints.postgres_url,
      'delete from callback_attempt using callback_delivery d where delivery_id = d.id and d.transaction_id = $1',
      [id],
    );
    await query(
      own.endpoints.postgres_url,
      `update callback_delivery set status = 'pending', attempts = 0, delivered_at = null, next_attempt_at = now() - interval '1 minute' where transaction_id = $1`,
      [id],
    );
    await createMaintenanceActivities(own.deps).startForgotten();
    expect(await findDelivery(id)).toBeDefined();
    await eventually(async () => ((await attemptsOf(id))?.status === 'delivered' ? true : undefined));
    expect(await site.received()).toHaveLength(2);
  });
});
