import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { EventName } from '../../domain/events/event-catalogue.ts';
import { makePushEnrollmentPolicy } from '../../domain/push-enrollment/policy.ts';
import type { PushEnrollmentPolicy } from '../../domain/push-enrollment/policy.ts';
import { Device } from '../../entities/people/device.ts';
import { KeyEnrollment } from '../../entities/people/key-enrollment.ts';
import { PushEnrollment } from '../../entities/people/push-enrollment.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { ErrorCode } from '../../errors/error-catalogue.ts';
import { equalBytes } from '../../security/keyring.ts';
import type { AppCaller } from '../app-caller.ts';
import type { CommandDeps } from '../command-deps.ts';
import type { ConfigurationSource } from '../configuration/configuration-snapshot.ts';
import { findApplication } from '../key-enrollment/find-application.ts';
import { recordEvent } from '../events/record-event.ts';
import { originOf } from '../request-origin.ts';
import { enrollmentIdOf } from './enrollment-id.ts';
import { releasePushEnrollment } from './release-push-enrollment.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'> & { configuration: ConfigurationSource };

/** Milliseconds after its deadline in which an enrolment's own workflow ends it. Then it is given up for lost. */
const grace = 60_000;

/** Refusals that come before any token is looked at, with their events. */
const refusals = {
  push_enrollment_disabled: 'PUSH ENROLLMENT FEATURE DISABLED',
  keys_not_exchanged: 'PUSH ENROLLMENT KEYS NOT EXCHANGED',
} as const satisfies Partial<Record<ErrorCode, EventName>>;

type OpenEnrollment = Pick<PushEnrollment, 'id' | 'status' | 'expiresAt'>;
type NewEnrollment = Pick<PushEnrollment, 'id' | 'registration' | 'pushToken' | 'pushTokenHash' | 'createdAt' | 'expiresAt'>;

export interface StartedPushEnrollment {
  enrollment: OpenEnrollment;
  policy: PushEnrollmentPolicy;
}

/**
 * Inserts the pending row from which the workflow is started. The same `Message-Id` again finds the row it made before.
 * @throws CountersignError push_enrollment_disabled, keys_not_exchanged, push_enrollment_in_progress, invalid_request
 */
export async function startPushEnrollment(deps: Deps, caller: AppCaller, request: { messageId: string; pushToken: string }): Promise<StartedPushEnrollment> {
  const policy = makePushEnrollmentPolicy((await deps.configuration.current()).general);
  const id = enrollmentIdOf(deps.keyring, caller.profileId, request.messageId);
  const pushTokenHash = deps.keyring.lookupHash(request.pushToken, 'push_enrollment.push_token');
  const earlier = await findRepeated(deps, id, pushTokenHash);
  if (earlier) return { enrollment: earlier, policy };
  const refusal = await findRefusal(deps, caller);
  if (refusal) throw await refuse(deps, caller, refusal);
  await giveUpLost(deps, caller);
  const createdAt = deps.clock();
  const expiresAt = new Date(createdAt.getTime() + policy.timeToLive * 1000);
  const row = { id, registration: caller.profileId, pushToken: request.pushToken, pushTokenHash, createdAt, expiresAt };
  return { enrollment: await insertPending(deps, row), policy };
}

/** The profile's one place is a unique index: of two that come at the same time one gets it. */
async function insertPending(deps: Deps, row: NewEnrollment): Promise<OpenEnrollment> {
  try {
    await deps.em().insert(PushEnrollment, { ...row, status: 'pending' });
    return { ...row, status: 'pending' };
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    const meanwhile = await findRepeated(deps, row.id, row.pushTokenHash);
    if (!meanwhile) throw new CountersignError('push_enrollment_in_progress');
    return meanwhile;
  }
}

/** What an earlier try of the same message made. */
async function findRepeated(deps: Deps, id: string, pushTokenHash: Uint8Array): Promise<OpenEnrollment | undefined> {
  const enrollment = await deps.em().findOne(PushEnrollment, { id });
  if (!enrollment) return undefined;
  if (!equalBytes(enrollment.pushTokenHash, pushTokenHash)) throw new CountersignError('invalid_request', { extra: { parameter: 'Message-Id' }, detail: 'used for another push token' });
  return enrollment;
}

async function findRefusal(deps: Deps, caller: AppCaller): Promise<keyof typeof refusals | undefined> {
  const configuration = await deps.configuration.current();
  const em = deps.em();
  const device = await em.findOneOrFail(Device, { id: caller.deviceId });
  const { version } = findApplication(configuration, device);
  if (!configuration.general.push_enrollment_enabled || !version.pushConfiguration) return 'push_enrollment_disabled';
  return (await em.count(KeyEnrollment, { registration: caller.profileId })) === 0 ? 'keys_not_exchanged' : undefined;
}

async function refuse(deps: Deps, caller: AppCaller, code: keyof typeof refusals): Promise<CountersignError> {
  const em = deps.em();
  recordEvent(em, { name: refusals[code], occurredAt: deps.clock(), ...originOf(caller), userId: caller.userId, subjectId: caller.profileId });
  await em.flush();
  return new CountersignError(code);
}

/** A row whose workflow was never started, or was terminated by an operator, holds its place no longer. */
async function giveUpLost(deps: Deps, { profileId, requestId }: AppCaller): Promise<void> {
  const overdue = new Date(deps.clock().getTime() - grace);
  const lost = await deps.em().find(PushEnrollment, { registration: profileId, status: 'pending', expiresAt: { $lt: overdue } });
  for (const { id } of lost) await releasePushEnrollment(deps, { enrollmentId: id, requestId, outcome: { status: 'expired' } });
}
