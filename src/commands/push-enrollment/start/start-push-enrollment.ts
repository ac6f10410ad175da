import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { holdsPlaceOfUser } from '../../../domain/push-enrollment/place.ts';
import type { PushEnrollmentPurpose } from '../../../domain/push-enrollment/status.ts';
import { makePushEnrollmentPolicy } from '../../../domain/push-enrollment/policy.ts';
import type { PushEnrollmentPolicy } from '../../../domain/push-enrollment/policy.ts';
import { PushEnrollment } from '../../../entities/people/push-enrollment.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { equalBytes } from '../../../security/keyring.ts';
import type { AppCaller } from '../../app-caller.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { recordEvent } from '../../events/record-event.ts';
import { createRateLimit } from '../../rate-limits/rate-limit.ts';
import { originOf } from '../../request-origin.ts';
import { checkPushPossible } from './check-push-possible.ts';
import { enrollmentIdOf } from './enrollment-id.ts';
import { findEnrolledPush, foreseePlace } from './find-enrolled-push.ts';
import type { EnrolledPush } from './find-enrolled-push.ts';
import { giveUpLost } from '../give-up-lost.ts';
import { refusePush } from '../refuse-push.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'> & { configuration: ConfigurationSource };

type OpenEnrollment = Pick<PushEnrollment, 'id' | 'status' | 'expiresAt'>;
type NewEnrollment = Pick<PushEnrollment, 'id' | 'registration' | 'userId' | 'applicationId' | 'exclusive' | 'purpose' | 'pushToken' | 'pushTokenHash' | 'createdAt' | 'expiresAt'>;

export interface PushEnrollmentRequest {
  messageId: string;
  pushToken: string;
  purpose: PushEnrollmentPurpose;
}

export interface StartedPushEnrollment {
  enrollment: OpenEnrollment;
  policy: PushEnrollmentPolicy;
}

/**
 * Inserts the pending row from which the workflow is started; an update to the token that is enrolled already needs none.
 * The same `Message-Id` again finds the row it made before.
 * @throws CountersignError slow_down, push_enrollment_disabled, keys_not_exchanged, push_not_enrolled, user_already_enrolled,
 * push_enrollment_in_progress, invalid_request
 */
export async function startPushEnrollment(deps: Deps, caller: AppCaller, request: PushEnrollmentRequest): Promise<StartedPushEnrollment> {
  const { general } = await deps.configuration.current();
  const policy = makePushEnrollmentPolicy(general);
  const id = enrollmentIdOf(deps.keyring, caller.profileId, request.messageId);
  const pushTokenHash = deps.keyring.lookupHash(request.pushToken, 'push_enrollment.push_token');
  const earlier = await findRepeated(deps, id, pushTokenHash);
  if (earlier) return { enrollment: earlier, policy };
  await countStart(deps, caller, general.push_enrollments_per_hour);
  const applicationId = await checkPushPossible(deps, caller);
  const enrolled = await findEnrolledPush(deps.em(), caller, { applicationId, pushTokenHash });
  if (request.purpose === 'update' && enrolled.own?.sameToken) return { enrollment: standing(enrolled.own.id, deps.clock()), policy };
  await checkPlace(deps, caller, request.purpose, enrolled);
  const createdAt = deps.clock();
  const row: NewEnrollment = {
    id,
    registration: caller.profileId,
    userId: caller.userId,
    applicationId,
    exclusive: holdsPlaceOfUser({ mode: general.push_enrollment_mode, purpose: request.purpose }),
    purpose: request.purpose,
    pushToken: request.pushToken,
    pushTokenHash,
    createdAt,
    expiresAt: new Date(createdAt.getTime() + policy.timeToLive * 1000),
  };
  return { enrollment: await insertPending(deps, caller, row, enrolled), policy };
}

/** Each start sends pushes to a token that nobody has proven yet. */
function countStart(deps: Deps, caller: AppCaller, points: number): Promise<void> {
  const limit = createRateLimit(deps, { name: 'push-enrollment:profile', points, duration: 3600 });
  return limit.count(caller.profileId, async () => void (await refusePush(deps, caller, 'slow_down')));
}

function standing(id: string, now: Date): OpenEnrollment {
  return { id, status: 'enrolled', expiresAt: now };
}

/** As things stand; when the token is proven, it is decided again. */
async function checkPlace(deps: Deps, caller: AppCaller, purpose: PushEnrollmentPurpose, enrolled: EnrolledPush): Promise<void> {
  if (purpose === 'update' && !enrolled.own) throw await refusePush(deps, caller, 'push_not_enrolled');
  const { push_enrollment_mode: mode } = (await deps.configuration.current()).general;
  if (foreseePlace(enrolled, mode, purpose) === 'refuse') throw await refusePush(deps, caller, 'user_already_enrolled');
}

/** The place is a unique index, of the profile and of its user: of two that come at the same time one gets it. */
async function insertPending(deps: Deps, caller: AppCaller, row: NewEnrollment, enrolled: EnrolledPush, tries = 2): Promise<OpenEnrollment> {
  try {
    await insert(deps, caller, row, enrolled);
    return { ...row, status: 'pending' };
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    const meanwhile = await findRepeated(deps, row.id, row.pushTokenHash);
    if (meanwhile) return meanwhile;
    if (tries > 1 && (await giveUpLost(deps, caller, row.applicationId)) > 0) return insertPending(deps, caller, row, enrolled, tries - 1);
    throw await refusePush(deps, caller, 'push_enrollment_in_progress');
  }
}

async function insert(deps: Deps, caller: AppCaller, row: NewEnrollment, { tokenElsewhere }: EnrolledPush): Promise<void> {
  const em = deps.em();
  const pending = { ...row, status: 'pending' as const };
  if (!tokenElsewhere) return void (await em.insert(PushEnrollment, pending));
  await em.transactional(async (inner) => {
    await inner.insert(PushEnrollment, pending);
    // It stays where it is until this installation has proven it.
    recordEvent(inner, { name: 'PUSH ENROLLMENT EXISTING PUSH TOKEN', occurredAt: row.createdAt, ...originOf(caller), userId: caller.userId, subjectId: row.id });
  });
}

/** What an earlier try of the same message made. */
async function findRepeated(deps: Deps, id: string, pushTokenHash: Uint8Array): Promise<OpenEnrollment | undefined> {
  const enrollment = await deps.em().findOne(PushEnrollment, { id });
  if (!enrollment) return undefined;
  if (!equalBytes(enrollment.pushTokenHash, pushTokenHash)) throw new CountersignError('invalid_request', { extra: { parameter: 'Message-Id' }, detail: 'used for another push token' });
  return enrollment;
}
