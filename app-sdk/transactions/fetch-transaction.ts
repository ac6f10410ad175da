import { CountersignError, isCountersignError } from '../errors.ts';
import type { KeyEnrollment } from '../key-enrollment/key-enrollment.ts';
import type { ServerKey } from '../key-enrollment/server-key.ts';
import type { AppApi } from '../transport/app-api.ts';
import type { ServerClock } from '../transport/server-clock.ts';
import type { ShownTransactions } from './shown-transactions.ts';
import {
  presentTransactionDetails,
  readFetchedMessage,
  type FetchedMessage,
  type TransactionDetails,
} from './transaction-details.ts';

export interface FetchDeps {
  api: AppApi;
  keys: KeyEnrollment;
  serverKey: ServerKey;
  shown: ShownTransactions;
  clock: ServerClock;
}

/**
 * Gets the content of a transaction to show. The server sends it once; it is stored here until the answer.
 *
 * @throws CountersignError `transaction_not_found`, `transaction_closed`, `already_fetched` (elsewhere), `untrusted_message`
 */
export async function fetchTransaction(
  deps: FetchDeps,
  profileId: string,
  transactionId: string,
): Promise<TransactionDetails> {
  const kept = await deps.shown.find(profileId, transactionId);
  return presentTransactionDetails(
    kept ?? (await deps.serverKey.repairing(profileId, () => fetchOnce(deps, profileId, transactionId))),
  );
}

async function fetchOnce(deps: FetchDeps, profileId: string, transactionId: string): Promise<FetchedMessage> {
  const session = await deps.keys.session(profileId);
  const refused = await deps.api
    .send(profileId, {
      path: `/transactions/${encodeURIComponent(transactionId)}/fetch`,
      purpose: `fetch:${transactionId}`,
      intent: 'fetch',
      compose: async () => ({}),
      deviceSuffices: true,
      keep: async (answer) => {
        const plaintext = await session.open(answer.text('message'), deps.clock.now());
        await deps.shown.keep(profileId, readFetchedMessage(plaintext, transactionId));
      },
    })
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  // another tab may have fetched it meanwhile
  const message = await deps.shown.find(profileId, transactionId);
  if (message && (refused === undefined || isCountersignError(refused, 'already_fetched'))) return message;
  throw refused ?? new CountersignError('storage', { detail: 'what was fetched is gone' });
}
