import { CountersignError } from '../../errors/countersign-error.ts';
import type { CommandDeps } from '../command-deps.ts';

/** What still runs for something that was removed, and has to be told once the removal is committed. */
export interface OpenWork {
  /** Transactions whose end was asked for. */
  transactionIds: string[];
  /** Push enrolments that were dropped while they waited: their workflows find nothing to enrol any more. */
  enrollmentIds: string[];
}

type Workflows = Pick<CommandDeps, 'cancelTransaction' | 'endPushEnrollment'>;

/** Workflows told at the same time. */
const atOnce = 16;
/** More than a caller waits for: the sweeper takes the rest. */
const mostAtOnce = 64;

/**
 * Has the workflows of what was removed end now, and their sites told. Never fails: what cannot be reached is left to the
 * sweeper (transactions) or the reconciliation (push enrolments).
 */
export async function tellWorkflows(deps: Workflows, { transactionIds, enrollmentIds }: OpenWork): Promise<void> {
  const tellings = [...transactionIds.map((id) => () => deps.cancelTransaction(id)), ...enrollmentIds.map((id) => () => deps.endPushEnrollment(id))].slice(0, mostAtOnce);
  for (let from = 0; from < tellings.length; from += atOnce) {
    const told = await Promise.allSettled(tellings.slice(from, from + atOnce).map((tell) => tell()));
    if (told.some((result) => result.status === 'rejected' && isUnreachable(result.reason))) return;
  }
}

function isUnreachable(error: unknown): boolean {
  return error instanceof CountersignError && error.code === 'engine_unreachable';
}
