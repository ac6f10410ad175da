import type { EventName } from '../../../domain/events/event-catalogue.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { ErrorCode } from '../../../errors/error-catalogue.ts';
import type { AppCaller } from '../../devices/app-caller.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordAppRefusal } from '../../devices/record-app-refusal.ts';

/** Refusals of push enrolments, with their events. */
const refusals = {
  enrollment_disabled: 'PUSH ENROLLMENT FEATURE DISABLED',
  push_enrollment_disabled: 'PUSH ENROLLMENT FEATURE DISABLED',
  keys_not_exchanged: 'PUSH ENROLLMENT KEYS NOT EXCHANGED',
  push_not_enrolled: 'PUSH ENROLLMENT UPDATE FAILURE NOT ENROLLED',
  user_already_enrolled: 'PUSH ENROLLMENT USER ALREADY ENROLLED',
  push_enrollment_in_progress: 'PUSH ENROLLMENT INVALID REQ',
  invalid_nonce: 'PUSH ENROLLMENT INVALID REQ',
  slow_down: 'PUSH ENROLLMENT INVALID REQ',
} as const satisfies Partial<Record<ErrorCode, EventName>>;

export type PushRefusal = keyof typeof refusals;

/**
 * Records a refused push enrolment, up to a limit for one installation.
 * @param subjectId the enrolment it is about; without one, the registration.
 * @returns the refusal, to be thrown.
 */
export async function refusePush(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  caller: AppCaller,
  code: PushRefusal,
  { subjectId = caller.registrationId, extra = {} }: { subjectId?: string; extra?: Record<string, unknown> } = {},
): Promise<CountersignError> {
  await recordAppRefusal(deps, caller, refusals[code], subjectId, code);
  return new CountersignError(code, { extra });
}
