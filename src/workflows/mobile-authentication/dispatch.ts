import { isCancellation, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { MobileAuthenticationActivities } from '../../activities/mobile-authentication/create-activities.ts';
import type { SmsWork } from '../../activities/mobile-authentication/dispatch-sms.ts';
import type { DispatchResult, DispatchWork } from '../../activities/mobile-authentication/dispatch-work.ts';
import { methodRules } from '../../domain/mobile-authentication/methods/all-methods.ts';
import type { MethodRules } from '../../domain/mobile-authentication/methods/method-rules.ts';
import { authMethod, writeSearchAttributes } from '../shared/search-attributes.ts';
import type { MobileAuthenticationInput } from './contract.ts';
import { show } from './current-details.ts';
import { fail } from './record-end.ts';
import { isOverdue } from './state.ts';
import type { State } from './state.ts';

// Local, within the workflow task: a push that takes longer than this limit falls back.
const quick = ({ extraWaitMs = 0 }: MobileAuthenticationInput) =>
  proxyLocalActivities<Pick<MobileAuthenticationActivities, 'dispatchPush' | 'offerOtp'>>({
    startToCloseTimeout: 2_500 + extraWaitMs,
    retry: { maximumAttempts: 1 },
  });
// A text message costs money: its receipt in the database prevents a second one on a retry. No attempt continues after the deadline.
const smsUntil = ({ expiresAt, extraWaitMs = 0 }: MobileAuthenticationInput) =>
  proxyActivities<Pick<MobileAuthenticationActivities, 'dispatchSms'>>({
    startToCloseTimeout: 15_000 + extraWaitMs,
    scheduleToCloseTimeout: Math.max(1, expiresAt - Date.now()),
    retry: { maximumAttempts: 4, initialInterval: '1 s' },
  });

/** Tries the methods in order until one is sent or the deadline passes. */
export async function dispatch(input: MobileAuthenticationInput, state: State): Promise<void> {
  for (const [index, step] of input.steps.entries()) {
    if (state.outcome || isOverdue(state, Date.now())) return;
    state.trying = index;
    show(input, state);
    const work = { transactionId: input.transactionId, step: index, last: index === input.steps.length - 1 };
    const { sent } = await senders[methodRules[step.method].channel](input, work);
    if (sent) {
      state.step = step;
      writeSearchAttributes([{ key: authMethod, value: step.method }]);
      show(input, state);
      return;
    }
  }
  state.trying = input.steps.length;
  if (!isOverdue(state, Date.now()) && !state.outcome) await fail(input, state, 'failed_to_send');
}

/** Sends by each channel. None of these functions fails. */
const senders: Record<
  MethodRules['channel'],
  (input: MobileAuthenticationInput, work: DispatchWork) => Promise<DispatchResult>
> = {
  push: (input, work) => quick(input).dispatchPush(work).catch(notSent),
  otp: (input, work) => quick(input).offerOtp(work).catch(notSent),
  sms: (input, work) => sendText(input, { ...work, send: 0 }),
};

/** Sends a text message or resends it. Never fails. */
export function sendText(input: MobileAuthenticationInput, work: SmsWork): Promise<DispatchResult> {
  return smsUntil(input).dispatchSms(work).catch(notSent);
}

function notSent(error: unknown): { sent: false } {
  if (isCancellation(error)) throw error;
  return { sent: false };
}
