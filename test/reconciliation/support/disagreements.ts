import { randomUUID } from 'node:crypto';
import { createReconciliationActivities } from '../../../src/activities/reconciliation/create-activities.ts';
import type { Cursors } from '../../../src/activities/reconciliation/create-activities.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../../support/enrolled-phone.ts';
import type { OwnServer } from '../../support/own-server.ts';
import { createWebsite } from '../../support/website.ts';

/** Milliseconds after which a new transaction may be repaired. */
export const old = 61_000;

export interface Asked {
  id: string;
  callback: string;
}

/** Rows and workflows of one server, and every way to make them disagree. */
export class Disagreements {
  readonly server: OwnServer;

  constructor(server: OwnServer) {
    this.server = server;
  }

  async ask(
    phone: EnrolledPhone,
    callback = `${this.server.endpoints.sandbox}/callbacks/${randomUUID()}`,
  ): Promise<Asked> {
    const form = {
      type: 'login_with_push',
      user_id: phone.userId,
      device_id: phone.deviceId,
      callback_uri: callback,
      message: 'Hi',
    };
    const { status, body } = await createWebsite(this.server.endpoints).initialise(form);
    if (status !== 200) throw new Error(`Not initialised: ${JSON.stringify(body)}`);
    return { id: body.transaction_id as string, callback };
  }

  /** Stops the comparison of the server itself, which would repair first what is older than a minute on a busy machine. */
  async pauseSchedule(): Promise<void> {
    const { temporal, environment } = this.server.deps;
    const { client } = await temporal.connect();
    await client.schedule.getHandle(`reconcile/${environment.temporalTaskQueue}`).pause();
  }

  /** Compares one batch of each named comparison, as if at a later time. */
  async compare(cursors: Cursors, later = old): Promise<{ repaired: number; left: Cursors }> {
    const deps = { ...this.server.deps, clock: () => new Date(Date.now() + later) };
    return createReconciliationActivities(deps).compareBatch(cursors);
  }

  async workflow(id: string) {
    const { client } = await this.server.deps.temporal.connect();
    return client.workflow.getHandle(id);
  }

  /** Terminates a workflow as an operator does in Temporal's UI. Returns when it is no longer listed as open. */
  async terminate(id: string): Promise<void> {
    await (await this.workflow(id)).terminate('by an operator');
    await this.untilNotListed(id);
  }

  /**
   * Deletes a workflow, as a restore of Temporal to an earlier time would. Waits first until visibility lists it: when
   * visibility learns of the start only after the deletion, it lists the workflow as open permanently.
   */
  async forget(id: string): Promise<void> {
    await this.untilListed(id);
    const { client } = await this.server.deps.temporal.connect();
    await client.workflowService.deleteWorkflowExecution({
      namespace: client.options.namespace,
      workflowExecution: { workflowId: id },
    });
    await eventually(
      async () => ((await this.server.deps.workflows.look(id)).state === 'unknown' ? true : undefined),
      90_000,
    );
    await this.untilNotListed(id);
  }

  /** Returns when visibility has recorded the end; the comparison skips workflows that it lists as open. */
  async untilNotListed(id: string): Promise<void> {
    await eventually(
      async () => ((await this.server.deps.workflows.findOpen([id])).size === 0 ? true : undefined),
      60_000,
    );
  }

  /** Returns when visibility has recorded the start. */
  async untilListed(id: string): Promise<void> {
    await eventually(
      async () => ((await this.server.deps.workflows.findOpen([id])).size === 1 ? true : undefined),
      60_000,
    );
  }

  sql<Row>(statement: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.server.deps.em().execute<Row[]>(statement, parameters);
  }

  async result(id: string) {
    return (await createWebsite(this.server.endpoints).result(id)).body;
  }

  async webhookIds(callback: string): Promise<string[]> {
    const { requests } = (await (await fetch(callback)).json()) as { requests: { headers: Record<string, string> }[] };
    return requests.map(({ headers }) => headers['webhook-id'] ?? '');
  }

  untilCalledBack(callback: string): Promise<string[]> {
    return eventually(async () => {
      const ids = await this.webhookIds(callback);
      return ids.length > 0 ? ids : undefined;
    });
  }
}
