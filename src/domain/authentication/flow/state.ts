import type { FlowStatus } from './status.ts';

/** Transitions of an authentication flow (contract/authentication.md section 1.2). The diagram beside this file is generated from them. */
export const flowTransitions = [
  { from: 'pending', on: 'challenge sent', to: 'challenge_sent' },
  { from: 'pending', on: 'approval asked for', to: 'approval_pending' },
  { from: 'pending', on: 'factor proven, more needed', to: 'pending' },
  { from: 'pending', on: 'factor proven, enough', to: 'authenticated' },
  { from: 'pending', on: 'cancelled', to: 'cancelled' },
  { from: 'pending', on: 'denied', to: 'failed' },
  { from: 'pending', on: 'time is up', to: 'expired' },
  { from: 'challenge_sent', on: 'challenge sent', to: 'challenge_sent' },
  { from: 'challenge_sent', on: 'approval asked for', to: 'approval_pending' },
  { from: 'challenge_sent', on: 'wrong, tries left', to: 'challenge_sent' },
  { from: 'challenge_sent', on: 'wrong, no try left', to: 'pending' },
  { from: 'challenge_sent', on: 'challenge withdrawn', to: 'pending' },
  { from: 'challenge_sent', on: 'factor proven, more needed', to: 'pending' },
  { from: 'challenge_sent', on: 'factor proven, enough', to: 'authenticated' },
  { from: 'challenge_sent', on: 'cancelled', to: 'cancelled' },
  { from: 'challenge_sent', on: 'denied', to: 'failed' },
  { from: 'challenge_sent', on: 'time is up', to: 'expired' },
  { from: 'approval_pending', on: 'challenge sent', to: 'challenge_sent' },
  { from: 'approval_pending', on: 'approval asked for', to: 'approval_pending' },
  { from: 'approval_pending', on: 'challenge withdrawn', to: 'pending' },
  { from: 'approval_pending', on: 'refused or expired', to: 'pending' },
  { from: 'approval_pending', on: 'factor proven, more needed', to: 'pending' },
  { from: 'approval_pending', on: 'factor proven, enough', to: 'authenticated' },
  { from: 'approval_pending', on: 'reported', to: 'failed' },
  { from: 'approval_pending', on: 'cancelled', to: 'cancelled' },
  { from: 'approval_pending', on: 'denied', to: 'failed' },
  { from: 'approval_pending', on: 'time is up', to: 'expired' },
  { from: 'authenticated', on: 'completed', to: 'completed' },
  { from: 'authenticated', on: 'cancelled', to: 'cancelled' },
  { from: 'authenticated', on: 'denied', to: 'failed' },
  { from: 'authenticated', on: 'time is up', to: 'expired' },
] as const satisfies readonly { from: FlowStatus; on: string; to: FlowStatus }[];

export type FlowEvent = (typeof flowTransitions)[number]['on'];

/** Where a flow goes on an event; undefined: in this status the event cannot happen. */
export function nextStatus(from: FlowStatus, on: FlowEvent): FlowStatus | undefined {
  return flowTransitions.find((transition) => transition.from === from && transition.on === on)?.to;
}
