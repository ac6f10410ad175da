import { writeCursor } from '../../commands/reconciliation/pending-rows.ts';
import type { ActivityDeps } from '../activity-deps.ts';

/** Rows in one batch: few enough that all of them can be repaired within one activity. */
export const mostInBatch = 100;

/** One batch of one comparison. */
export interface Batch {
  /** The cursor; empty = from the start. */
  after: string;
  /** Rows created after this time are skipped. */
  before: Date;
  /** Request id of this run. */
  requestId: string;
}

/** Result of a comparison of one batch. */
export interface Compared {
  repaired: number;
  /** Cursor of the next batch; undefined after the last. */
  next: string | undefined;
}

/** The cursor after these rows; undefined when they are the last. */
export function cursorBehind(rows: readonly { createdAt: Date; id: string }[]): string | undefined {
  const last = rows.at(-1);
  return last && rows.length === mostInBatch ? writeCursor(last) : undefined;
}

/**
 * Finds items whose workflow does not seem to be open, and items that should have ended by now. Temporal's list lags behind and can
 * keep entries of missing workflows, so the caller must look at each workflow before it repairs.
 * @param isOverdue whether the workflow should have ended.
 */
export async function findSuspects<Item extends { id: string }>(
  deps: Pick<ActivityDeps, 'workflows'>,
  items: readonly Item[],
  isOverdue: (item: Item) => boolean,
): Promise<Item[]> {
  const open = await deps.workflows.findOpen(items.map(({ id }) => id));
  return items.filter((item) => !open.has(item.id) || isOverdue(item));
}

/**
 * Repairs one after another. A failed repair does not stop the others: the next run tries it again.
 * @param repair returns whether there was something to repair.
 * @returns the number of repairs.
 */
export async function repairEach<Item extends { id: string }>(
  deps: Pick<ActivityDeps, 'log'>,
  items: readonly Item[],
  repair: (item: Item) => Promise<boolean>,
): Promise<number> {
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
