import type { CommandDeps } from '../command-deps.ts';

/** A closed transaction whose workflow is still open. */
export interface ClosedTransaction {
  id: string;
  requestId: string;
  apiClientId: string;
  userId: string | null;
}

const closedSince = `
  select t.id, t.request_id as "requestId", t.api_client_id as "apiClientId", t.user_id as "userId" from transaction t
   where t.id = any(?::uuid[]) and t.status <> 'pending' and t.closed_at < ?
     and not exists (select from callback_delivery d where d.transaction_id = t.id and d.status = 'pending' and d.attempts > 0)`;

/**
 * Workflows without work: their row was closed a while ago and they do not deliver its
 * callback, or they have no row.
 */
export async function findClosedTransactions(
  deps: Pick<CommandDeps, 'em'>,
  ids: readonly string[],
  before: Date,
): Promise<{ closed: ClosedTransaction[]; gone: string[] }> {
  if (ids.length === 0) return { closed: [], gone: [] };
  const list = `{${ids.join(',')}}`;
  const closed = await deps.em().execute<ClosedTransaction[]>(closedSince, [list, before]);
  const present = await deps
    .em()
    .execute<{ id: string }[]>('select id from transaction where id = any(?::uuid[])', [list]);
  const found = new Set(present.map(({ id }) => id));
  return { closed, gone: ids.filter((id) => !found.has(id)) };
}
