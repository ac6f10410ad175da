import type { WorkflowStartOptions } from '@temporalio/client';
import type { Duration, UpdateDefinition } from '@temporalio/common';
import type { Sealed } from '../domain/sealed.ts';
import type { searchAttributes } from '../domain/search-attributes.ts';

/**
 * The options to start a workflow with, as in Temporal's client. Operators search by `searchAttributes` and see `staticSummary` and
 * `staticDetails`: none of them may contain personal data.
 */
export interface WorkflowStart extends Omit<
  WorkflowStartOptions,
  'taskQueue' | 'searchAttributes' | 'typedSearchAttributes'
> {
  /** Attributes without a value are omitted. */
  searchAttributes?: { [Name in keyof typeof searchAttributes]?: string | null | undefined };
}

/** An update and its content, which the connection seals. */
export interface WorkflowUpdate<Result, Content extends object> {
  definition: UpdateDefinition<Result, [Sealed<Content>]>;
  /** Contains the caller's message id, so that a repeated update gets the same answer. */
  updateId: string;
  content: Content;
}

/**
 * The operations that the client of a workflow uses. Every method throws `engine_unreachable` within three seconds when Temporal is
 * unreachable, and a `CountersignError` with the workflow's own code when the workflow refuses.
 */
export interface WorkflowConnection {
  /** Milliseconds by which workflows wait longer for their local activities and for messages (`COUNTERSIGN_EXTRA_WAIT`). */
  extraWaitMs: number;
  /** @returns false when it runs already, or has run: a terminated workflow is not started again. */
  start(type: string, start: WorkflowStart): Promise<boolean>;
  /** Sends a sealed update and waits for its result; one update at a time to each workflow. */
  update<Result, Content extends object>(workflowId: string, update: WorkflowUpdate<Result, Content>): Promise<Result>;
  /** The same for updates that wait for a provider: accepted within three seconds, answered within twelve more. */
  slowUpdate<Result, Content extends object>(
    workflowId: string,
    update: WorkflowUpdate<Result, Content>,
  ): Promise<Result>;
  /** Cancels a workflow. Does nothing for one that has ended or never ran. */
  cancel(workflowId: string): Promise<void>;
  /** Keyed hash of a user for search attributes, which are not encrypted. */
  userHash(userId: string): string;
  /** Throws when Temporal does not answer. */
  check(): Promise<void>;
  /** Where recurring work stands. */
  schedules(wanted: readonly WorkflowSchedule[]): Promise<ScheduleState[]>;
}

/** Recurring work: Temporal starts a workflow of this type at each interval, and skips overlapping runs. */
export interface WorkflowSchedule {
  /** The schedule id is this name and the task queue. */
  name: string;
  /** Shown to operators with the schedule. */
  note: string;
  workflowType: string;
  /** The interval, such as `15 s`. */
  every: Duration;
  /** The execution timeout of a run. */
  limit: Duration;
}

/** A schedule as it is in Temporal. */
export interface ScheduleState {
  name: string;
  note: string;
  every: string;
  state: 'running' | 'paused' | 'missing';
  lastRunAt: Date | null;
  nextRunAt: Date | null;
}
