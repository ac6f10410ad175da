/** Where a mobile authentication can go from where: the state diagram next to the workflow is generated from this. */
export const transitions = [
  { from: 'dispatching', on: 'push sent', to: 'waiting for the app' },
  { from: 'dispatching', on: 'text message sent', to: 'waiting for the code' },
  { from: 'dispatching', on: 'method failed, fallback left', to: 'dispatching' },
  { from: 'dispatching', on: 'method failed, no fallback', to: 'failed_to_send' },
  { from: 'waiting for the app', on: 'accepted', to: 'authenticated' },
  { from: 'waiting for the app', on: 'refused', to: 'not_accepted' },
  { from: 'waiting for the app', on: 'reported', to: 'reported_by_user' },
  { from: 'waiting for the app', on: 'cancelled', to: 'cancelled' },
  { from: 'waiting for the app', on: 'time is up', to: 'expired' },
  { from: 'waiting for the code', on: 'right code', to: 'authenticated' },
  { from: 'waiting for the code', on: 'wrong code, attempts left', to: 'waiting for the code' },
  { from: 'waiting for the code', on: 'wrong code, no attempt left', to: 'attempts_exceeded' },
  { from: 'waiting for the code', on: 'resend', to: 'waiting for the code' },
  { from: 'waiting for the code', on: 'cancelled', to: 'cancelled' },
  { from: 'waiting for the code', on: 'time is up', to: 'expired' },
] as const;
