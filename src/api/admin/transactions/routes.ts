import { replayCallback } from '../../../commands/mobile-authentication/callback/replay-callback.ts';
import { cancelAsOperator } from '../../../commands/mobile-authentication/close/cancel-as-operator.ts';
import { findCallback } from '../../../commands/mobile-authentication/list/find-callback.ts';
import { loadTransactionCourse } from '../../../commands/mobile-authentication/list/load-transaction-course.ts';
import { findTransactions } from '../../../commands/mobile-authentication/list/find-transactions.ts';
import { isTransactionId } from '../../../domain/mobile-authentication/transaction-id.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { readPosition } from './position.ts';
import { presentCallback, presentTransactionDetails, presentTransactionPage } from './presenter.ts';
import { callback, transactionDetails, transactionList, transactionParams, transactionQuery } from './schema.ts';

const one = { path: '/transactions/:transaction_id', params: transactionParams } as const;

/** Routes that read mobile authentications. */
export function transactionReadRoutes(deps: AdminDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/transactions',
      summary: 'Transactions, newest first',
      query: transactionQuery,
      responses: { 200: transactionList },
      handler: async ({ query: { limit, cursor, user_id: userId, ...filter } }) => {
        const after = cursor === undefined ? undefined : readPosition(cursor);
        const found = await findTransactions(deps, { ...filter, userId }, { limit: limit + 1, after });
        return { status: 200, body: presentTransactionPage(found, limit) };
      },
    }),
    defineRoute({
      ...one,
      method: 'get',
      summary: 'One transaction with its callback and its events',
      responses: { 200: transactionDetails },
      handler: async ({ params }) => ({ status: 200, body: await details(deps, knownForm(params.transaction_id)) }),
    }),
  ];
}

/** Routes that change them. */
export function transactionActionRoutes(deps: AdminDeps): Route[] {
  return [
    defineRoute({
      ...one,
      path: `${one.path}/cancel`,
      method: 'post',
      summary: 'Cancel an open transaction; 202 when its workflow could not be told yet',
      responses: { 200: transactionDetails, 202: transactionDetails },
      handler: async ({ params, context }) => {
        const id = knownForm(params.transaction_id);
        const hasEnded = await cancelAsOperator(deps, id, requestOriginOf(context));
        return { status: hasEnded ? 200 : 202, body: await details(deps, id) };
      },
    }),
    defineRoute({
      ...one,
      path: `${one.path}/callback/replay`,
      method: 'post',
      summary: 'Deliver the callback of a transaction again, now',
      responses: { 202: callback },
      handler: async ({ params, context }) => {
        const id = knownForm(params.transaction_id);
        await replayCallback(
          { ...deps, startCallbackReplay: deps.engine.callbackReplay.start },
          id,
          requestOriginOf(context),
        );
        const owed = await findCallback(deps, id);
        if (!owed) throw new CountersignError('transaction_not_found');
        return { status: 202, body: presentCallback(owed) };
      },
    }),
  ];
}

async function details(deps: AdminDeps, id: string) {
  return presentTransactionDetails(deps.keyring, await loadTransactionCourse(deps, id));
}

/** Text that is no transaction id is answered as an unknown transaction. */
function knownForm(text: string): string {
  const id = text.toLowerCase();
  if (!isTransactionId(id)) throw new CountersignError('transaction_not_found');
  return id;
}
