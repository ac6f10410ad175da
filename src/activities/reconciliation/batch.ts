import { writeCursor } from '../../commands/reconciliation/row-cursor.ts';
import type { ActivityDeps } from '../activity-deps.ts';

/** Rows in one batch: few enough that all of them can be repaired within one activity. */
export const mostInBatch = 100;

/** One batch of one comparison. */
export interface Batch {
  /** Empty for the beginning. */
  after: string;
  /** What began after this is on its way. */
  before: Date;
  /** Of this run, for what has no request of its own. */
  requestId: string;
}

/** What a comparison made of a batch. */
export interface Compared {
  repaired: number;
  /** Where the next batch begins; undefined: there is no more. */
  next: string | undefined;
}

/** Where the batch after these rows begins; undefined: they are the last. */
export function cursorBehind(rows: readonly { createdAt: Date; id: string }[]): string | undefined {
  const last = rows.at(-1);
  return last && rows.length === mostInBatch ? writeCursor(last) : undefined;
}

/**
 * Those whose workflow does not seem to be open, and those that should have ended by now. A list lags behind, and can name for good
 * what is gone, so each is looked at before anything is done.
 * @param isOverdue whether its workflow has had the time that it has.
 */
export async function findSuspects<Item extends { id: string }>(deps: Pick<ActivityDeps, 'workflows'>, items: readonly Item[], isOverdue: (item: Item) => boolean): Promise<Item[]> {
  const open = await deps.workflows.findOpen(items.map(({ id }) => id));
  return items.filter((item) => !open.has(item.id) || isOverdue(item));
}

/**
 * Repairs one after another. One that cannot be repaired leaves the others: the next run finds it again.
 * @param repair whether there was something to repair.
 * @returns how many there were.
 */
export async function repairEach<Item extends { id: string }>(deps: Pick<ActivityDeps, 'log'>, items: readonly Item[], repair: (item: Item) => Promise<boolean>): Promise<number> {
  let repaired = 0;
  for (const item of items) {
    try {
      if (await repair(item)) repaired += 1;
    } catch (error) {
      deps.log.warn({ err: error, subject_id: item.id }, 'a row and its workflow disagree, and could not be repaired');
    }
  }
  return repaired;
}
