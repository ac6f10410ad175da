import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import type { operations } from '../api/schema.ts';

type Query = NonNullable<operations['get_admin_v1_transactions']['parameters']['query']>;

/** What transactions are filtered by, as the address has it. */
export type TransactionFilter = Pick<Query, 'status' | 'reason' | 'method' | 'callback' | 'type' | 'user_id'>;
export type ListedTransaction =
  operations['get_admin_v1_transactions']['responses'][200]['content']['application/json']['items'][number];
export type Transaction =
  operations['get_admin_v1_transactions_transaction_id']['responses'][200]['content']['application/json'];
export type Callback = NonNullable<Transaction['callback']>;

const refreshMs = 5_000;

/** Transactions, newest first, page by page. The first page is live. */
export function transactionPagesQuery(filter: TransactionFilter) {
  return infiniteQueryOptions({
    queryKey: ['transactions', filter],
    queryFn: ({ signal, pageParam }) => {
      const query = { ...filter, ...(pageParam === null ? {} : { cursor: pageParam }) };
      return answerOf(api.GET('/admin/v1/transactions', { params: { query }, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor: next }) => next,
    refetchInterval: ({ state }) => (state.data && state.data.pages.length > 1 ? false : refreshMs),
  });
}

/** One transaction with its callback and its events; live while something is under way. */
export function transactionQuery(id: string) {
  return queryOptions({
    queryKey: ['transaction', id],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/admin/v1/transactions/{transaction_id}', { params: { path: { transaction_id: id } }, signal }),
      ),
    refetchInterval: refreshMs,
  });
}
