import { isTransactionId } from '../../../domain/mobile-authentication/transaction-id.ts';
import type { ApiClient } from '../../../entities/configuration/api-client.ts';
import { Transaction } from '../../../entities/happenings/transaction.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { abortSignal } from '../../streaming/abort-signal.ts';
import { openEventStream } from '../../streaming/event-stream.ts';
import { hasEnded } from '../../has-ended.ts';
import { defineRoute } from '../../route.ts';
import type { Route } from '../../route.ts';
import { waitForTransaction } from '../wait-for-transaction.ts';
import { presentResult } from './presenter.ts';
import { resultQuery, transactionParams, transactionResult } from './schema.ts';

const hour = 3_600_000;

/** Result by poll, long poll and stream; cancel. */
export function transactionRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/authenticate/transaction/:transaction_id',
      summary: 'Result of a mobile authentication; `?wait=` long-polls, `Accept: text/event-stream` streams',
      params: transactionParams,
      query: resultQuery,
      responses: { 200: transactionResult },
      otherFormats: ['text/event-stream'],
      handler: async ({ params, query, context }) => {
        const row = await loadOwn(deps, params.transaction_id, context.state.apiClient as ApiClient);
        if (context.accepts('application/json', 'text/event-stream') === 'text/event-stream') {
          await streamResult(deps, row, context);
          return undefined;
        }
        const isClosed = (current: Transaction) => current.status !== 'pending';
        const seen = query.wait && !isClosed(row) ? await waitForTransaction(deps, row.id, { timeoutMs: query.wait * 1000, isWanted: isClosed, abort: abortSignal(context) }) : row;
        return { status: 200, body: presentResult(deps, seen) };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/authenticate/transaction/:transaction_id',
      summary: 'Cancel an open mobile authentication',
      params: transactionParams,
      responses: { 204: null },
      handler: async ({ params, context }) => {
        const row = await loadOwn(deps, params.transaction_id, context.state.apiClient as ApiClient);
        const closed = row.status === 'pending' ? await cancel(deps, row.id) : row;
        if (closed.reason !== 'cancelled') throw new CountersignError('transaction_not_open');
        return { status: 204 };
      },
    }),
  ];
}

/** The record says whether this or something else ended it. */
async function cancel(deps: Pick<ApiDeps, 'engine' | 'em'>, id: string): Promise<Pick<Transaction, 'reason'>> {
  await deps.engine.cancelTransaction(id).catch(hasEnded);
  const record = await deps.em().findOneOrFail(Transaction, { id }, { fields: ['status', 'reason'] });
  // It has ended and that is not written yet, the database having been away: nobody can say how.
  if (record.status === 'pending') throw new CountersignError('engine_unreachable', { retryAfterSeconds: 1 });
  return record;
}

/** A transaction of the calling client, as long as its result is kept. Another client's is as unknown as none. */
async function loadOwn(deps: Pick<ApiDeps, 'em' | 'clock' | 'configuration'>, id: string, client: ApiClient): Promise<Transaction> {
  const row = isTransactionId(id) ? await deps.em().findOne(Transaction, { id }, { disableIdentityMap: true }) : null;
  const kept = (await deps.configuration.current()).general.result_retention_hours * hour;
  const gone = row?.closedAt && row.closedAt.getTime() + kept < deps.clock().getTime();
  if (!row || gone || row.apiClientId !== client.id) throw new CountersignError('transaction_unavailable');
  return row;
}

/** Event `transaction` now and at the end; the stream ends with it. */
async function streamResult(deps: ApiDeps, row: Transaction, context: Parameters<typeof openEventStream>[0]): Promise<void> {
  const stream = openEventStream(context, deps.stopping);
  stream.send('transaction', presentResult(deps, row));
  void (async () => {
    const left = row.expiresAt.getTime() - deps.clock().getTime() + 30_000;
    const isClosed = (current: Transaction) => current.status !== 'pending';
    const last = isClosed(row) ? row : await waitForTransaction(deps, row.id, { timeoutMs: Math.max(0, left), isWanted: isClosed, abort: stream.closed });
    if (last !== row && !stream.closed.aborted) stream.send('transaction', presentResult(deps, last));
    stream.end();
  })().catch(() => stream.end());
}
