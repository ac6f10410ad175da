import type { CallLatencies, Flows } from '../flows.ts';

/** Flows that are put beside the empty workflow, by the word of `--only`. */
export const kinds = ['push', 'pin', 'sms', 'otp', 'enrollment'] as const;
export type Kind = (typeof kinds)[number];

export const kindNames: Record<Kind, string> = {
  push: 'push approval',
  pin: 'push approval with PIN',
  sms: 'SMS approval',
  otp: 'OTP approval',
  enrollment: 'push enrolment',
};

/** One flow of a kind, from its first request to its end. @returns the id of its workflow. */
export function runKind(flows: Flows, kind: Kind, lane: number, calls?: CallLatencies): Promise<string> {
  const runs: Record<Kind, () => Promise<string>> = {
    push: () => flows.approve(lane, calls),
    pin: () => flows.approveWithPin(lane),
    sms: () => flows.approveBySms(lane),
    otp: () => flows.approveByOtp(lane),
    enrollment: () => flows.enroll(lane),
  };
  return runs[kind]();
}
