import { isCountersignError } from '../../../app-sdk/index.ts';
import type { Decision, Factor } from '../../../app-sdk/index.ts';
import type { EnrolledPhone } from '../../support/enrolled-phone.ts';
import type { Entry } from './ledger.ts';
import { untilDecided } from './persist.ts';

/** Fetches and answers until the server has decided, or the transaction has ended in another way. */
export async function answerOnPhone(
  entry: Entry,
  { app, profile: { profileId } }: EnrolledPhone,
  decision: Decision,
  factor?: Factor,
): Promise<void> {
  const id = entry.transactionId as string;
  try {
    await untilDecided(entry, () => app.fetchTransaction(profileId, id));
    const { status } = await untilDecided(entry, () => app.answer(profileId, id, decision, factor));
    entry.told.push({ by: 'phone', status });
  } catch (error) {
    if (!isCountersignError(error, 'transaction_closed')) throw error;
    entry.told.push({ by: 'phone, too late', ...readStatus(error.transactionStatus) });
  }
}

/** An app gets `authenticated`, `not_authenticated`, or the reason if it does not reveal another party's action. */
function readStatus(status: string | undefined): Pick<Entry['told'][number], 'status' | 'reason'> {
  if (status === 'authenticated' || status === 'not_authenticated') return { status };
  return { status: 'not_authenticated', ...(status ? { reason: status } : {}) };
}

/**
 * Tries a wrong PIN once. Without an answer the user enters the right one: the app first repeats the message with the
 * wrong PIN under its id, so that it is counted once.
 */
export async function tryWrongPin(
  entry: Entry,
  { app, profile: { profileId } }: EnrolledPhone,
  wrong: Factor,
): Promise<void> {
  const id = entry.transactionId as string;
  try {
    await untilDecided(entry, () => app.fetchTransaction(profileId, id));
    await app.answer(profileId, id, { decision: 'accept' }, wrong);
    throw new Error('a wrong PIN was taken');
  } catch (error) {
    if (
      !isCountersignError(
        error,
        'wrong_factor_proof',
        'transaction_closed',
        'service_unavailable',
        'network',
        'unexpected_answer',
      )
    )
      throw error;
    if (!isCountersignError(error, 'wrong_factor_proof', 'transaction_closed')) entry.interruptions += 1;
  }
}
