import { setCurrentDetails } from '@temporalio/workflow';
import { methodRules } from '../../domain/mobile-authentication/methods/all-methods.ts';
import type { MobileAuthenticationInput } from './contract.ts';
import type { State } from './state.ts';

/** The progress of the callback. */
export type Telling = 'not yet' | 'telling' | 'given up';

const tellings: Record<Telling, string> = {
  'not yet': '',
  telling: ', telling the site',
  'given up': ', the site could not be told',
};

/** Shows the progress to operators in Temporal's UI. */
export function show(input: MobileAuthenticationInput, state: State, telling?: Telling): void {
  setCurrentDetails(describeProgress(input.steps, state, telling));
}

/**
 * Describes the progress of a mobile authentication for operators: shown by Temporal's UI, not stored in the history. Methods, counts
 * and times only, neither message nor user.
 */
export function describeProgress(
  steps: MobileAuthenticationInput['steps'],
  state: State,
  telling: Telling = 'not yet',
): string {
  const failed = steps.slice(0, state.trying).map(({ method }) => `${method} failed`);
  return capitalised([...failed, describeNow(steps, state)].filter(Boolean).join(', ') + tellings[telling]);
}

/** Describes the timer of a mobile authentication for operators. */
export function describeDeadline({ expiresAt }: Pick<MobileAuthenticationInput, 'expiresAt'>): string {
  return `Expires at ${timeOf(expiresAt)} without a decision`;
}

function timeOf(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(11, 19)}Z`;
}

function describeNow(steps: MobileAuthenticationInput['steps'], state: State): string {
  const step = state.step ?? steps[state.trying];
  const sent = state.step
    ? `${state.step.method} ${methodRules[state.step.method].channel === 'otp' ? 'offered' : 'sent'}`
    : '';
  if (state.outcome)
    return [sent, `ended as ${state.outcome.status === 'authenticated' ? 'authenticated' : state.outcome.reason}`]
      .filter(Boolean)
      .join(', ');
  if (!state.step || !step) return step ? `sending ${step.method}` : '';
  const until = `until ${timeOf(state.expiresAt)}`;
  const resent = state.resendsUsed === 0 ? '' : ` and sent again (${state.resendsUsed} of ${step.maxResends})`;
  if (methodRules[step.method].decidedBy === 'app') return `${sent}, waiting for the app ${until}${wrongSoFar(state)}`;
  const attempts =
    step.maxAttempts === 0
      ? `${state.attemptsUsed} attempts used`
      : `${state.attemptsUsed} of ${step.maxAttempts} attempts used`;
  return `${sent}${resent}, waiting for the code ${until}, ${attempts}`;
}

function wrongSoFar({ attemptsUsed, wrongCodes }: State): string {
  const wrong = attemptsUsed + wrongCodes;
  return wrong === 0 ? '' : `, ${wrong} wrong so far`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
