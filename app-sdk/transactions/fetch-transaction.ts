import { isCountersignError } from '../errors.ts'
import type { KeyEnrollment } from '../key-enrollment.ts'
import type { AppApi } from '../transport/app-api.ts'
import type { ServerClock } from '../transport/server-clock.ts'
import type { ShownTransactions } from './shown-transactions.ts'
import { presentTransactionDetails, readFetchedMessage, type TransactionDetails } from './transaction-details.ts'

/**
 * Everything to show about a transaction. The server gives it once; what came is kept here until it is answered.
 *
 * @throws CountersignError `transaction_not_found`, `transaction_closed`, `already_fetched` (elsewhere), `untrusted_message`
 */
export async function fetchTransaction(
  deps: { api: AppApi; keys: KeyEnrollment; shown: ShownTransactions; clock: ServerClock },
  profileId: string,
  transactionId: string,
): Promise<TransactionDetails> {
  const kept = await deps.shown.find(profileId, transactionId)
  if (kept) return presentTransactionDetails(kept)
  const session = await deps.keys.session(profileId)
  try {
    const answer = await deps.api.post(profileId, {
      path: `/transactions/${encodeURIComponent(transactionId)}/fetch`,
      purpose: `fetch:${transactionId}`,
      intent: 'fetch',
      compose: async () => ({}),
    })
    const message = readFetchedMessage(await session.open(answer.text('message'), deps.clock.now()), transactionId)
    await deps.shown.keep(profileId, message)
    return presentTransactionDetails(message)
  } catch (error) {
    const meanwhile = isCountersignError(error, 'already_fetched') && (await deps.shown.find(profileId, transactionId))
    if (meanwhile) return presentTransactionDetails(meanwhile)
    throw error
  }
}
