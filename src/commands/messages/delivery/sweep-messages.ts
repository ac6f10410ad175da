import { Message } from '../../../entities/messages/message.ts';
import type { CommandDeps } from '../../command-deps.ts';

/** Milliseconds a start may take before its row looks forgotten. */
const startingMs = 10_000;
/** Milliseconds past its deadline after which no workflow can look after a message any more. */
const overdueMs = 15 * 60_000;
const most = 500;
const day = 24 * 3_600_000;
/** How long the record of a message is kept; it holds neither what it said nor to whom. */
const retentionDays = 90;

/** Messages for which nothing was tried, so that their workflow may never have been started: oldest first, 500 at most. */
export async function findForgottenMessages(deps: Pick<CommandDeps, 'em' | 'clock'>): Promise<Message[]> {
  const createdAt = { $lt: new Date(deps.clock().getTime() - startingMs) };
  return deps
    .em()
    .find(Message, { status: 'queued', attempts: 0, createdAt }, { orderBy: { createdAt: 'asc' }, limit: most });
}

/** Messages that their workflow, terminated or lost, did not end. */
export async function findOverdueMessages(deps: Pick<CommandDeps, 'em' | 'clock'>): Promise<Pick<Message, 'id'>[]> {
  const expiresAt = { $lt: new Date(deps.clock().getTime() - overdueMs) };
  return deps.em().find(Message, { status: 'queued', expiresAt }, { fields: ['id'], limit: most });
}

/** Deletes a batch of old records. @returns the rows deleted; call again while it is not 0. */
export async function pruneMessages(deps: Pick<CommandDeps, 'em' | 'clock'>): Promise<number> {
  const sql = `delete from message where id in (
    select id from message where status <> 'queued' and created_at < ? order by created_at limit 1000 for update skip locked)`;
  const limit = new Date(deps.clock().getTime() - retentionDays * day);
  return (await deps.em().execute<{ affectedRows: number }>(sql, [limit], 'run')).affectedRows;
}
