import '../support/quiet-temporal.ts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Cursors } from '../../src/activities/reconciliation/create-activities.ts';
import { startTimeSkippingServer } from '../support/time-skipping-server.ts';
import type { TimeSkippingServer } from '../support/time-skipping-server.ts';

const beginning = { transactions: '', callbacks: '', push_enrollments: '', workflows: '' };
let server: TimeSkippingServer;
let batches: number;
let asked: Cursors[] = [];

/** There are `batches` batches of callbacks; the other comparisons end with their first. */
async function compareBatch(cursors: Cursors): Promise<{ repaired: number; left: Cursors }> {
  asked.push(cursors);
  const next = Number(cursors.callbacks) + 1;
  return { repaired: 1, left: next < batches ? { callbacks: String(next) } : {} };
}

beforeAll(async () => void (server = await startTimeSkippingServer({ compareBatch })));
beforeEach(() => (asked = []));
afterAll(() => server.stop());

function reconcile(): Promise<number> {
  return server.client.workflow.execute('reconcile', {
    taskQueue: server.taskQueue,
    workflowId: randomUUID(),
    workflowExecutionTimeout: '10 minutes',
  });
}

it('reconcile ends after the first batch when there is no other', async () => {
  batches = 1;
  expect(await reconcile()).toBe(1);
  expect(asked).toEqual([beginning]);
});

it(
  'reconcile continues from cursor to cursor over several runs, and counts the repairs of all of them',
  { timeout: 120_000 },
  async () => {
    batches = 250;
    expect(await reconcile()).toBe(250);
    expect(asked).toEqual([
      beginning,
      ...Array.from({ length: 249 }, (_, index) => ({ callbacks: String(index + 1) })),
    ]);
  },
);
