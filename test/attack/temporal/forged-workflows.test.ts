import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createMobileAuthenticationActivities } from '../../../src/activities/mobile-authentication/create-activities.ts';
import { createPushEnrollmentActivities } from '../../../src/activities/push-enrollment/create-activities.ts';
import type { WorkflowLook } from '../../../src/activities/reconciliation/workflow-directory.ts';
import { eventsAbout } from '../../app/support/events.ts';
import { Disagreements } from '../../reconciliation/support/disagreements.ts';
import type { Asked } from '../../reconciliation/support/disagreements.ts';
import { enrollPhone, eventually } from '../../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../../support/enrolled-phone.ts';
import { startOwnServer } from '../../support/own-server.ts';
import type { OwnServer } from '../../support/own-server.ts';

let server: OwnServer;
let on: Disagreements;
let phone: EnrolledPhone;
let asked: Asked;

beforeAll(async () => {
  server = await startOwnServer();
  on = new Disagreements(server);
  phone = await enrollPhone(server.endpoints);
});
afterAll(() => server.stop());
beforeEach(async () => void (asked = await on.ask(phone)));

function events(): Promise<string[]> {
  return eventsAbout(asked.id, server.endpoints.postgres_url);
}

/** Makes Temporal report a state for every workflow, as an attacker who writes to its store could. */
async function reporting(look: WorkflowLook, work: () => Promise<unknown>): Promise<void> {
  const { workflows } = server.deps;
  server.deps.workflows = { ...workflows, findOpen: async () => new Set(), look: async () => look };
  await work().finally(() => (server.deps.workflows = workflows));
}

function untilClosed() {
  return eventually(async () => {
    const body = await on.result(asked.id);
    return body.status === 'pending' ? undefined : body;
  });
}

it('a forged result approves nothing: a terminated workflow counts as cancelled', async () => {
  await on.terminate(asked.id);
  const forged = { state: 'closed', closedAt: Date.now(), result: { status: 'authenticated' } } as const;
  await reporting(forged, () => on.compare({ transactions: '' }));
  const { is_authenticated, not_authenticated_reason } = await untilClosed();
  expect([is_authenticated, not_authenticated_reason.reason]).toEqual([false, 'cancelled']);
});

it('an activity that an attacker schedules records no approval, without evidence or with that of another transaction', async () => {
  const other = await on.ask(phone);
  await phone.answer(other.id);
  const [stolen] = await server.deps.workflows.readUpdates(other.id);
  const { recordOutcome } = createMobileAuthenticationActivities(server.deps);
  const closing = {
    transactionId: asked.id,
    method: 'PUSH' as const,
    outcome: { status: 'authenticated' as const },
    attemptsUsed: 0,
    resendsUsed: 0,
  };
  expect(await recordOutcome(closing)).toEqual({ forged: 'no evidence' });
  expect(await recordOutcome({ ...closing, evidence: stolen as never })).toEqual({ forged: 'another transaction' });
  expect((await on.result(asked.id)).status).toBe('pending');
  expect(await events()).toEqual(
    expect.arrayContaining([
      'MOBILE AUTH FORGED UPDATE: authenticated: no evidence',
      'MOBILE AUTH FORGED UPDATE: answer: another transaction',
    ]),
  );
  expect((await phone.answer(asked.id)).outcome.status).toBe('authenticated');
});

it('an activity that an attacker schedules enrols no token', async () => {
  const { commitPushEnrollment } = createPushEnrollmentActivities(server.deps);
  const work = { enrollmentId: randomUUID(), requestId: 'by-hand' };
  expect(await commitPushEnrollment(work)).toEqual({ enrolled: false, forged: 'no evidence' });
});

it('a reset of the workflow of a refused transaction ends in the same refusal', async () => {
  await phone.answer(asked.id, { decision: 'reject', reason: 'cancelled' });
  const handle = await on.workflow(asked.id);
  await handle.result();
  const { events: history } = await handle.fetchHistory();
  const first = history?.find((event) => event.workflowTaskCompletedEventAttributes);
  const { client } = await server.deps.temporal.connect();
  await client.workflowService.resetWorkflowExecution({
    namespace: client.options.namespace,
    workflowExecution: { workflowId: asked.id },
    reason: 'by an intruder',
    workflowTaskFinishEventId: first?.eventId as never,
    requestId: randomUUID(),
  });
  expect(await (await on.workflow(asked.id)).result()).toEqual({ status: 'not_authenticated', reason: 'not_accepted' });
  expect((await on.result(asked.id)).is_authenticated).toBe(false);
});

it('a callback replay that an attacker starts delivers nothing', async () => {
  const { client } = await server.deps.temporal.connect();
  const handle = await client.workflow.start('replayCallback', {
    workflowId: `callback-replay/${asked.id}/1`,
    taskQueue: server.deps.environment.temporalTaskQueue,
    args: [{ transactionId: asked.id, replay: 1 }],
    workflowExecutionTimeout: '5 minutes',
  });
  await handle.result();
  expect(await on.webhookIds(asked.callback)).toEqual([]);
  expect((await on.result(asked.id)).status).toBe('pending');
});
