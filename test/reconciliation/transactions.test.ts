import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { replayCallback } from '../../src/commands/mobile-authentication/callback/replay-callback.ts';
import { Transaction } from '../../src/entities/mobile-authentication/transaction.ts';
import { callbackReplayId } from '../../src/workflows/callback-replay/contract.ts';
import { eventsAbout } from '../app/support/events.ts';
import { createReceiver } from '../support/connections/callback-receiver.ts';
import { enrollPhone, eventually } from '../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../support/enrolled-phone.ts';
import { startOwnServer } from '../support/own-server.ts';
import type { OwnServer } from '../support/own-server.ts';
import { createWebsite } from '../support/website.ts';
import { Disagreements } from './support/disagreements.ts';
import type { Asked } from './support/disagreements.ts';

const hour = 3_600_000;
let server: OwnServer;
let on: Disagreements;
let phone: EnrolledPhone;

beforeAll(async () => {
  server = await startOwnServer();
  on = new Disagreements(server);
  await on.pauseSchedule();
  phone = await enrollPhone(server.endpoints);
});
afterAll(() => server.stop());

function events(id: string): Promise<string[]> {
  return eventsAbout(id, server.endpoints.postgres_url);
}

function untilClosed(id: string) {
  return eventually(async () => {
    const body = await on.result(id);
    return body.status === 'pending' ? undefined : body;
  });
}

/** Makes visibility list workflows as open that it would not list, or the reverse. */
async function listing(open: (ids: readonly string[]) => Set<string>, work: () => Promise<void>): Promise<void> {
  const { workflows } = server.deps;
  server.deps.workflows = { ...workflows, findOpen: async (ids) => open(ids) };
  await work().finally(() => (server.deps.workflows = workflows));
}

describe('an open row without a running workflow', () => {
  let asked: Asked;
  beforeEach(async () => void (asked = await on.ask(phone)));

  it('is closed as cancelled when the workflow was terminated, with one callback and an event; a repetition changes nothing', async () => {
    await on.terminate(asked.id);
    expect(await on.compare({ transactions: '' })).toEqual({ repaired: 1, left: {} });
    expect((await untilClosed(asked.id)).not_authenticated_reason.reason).toBe('cancelled');
    expect(await on.untilCalledBack(asked.callback)).toHaveLength(1);
    expect(await events(asked.id)).toEqual(
      expect.arrayContaining(['MOBILE AUTH RECONCILED: transaction_row', 'MOBILE AUTH NOT AUTHENTICATED: cancelled']),
    );
    await (await on.workflow(asked.id)).result();
    expect(await on.compare({ transactions: '', callbacks: '' })).toEqual({ repaired: 0, left: {} });
    expect(await on.webhookIds(asked.callback)).toHaveLength(1);
    await expect(phone.app.answer(phone.profile.profileId, asked.id, { decision: 'accept' })).rejects.toMatchObject({
      code: expect.any(String),
    });
    expect((await phone.pushes()).filter(({ content }) => content['og_transaction_id'] === asked.id)).toHaveLength(1);
  });

  it('is not changed while it is young', async () => {
    await on.terminate(asked.id);
    expect(await on.compare({ transactions: '' }, 0)).toEqual({ repaired: 0, left: {} });
    expect((await on.result(asked.id)).status).toBe('pending');
    await on.compare({ transactions: '' });
    await untilClosed(asked.id);
  });

  it('is not changed while the workflow is running, even if visibility does not list it', async () => {
    await listing(
      () => new Set(),
      async () => expect(await on.compare({ transactions: '', callbacks: '' })).toEqual({ repaired: 0, left: {} }),
    );
    expect((await phone.answer(asked.id)).outcome.status).toBe('authenticated');
  });

  it('is compared once it is overdue, even if visibility always lists its workflow', async () => {
    await on.forget(asked.id);
    await listing(
      (ids) => new Set(ids),
      async () => {
        expect(await on.compare({ transactions: '' })).toEqual({ repaired: 0, left: {} });
        expect(await on.compare({ transactions: '' }, hour)).toEqual({ repaired: 1, left: {} });
      },
    );
    expect((await untilClosed(asked.id)).not_authenticated_reason.reason).toBe('expired');
  });

  it.each([
    ['cancelled', 'before', 61_000],
    ['expired', 'after', hour],
  ])('is closed as %s when the workflow is unknown, %s the deadline', async (reason, _, later) => {
    await on.forget(asked.id);
    expect(await on.compare({ transactions: '' }, later)).toEqual({ repaired: 1, left: {} });
    expect((await untilClosed(asked.id)).not_authenticated_reason.reason).toBe(reason);
    await on.untilCalledBack(asked.callback);
  });

  it('is closed with the outcome of the workflow when the row was restored to an earlier state', async () => {
    await phone.answer(asked.id);
    await (await on.workflow(asked.id)).result();
    await on.untilNotListed(asked.id);
    await on.sql('delete from callback_delivery where transaction_id = ?', [asked.id]);
    await on.sql(
      `update transaction set status = 'pending', closed_at = null, signature = null, answer_message_id = null where id = ?`,
      [asked.id],
    );
    expect(await on.compare({ transactions: '' })).toEqual({ repaired: 1, left: {} });
    expect((await untilClosed(asked.id)).is_authenticated).toBe(true);
  });

  it('is not started again by a repeated request after an operator terminated its workflow', async () => {
    const form = {
      type: 'login_with_push',
      user_id: phone.userId,
      device_id: phone.deviceId,
      callback_uri: asked.callback,
      message: 'Hi',
    };
    const key = { 'idempotency-key': randomUUID() };
    const first = (await createWebsite(server.endpoints).initialise(form, key)).body.transaction_id as string;
    await on.terminate(first);
    await on.sql('update transaction set dispatched_at = null where id = ?', [first]);
    expect(
      await server.deps.engine.mobileAuthentication.start(
        await server.deps.em().findOneOrFail(Transaction, { id: first }),
      ),
    ).toBe(false);
    await on.compare({ transactions: '' });
    expect((await untilClosed(first)).not_authenticated_reason.reason).toBe('cancelled');
  });
});

describe('a running workflow without an open row', () => {
  it('is signalled to end when the row was closed, and adopts the outcome of the row', async () => {
    const asked = await on.ask(phone);
    await on.sql(
      `update transaction set status = 'not_authenticated', reason = 'reported_by_user', closed_at = now() where id = ?`,
      [asked.id],
    );
    await on.untilListed(asked.id);
    expect((await on.compare({ workflows: '' }, 0)).repaired).toBe(0);
    expect((await on.compare({ workflows: '' })).repaired).toBe(1);
    expect(await (await on.workflow(asked.id)).result()).toEqual({
      status: 'not_authenticated',
      reason: 'reported_by_user',
    });
    expect(await events(asked.id)).toContain('MOBILE AUTH RECONCILED: transaction_workflow');
    expect((await on.compare({ workflows: '' })).repaired).toBe(0);
  });

  it('is terminated when the row was deleted; workflows of other installations are not', async () => {
    const asked = await on.ask(phone);
    const kept = await on.ask(phone);
    const { client } = await server.deps.temporal.connect();
    const elsewhere = await client.workflow.start('mobileAuthentication', {
      workflowId: randomUUID(),
      taskQueue: `${server.deps.environment.temporalTaskQueue}-of-others`,
      args: [],
      workflowExecutionTimeout: '1 hour',
    });
    await on.sql('delete from transaction where id = ?', [asked.id]);
    for (const id of [asked.id, kept.id, elsewhere.workflowId]) await on.untilListed(id);
    expect((await on.compare({ workflows: '' })).repaired).toBe(1);
    await expect((await on.workflow(asked.id)).result()).rejects.toMatchObject({
      cause: { name: 'TerminatedFailure' },
    });
    for (const id of [kept.id, elsewhere.workflowId]) expect((await server.deps.workflows.look(id)).state).toBe('open');
    await elsewhere.terminate();
    await phone.answer(kept.id);
  });

  it('is not changed when an operator started it under another id, and the others are compared', async () => {
    const asked = await on.ask(phone);
    const { client } = await server.deps.temporal.connect();
    const byHand = ['mobileAuthentication', 'pushEnrollment'].map((type) =>
      client.workflow.start(type, {
        workflowId: `by-hand-${randomUUID()}`,
        taskQueue: server.deps.environment.temporalTaskQueue,
        args: [],
        workflowExecutionTimeout: '1 hour',
      }),
    );
    const started = await Promise.all(byHand);
    await on.sql('delete from transaction where id = ?', [asked.id]);
    for (const id of [asked.id, ...started.map(({ workflowId }) => workflowId)]) await on.untilListed(id);
    expect((await on.compare({ workflows: '' })).repaired).toBe(1);
    for (const handle of started) {
      expect((await server.deps.workflows.look(handle.workflowId)).state).toBe('open');
      await handle.terminate();
    }
  });

  it('is not changed while it delivers the callback', async () => {
    const asked = await on.ask(phone, `http://127.0.0.1:9/${randomUUID()}`);
    await phone.answer(asked.id);
    await eventually(async () =>
      (
        await on.sql<{ attempts: number }>(
          'select attempts from callback_delivery where transaction_id = ? and attempts > 0',
          [asked.id],
        )
      ).length > 0
        ? true
        : undefined,
    );
    await on.untilListed(deliveryOf(asked.id));
    expect((await on.compare({ workflows: '', callbacks: '', transactions: '' })).repaired).toBe(0);
    expect((await server.deps.workflows.look(deliveryOf(asked.id))).state).toBe('open');
    await on.terminate(deliveryOf(asked.id));
    await on.sql(`update callback_delivery set status = 'failed' where transaction_id = ?`, [asked.id]);
  });
});

/** The workflow that delivers the callback of a transaction after a failed first try. */
function deliveryOf(transactionId: string): string {
  return callbackReplayId({ transactionId, replay: 0 });
}

describe('a pending callback without a running workflow', () => {
  it('is compared after a day, even if visibility always lists its workflow', async () => {
    const asked = await on.ask(phone, `http://127.0.0.1:9/${randomUUID()}`);
    await phone.answer(asked.id);
    await eventually(async () =>
      (await on.sql('select from callback_delivery where transaction_id = ?', [asked.id])).length > 0
        ? true
        : undefined,
    );
    await on.untilListed(deliveryOf(asked.id));
    await on.terminate(deliveryOf(asked.id));
    await listing(
      (ids) => new Set(ids),
      async () => {
        expect((await on.compare({ callbacks: '' })).repaired).toBe(0);
        expect((await on.compare({ callbacks: '' }, 25 * hour)).repaired).toBe(1);
      },
    );
    await on.terminate(asked.id);
    await on.sql(`update callback_delivery set status = 'failed' where transaction_id = ?`, [asked.id]);
  });

  it('is delivered by another workflow with the same webhook-id', async () => {
    const receiver = createReceiver(server.endpoints.sandbox);
    const asked = await on.ask(phone, receiver.url);
    await receiver.behave({ status: 503 });
    await phone.answer(asked.id);
    const first = await on.untilCalledBack(asked.callback);
    await on.untilListed(deliveryOf(asked.id));
    await on.terminate(deliveryOf(asked.id));
    await receiver.behave({ status: 204 });
    const before = (await on.webhookIds(asked.callback)).length;
    expect(await on.compare({ callbacks: '' })).toEqual({ repaired: 1, left: {} });
    await eventually(async () => ((await on.webhookIds(asked.callback)).length > before ? true : undefined));
    expect(new Set(await on.webhookIds(asked.callback))).toEqual(new Set(first));
    expect(await (await on.workflow(asked.id)).result()).toEqual({ status: 'authenticated' });
    expect((await on.result(asked.id)).signature).toEqual(expect.any(String));
    expect(await events(asked.id)).toContain('MOBILE AUTH RECONCILED: callback');
    expect(await on.compare({ callbacks: '' })).toEqual({ repaired: 0, left: {} });
  });

  it('is given up when an operator requested a replay and terminated it', async () => {
    const receiver = createReceiver(server.endpoints.sandbox);
    const asked = await on.ask(phone, receiver.url);
    await phone.answer(asked.id);
    await on.untilCalledBack(asked.callback);
    await (await on.workflow(asked.id)).result();
    await receiver.behave({ status: 503 });
    const deps = { ...server.deps, startCallbackReplay: server.deps.engine.callbackReplay.start };
    await replayCallback(deps, asked.id, { clientId: null, requestId: randomUUID(), agentUser: 'an-operator' });
    await eventually(async () => ((await on.webhookIds(asked.callback)).length > 1 ? true : undefined));
    await eventually(async () =>
      (
        await on.sql(`select from callback_delivery where transaction_id = ? and replay_requested_at is null`, [
          asked.id,
        ])
      ).length > 0
        ? true
        : undefined,
    );
    expect(await on.compare({ callbacks: '' })).toEqual({ repaired: 0, left: {} });
    await on.terminate(callbackReplayId({ transactionId: asked.id, replay: 1 }));
    expect(await on.compare({ callbacks: '' })).toEqual({ repaired: 1, left: {} });
    expect(await on.sql('select status from callback_delivery where transaction_id = ?', [asked.id])).toEqual([
      { status: 'failed' },
    ]);
    expect(await events(asked.id)).toContain('PUSH AUTH CALLBACK FAILED');
  });
});
