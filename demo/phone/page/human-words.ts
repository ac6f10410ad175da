import { isCountersignError, type CountersignErrorCode } from '../../../app-sdk/index.ts';

export interface HumanProblem {
  title: string;
  message: string;
}

const offline: HumanProblem = {
  title: 'No connection',
  message: 'The server did not answer. Check that it is running, then try again.',
};

const odd: HumanProblem = {
  title: 'Something went wrong',
  message: 'Try again. If it happens again, forget this phone and set it up anew.',
};

const closed: HumanProblem = {
  title: 'This is already over',
  message: 'It was answered, cancelled, or its time ran out.',
};

const disconnected: HumanProblem = {
  title: 'This phone was disconnected',
  message: 'Connect it again with a new code from the shop.',
};

const words: Partial<Record<CountersignErrorCode, HumanProblem>> = {
  network: offline,
  offline: { title: 'This phone is offline', message: 'Nothing was sent. Try again when there is a network.' },
  service_unavailable: offline,
  invalid_grant: {
    title: 'That code does not work',
    message: 'It is mistyped, used already, or older than ten minutes. Get a new code in the shop.',
  },
  invalid_client: {
    title: 'The server does not know this phone',
    message: 'It may have been set up anew since. Start over as a new phone.',
  },
  slow_down: { title: 'Too many tries', message: 'Wait a minute, then try again with a new code.' },
  rate_limited: { title: 'Too many tries', message: 'Wait a minute, then try again.' },
  application_unknown: {
    title: 'This app is not known',
    message: 'The server does not know Northwind ID. Was it set up?',
  },
  version_disabled: { title: 'This version is too old', message: 'Update the app, then try again.' },
  registration_disabled: { title: 'New phones are not accepted', message: 'Try again later.' },
  enrollment_disabled: { title: 'Confirmations are switched off', message: 'Try again later.' },
  push_enrollment_disabled: { title: 'Notifications are switched off', message: 'Try again later.' },
  push_enrollment_in_progress: {
    title: 'An earlier try is still open',
    message: 'Its notification did not arrive here. Wait a few minutes, then try again.',
  },
  push_provider_unavailable: {
    title: 'The notification could not be sent',
    message: 'The push service refused it. Try again in a moment.',
  },
  resend_limit_reached: {
    title: 'No notification arrived',
    message: 'It was sent as often as allowed. Wait a few minutes, then try again.',
  },
  invalid_nonce: { title: 'That notification was not the right one', message: 'Try again for a fresh one.' },
  disconnected,
  invalid_token: disconnected,
  invalid_dpop_proof: {
    title: 'The clock of this phone is wrong',
    message: 'The server refuses what is signed in another time. Set the clock to the right time, then try again.',
  },
  user_already_enrolled: {
    title: 'Another phone gets the notifications',
    message: 'One phone at a time has them. Go on without, or switch them off on the other phone and try again.',
  },
  factor_required: { title: 'This needs a PIN', message: 'Set one under Settings, then try again.' },
  authenticator_not_set: { title: 'There is no PIN on this phone', message: 'Set one under Settings, then try again.' },
  pin_required: { title: 'Set a PIN first', message: 'The fingerprint comes on top of a PIN.' },
  authenticator_disabled: { title: 'This is switched off', message: 'The server does not take it from this app.' },
  factor_unavailable: { title: 'The sensor cannot be used', message: 'Use your PIN.' },
  otp_not_valid: {
    title: 'That picture does not work',
    message: 'It was used already, or its time ran out. Ask the shop for a new one.',
  },
  person_not_found: {
    title: 'There is no account to open',
    message: 'You are known here by your phone alone. Ask the shop for an account.',
  },
  person_not_active: { title: 'Your account is not active', message: 'Ask the shop for help.' },
  action_token_feature_off: { title: 'This is switched off', message: 'Sign in to your account in the browser.' },
  redirect_not_allowed: { title: 'This is switched off', message: 'Sign in to your account in the browser.' },
  keys_not_exchanged: { title: 'Approvals are off', message: 'Switch them on under Settings, then try again.' },
  transaction_closed: closed,
  transaction_not_found: closed,
  already_fetched: {
    title: 'Opened elsewhere',
    message: 'This question was opened before and cannot be shown again. Ask the shop to start anew.',
  },
  invalid_answer: {
    title: 'The answer was not accepted',
    message: 'What was signed is not what the server sent. Nothing was approved.',
  },
  untrusted_message: {
    title: 'This message cannot be trusted',
    message: 'It is not signed by your server, so it is not shown. Do not approve anything.',
  },
};

/** A failure as a message for the user of the phone. */
export function inHumanWords(error: unknown): HumanProblem {
  if (isCountersignError(error)) return words[error.code] ?? odd;
  if (error instanceof PushLost)
    return {
      title: 'No notification arrived',
      message: 'It should be here by now. Try again to have it sent once more.',
    };
  if (error instanceof SandboxProblem)
    return { title: 'The push service does not answer', message: 'Check that the sandbox is running, then try again.' };
  return odd;
}

/** The message for a push that did not arrive. */
export class PushLost extends Error {
  override readonly name = 'PushLost';
}

/** The message for an unreachable sandbox. */
export class SandboxProblem extends Error {
  override readonly name = 'SandboxProblem';
}

const lengths = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
] as const;

/** The message for a wrong clock, which has no effect here. @param skewMs positive = ahead */
export function clockSkewInWords(skewMs: number): string {
  const off = Math.abs(skewMs);
  const length = lengths.find(({ ms }) => off >= ms);
  const count = length ? Math.round(off / length.ms) : 0;
  const amount = length ? `${count} ${length.unit}${count === 1 ? '' : 's'}` : 'some seconds';
  return `The clock of this phone is ${amount} ${skewMs > 0 ? 'fast' : 'slow'}. Approving works all the same, by the time of the server.`;
}
