/** Transitions of a push enrolment. The state diagram next to the workflow is generated from them. */
export const pushEnrollmentTransitions = [
  { from: 'sending the nonce', on: 'sent', to: 'waiting for the nonce' },
  { from: 'sending the nonce', on: 'provider refused or stayed away', to: 'provider_refused' },
  { from: 'sending the nonce', on: 'token is dead', to: 'unregistered' },
  { from: 'sending the nonce', on: 'dropped', to: 'dropped' },
  { from: 'sending the nonce', on: 'cancelled by an operator', to: 'cancelled' },
  { from: 'sending the nonce', on: 'time is up', to: 'expired' },
  { from: 'waiting for the nonce', on: 'right nonce', to: 'enrolled' },
  { from: 'waiting for the nonce', on: 'right nonce, enrolled elsewhere by now', to: 'user_already_enrolled' },
  { from: 'waiting for the nonce', on: 'wrong nonce, attempts left', to: 'waiting for the nonce' },
  { from: 'waiting for the nonce', on: 'wrong nonce, no attempt left', to: 'attempts_exceeded' },
  { from: 'waiting for the nonce', on: 'resend', to: 'waiting for the nonce' },
  { from: 'waiting for the nonce', on: 'token is dead', to: 'unregistered' },
  { from: 'waiting for the nonce', on: 'dropped', to: 'dropped' },
  { from: 'waiting for the nonce', on: 'cancelled by an operator', to: 'cancelled' },
  { from: 'waiting for the nonce', on: 'time is up', to: 'expired' },
] as const;
