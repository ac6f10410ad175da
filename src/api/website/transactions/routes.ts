import { findResult } from '../../../commands/mobile-authentication/result/find-result.ts';
import type { SiteResult } from '../../../commands/mobile-authentication/result/find-result.ts';
import { isTransactionId } from '../../../domain/mobile-authentication/transaction-id.ts';
import type { ApiClient } from '../../../entities/configuration/api-client.ts';
import { Transaction } from '../../../entities/mobile-authentication/transaction.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { abortSignal } from '../../http/streaming/abort-signal.ts';
import { openEventStream } from '../../http/streaming/event-stream.ts';
import { ignoreAlreadyEnded } from '../../../errors/ignore-already-ended.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { waitForTransaction } from '../wait-for-transaction.ts';
import { presentResult, resultQuery, transactionParams, transactionResult } from './schema.ts';

const hour = 3_600_000;

/** Result by poll, long poll and stream; cancel. */
export function transactionRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/authenticate/transaction/:transaction_id',
      summary: 'Result of a mobile authentication',
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
        const seen = query.wait
          ? await untilClosed(deps, row, { timeoutMs: query.wait * 1000, abort: abortSignal(context) })
          : row;
        return { status: 200, body: presentResult(seen) };
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

/** Reads the record: something else may have ended it. */
async function cancel(deps: Pick<ApiDeps, 'engine' | 'em'>, id: string): Promise<Pick<Transaction, 'reason'>> {
  await deps.engine.mobileAuthentication.cancel(id).catch(ignoreAlreadyEnded);
  const record = await deps.em().findOneOrFail(Transaction, { id }, { fields: ['status', 'reason'] });
  // The workflow has ended but could not write the record: the result is unknown.
  if (record.status === 'pending') throw new CountersignError('engine_unreachable', { retryAfterSeconds: 1 });
  return record;
}

/** A transaction of the calling client, while its result is kept. Another client's is answered as unknown. */
async function loadOwn(
  deps: Pick<ApiDeps, 'em' | 'clock' | 'configuration' | 'keyring' | 'answerSignatures'>,
  id: string,
  client: ApiClient,
): Promise<SiteResult> {
  const row = isTransactionId(id) ? await findResult(deps, id) : undefined;
  const kept = (await deps.configuration.current()).general.result_retention_hours * hour;
  const gone = row?.closedAt && row.closedAt + kept < deps.clock().getTime();
  if (!row || gone || row.apiClientId !== client.id) throw new CountersignError('transaction_unavailable');
  return row;
}

/** Waits until the transaction ends, up to the requested time. */
async function untilClosed(
  deps: ApiDeps,
  row: SiteResult,
  { timeoutMs, abort }: { timeoutMs: number; abort: AbortSignal },
): Promise<SiteResult> {
  if (row.status !== 'pending') return row;
  return waitForTransaction(deps, row.id, {
    look: () => findResult(deps, row.id),
    isWanted: ({ status }) => status !== 'pending',
    timeoutMs,
    abort,
  });
}

/** Sends event `transaction` now and at the end, then ends the stream. */
async function streamResult(
  deps: ApiDeps,
  row: SiteResult,
  context: Parameters<typeof openEventStream>[0],
): Promise<void> {
  const stream = openEventStream(context, deps.stopping);
  stream.send('transaction', presentResult(row));
  void (async () => {
    const left = row.expiresAt - deps.clock().getTime() + 30_000;
    const last = await untilClosed(deps, row, { timeoutMs: Math.max(0, left), abort: stream.closed });
    if (last !== row && !stream.closed.aborted) stream.send('transaction', presentResult(last));
    stream.end();
  })().catch(() => stream.end());
}
