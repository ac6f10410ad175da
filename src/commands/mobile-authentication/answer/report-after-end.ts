import { Transaction } from '../../../entities/mobile-authentication/transaction.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { AppCaller } from '../../devices/app-caller.ts';
import { findKeys } from '../../devices/key-enrollment/load-conversation.ts';
import { originOf } from '../../events/request-origin.ts';
import { freezePushes } from '../close/freeze-pushes.ts';
import { changeTransaction } from '../transaction-statement.ts';
import { openAnswer } from './open-answer.ts';
import type { OpenAnswerDeps } from './open-answer.ts';

/**
 * Accepts a "not me" report after the end of its transaction: it changes no result, but another person acted in the user's
 * name, so it freezes pushes as a report in time does. It needs every proof of a normal answer and is accepted once for a
 * transaction, by the guard of one statement.
 * @returns whether it was accepted now; false for everything but a proven report.
 */
export async function reportAfterEnd(
  deps: OpenAnswerDeps,
  caller: AppCaller,
  request: { transactionId: string; message: string },
): Promise<boolean> {
  const transaction = await deps.em().findOne(Transaction, {
    id: request.transactionId,
    registrationId: caller.registrationId,
    reportedAt: null,
    fetchedAt: { $ne: null },
  });
  if (!transaction || !(await isReport(deps, caller, transaction, request.message))) return false;
  const now = deps.clock();
  const minutes = (await deps.configuration.current()).general.push_freeze_minutes;
  // Undecided, so no answer is its evidence; past its deadline or asked to end it only waits for its workflow.
  const change = {
    sql: `update transaction set reported_at = ?
           where id = ? and registration_id = ? and reported_at is null and answer_message_id is null
             and (status = 'not_authenticated' or (status = 'pending' and (expires_at <= ? or cancel_requested_at is not null))) returning *`,
    parameters: [now, transaction.id, caller.registrationId, now],
  };
  const events = [
    { name: 'MOBILE AUTH REPORTED AFTER END' as const },
    ...(minutes > 0 ? [{ name: 'PUSH AUTH USER FROZEN' as const, detail: 'reported_by_user' }] : []),
  ];
  const told = events.map((event) => ({ ...event, occurredAt: now, origin: originOf(caller) }));
  return changeTransaction(deps.em(), change, told, minutes > 0 ? freezePushes(now, minutes) : []);
}

async function isReport(
  deps: OpenAnswerDeps,
  caller: AppCaller,
  transaction: Transaction,
  message: string,
): Promise<boolean> {
  try {
    const { decision, reason } = await openAnswer(
      deps,
      caller,
      { transaction, keys: await findKeys(deps, caller) },
      message,
    );
    return decision === 'reject' && reason === 'not_me';
  } catch (error) {
    // The app is always answered that the transaction has ended.
    if (error instanceof CountersignError) return false;
    throw error;
  }
}
