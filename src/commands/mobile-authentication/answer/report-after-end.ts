import { Transaction } from '../../../entities/happenings/transaction.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { AnswerSignatures } from '../../../security/answer-signature.ts';
import type { Pgp } from '../../../security/pgp/pgp.ts';
import type { AppCaller } from '../../app-caller.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { originOf } from '../../request-origin.ts';
import { freezePushes } from '../close/freeze-pushes.ts';
import { changeTransaction } from '../transaction-statement.ts';
import { openAnswer } from './read-answer.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock'> & { configuration: ConfigurationSource; pgp: Pick<Pgp, 'open'>; answerSignatures: AnswerSignatures };

/**
 * Takes a "not me" that came when nothing was left to decide: it ends nothing and changes no result, but somebody asked in the user's
 * name, so it freezes pushes as one in time does. With every proof of an answer in time, of what this phone was shown, and once for a
 * transaction: the guard of one statement lets one of any number through.
 * @returns whether it was taken now; anything else than a proven report is not.
 */
export async function reportAfterEnd(deps: Deps, caller: AppCaller, request: { transactionId: string; message: string }): Promise<boolean> {
  const transaction = await deps.em().findOne(Transaction, { id: request.transactionId, registrationId: caller.profileId, reportedAt: null, fetchedAt: { $ne: null } });
  if (!transaction || !(await isReport(deps, caller, transaction, request.message))) return false;
  const now = deps.clock();
  const minutes = (await deps.configuration.current()).general.push_freeze_minutes;
  // Undecided: nobody's answer is its evidence. What is past its deadline or asked to end is only waiting for its workflow to say so.
  const change = {
    sql: `update transaction set reported_at = ?
           where id = ? and registration_id = ? and reported_at is null and answer_message_id is null
             and (status = 'not_authenticated' or (status = 'pending' and (expires_at <= ? or cancel_requested_at is not null))) returning *`,
    parameters: [now, transaction.id, caller.profileId, now],
  };
  const events = [{ name: 'MOBILE AUTH REPORTED AFTER END' as const }, ...(minutes > 0 ? [{ name: 'PUSH AUTH USER FROZEN' as const, detail: 'reported_by_user' }] : [])];
  const told = events.map((event) => ({ ...event, occurredAt: now, origin: originOf(caller) }));
  return changeTransaction(deps.em(), change, told, minutes > 0 ? freezePushes(now, minutes) : []);
}

async function isReport(deps: Deps, caller: AppCaller, transaction: Transaction, message: string): Promise<boolean> {
  try {
    const { decision, reason } = await openAnswer(deps, caller, transaction, message);
    return decision === 'reject' && reason === 'not_me';
  } catch (error) {
    // The app is told that it has ended, whatever it brought.
    if (error instanceof CountersignError) return false;
    throw error;
  }
}
