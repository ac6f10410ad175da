import { PushEnrollment } from '../../entities/push/push-enrollment.ts';
import type { CommandDeps } from '../command-deps.ts';
import { findPendingRows } from './pending-rows.ts';
import type { RowsFrom } from './pending-rows.ts';

/** A push enrolment that waits for its nonce. */
export interface OpenPush {
  id: string;
  userId: string;
  createdAt: Date;
  expiresAt: Date;
}

/** Rows that have been open for a while, oldest first, from a cursor on. */
export async function findOpenPush(deps: Pick<CommandDeps, 'em'>, batch: RowsFrom): Promise<OpenPush[]> {
  const columns = 'id, user_id as "userId", created_at as "createdAt", expires_at as "expiresAt"';
  const rows = await findPendingRows<OpenPush>(deps.em(), { table: 'push_enrollment', columns }, batch);
  return rows.map((row) => ({ ...row, createdAt: new Date(row.createdAt), expiresAt: new Date(row.expiresAt) }));
}

/** Whether a row is open now. */
export async function isPushOpen(deps: Pick<CommandDeps, 'em'>, id: string): Promise<boolean> {
  return (await deps.em().count(PushEnrollment, { id, status: 'pending' })) > 0;
}

/** Workflows without work: their row has ended or is gone. */
export async function findClosedPush(
  deps: Pick<CommandDeps, 'em'>,
  ids: readonly string[],
): Promise<{ id: string; userId: string | null }[]> {
  if (ids.length === 0) return [];
  return deps
    .em()
    .execute(
      `select id, p.user_id as "userId" from unnest(?::uuid[]) asked (id) left join push_enrollment p using (id) where p.status is distinct from 'pending'`,
      [`{${ids.join(',')}}`],
    );
}
