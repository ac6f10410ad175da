import { CancellationScope, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { MobileAuthenticationActivities } from '../../activities/mobile-authentication/create-activities.ts';
import type { Closed, Forged } from '../../activities/mobile-authentication/record.ts';
import type { MethodName } from '../../domain/configuration/mobile-authentication-types/method-names.ts';
import type { Evidence } from '../../domain/mobile-authentication/evidence.ts';
import type { FailureReason, Outcome } from '../../domain/mobile-authentication/status.ts';
import { forgedUpdate } from '../shared/forgeries.ts';
import type { MobileAuthenticationInput } from './contract.ts';
import { show } from './current-details.ts';
import { end, failure } from './state.ts';
import type { State } from './state.ts';

// Local, within the workflow task that decides, so that the row is written before the caller gets its answer.
const record = ({ extraWaitMs = 0 }: MobileAuthenticationInput) =>
  proxyLocalActivities<Pick<MobileAuthenticationActivities, 'recordOutcome' | 'recordAttempt'>>({
    startToCloseTimeout: 3_000 + extraWaitMs,
    retry: { maximumAttempts: 1 },
  });
// The same with unlimited retries, when the database is unreachable.
const recordDurably = proxyActivities<Pick<MobileAuthenticationActivities, 'recordOutcome'>>({
  startToCloseTimeout: '10 s',
  retry: { initialInterval: '1 s', maximumInterval: '30 s' },
});

/**
 * Writes the record before any caller gets an answer. When a workflow task that was lost has written it already, the workflow
 * adopts its outcome.
 * @throws a forged update when the evidence is invalid; nothing was written.
 */
export async function close(
  input: MobileAuthenticationInput,
  state: State,
  outcome: Outcome,
  evidence?: Evidence,
): Promise<Closed> {
  const method = (state.step ?? input.steps.at(-1))?.method as MethodName;
  const { attemptsUsed, resendsUsed, wrongCodes } = state;
  const closing = {
    transactionId: input.transactionId,
    method,
    outcome,
    attemptsUsed,
    resendsUsed,
    ...(wrongCodes > 0 ? { wrongCodes } : {}),
    ...(input.callback ? {} : { tellsSite: true }),
    ...(evidence ? { evidence } : {}),
  };
  const closed: Closed | Forged = await CancellationScope.nonCancellable(() =>
    record(input)
      .recordOutcome(closing)
      .catch(() => recordDurably.recordOutcome(closing)),
  );
  if ('forged' in closed) throw forgedUpdate(closed.forged);
  state.outcome = closed.outcome;
  state.claimant = closed.claimant;
  return closed;
}

/** Ends the transaction for this reason, unless it has ended. */
export async function fail(input: MobileAuthenticationInput, state: State, reason: FailureReason): Promise<void> {
  await close(input, state, end(state, failure(reason)));
}

/** Records an attempt: as the end when it was right or the last one, else as a count. */
export async function closeOrCount(
  input: MobileAuthenticationInput,
  state: State,
  evidence: Evidence,
  wrongCodes?: number,
): Promise<void> {
  if (state.outcome) await close(input, state, state.outcome, evidence);
  else await countAttempt(input, state, evidence, wrongCodes);
}

/** Writes the count into the row for its readers; the workflow's own count decides. */
async function countAttempt(
  input: MobileAuthenticationInput,
  state: State,
  evidence: Evidence,
  wrongCodes?: number,
): Promise<void> {
  show(input, state);
  const method = state.step?.method as MethodName;
  const attempt = {
    transactionId: input.transactionId,
    method,
    attemptsUsed: state.attemptsUsed,
    ...(wrongCodes === undefined ? {} : { wrongCodes }),
    evidence,
  };
  const forged = await record(input)
    .recordAttempt(attempt)
    .catch(() => undefined);
  if (forged) throw forgedUpdate(forged.forged);
}
