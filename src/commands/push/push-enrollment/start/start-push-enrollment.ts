import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { columnsOf } from '../../../../database/entity-columns.ts';
import { runStatement } from '../../../../database/prepared-statement.ts';
import type { CommandDeps } from '../../../command-deps.ts';
import type { ConfigurationSource } from '../../../configuration/configuration-snapshot.ts';
import type { AppCaller } from '../../../devices/app-caller.ts';
import { recordEvent } from '../../../events/record-event.ts';
import { originOf } from '../../../events/request-origin.ts';
import { refusePush } from '../refuse-push.ts';
import { releasePushEnrollment } from '../release-push-enrollment.ts';
import { checkPushPossible } from './check-push-possible.ts';
import { findEnrolledPush, foreseePlace } from './find-enrolled-push.ts';
import type { EnrolledPush } from './find-enrolled-push.ts';
import { createRateLimit } from '../../../rate-limits/rate-limit.ts';
import { holdsPlaceOfUser } from '../../../../domain/push/push-enrollment/place.ts';
import { makePushEnrollmentPolicy } from '../../../../domain/push/push-enrollment/policy.ts';
import type { PushEnrollmentPolicy } from '../../../../domain/push/push-enrollment/policy.ts';
import type { PushEnrollmentPurpose } from '../../../../domain/push/push-enrollment/status.ts';
import { PushEnrollment } from '../../../../entities/push/push-enrollment.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import { equalBytes } from '../../../../security/keyring.ts';
import type { Keyring } from '../../../../security/keyring.ts';
import { rateLimit } from '../../../../domain/rate-limits/limits.ts';
import type { GeneralSettings } from '../../../../domain/configuration/general-settings.ts';

/**
 * The id of the push enrolment that one message of a registration starts: the message again is the same enrolment. A UUID
 * version 8 (RFC 9562) of a keyed hash, so an app cannot choose the id of a row or of a workflow.
 */
export function enrollmentIdOf(keyring: Keyring, registrationId: string, messageId: string): string {
  const bytes = keyring
    .lookupHash(`${registrationId}\0${messageId.toLowerCase()}`, 'push_enrollment.id')
    .subarray(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Milliseconds after its deadline for the workflow to end it. After that the row counts as lost. */
const grace = 60_000;

/**
 * Ends pending enrolments of the caller whose workflow was never started or was terminated, so that they
 * no longer hold the place.
 * @returns how many were ended.
 */
async function giveUpLost(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  { registrationId, userId, requestId }: AppCaller,
  applicationId: string,
): Promise<number> {
  const place = { $or: [{ registration: registrationId }, { userId, applicationId, exclusive: true }] };
  const expiresAt = { $lt: new Date(deps.clock().getTime() - grace) };
  const lost = await deps.em().find(PushEnrollment, { status: 'pending', expiresAt, ...place }, { fields: ['id'] });
  let released = 0;
  for (const { id } of lost)
    if (await releasePushEnrollment(deps, { enrollmentId: id, requestId, outcome: { status: 'expired' } }))
      released += 1;
  return released;
}

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'> & { configuration: ConfigurationSource };

type OpenEnrollment = Pick<PushEnrollment, 'id' | 'status' | 'expiresAt'>;
type NewEnrollment = Pick<
  PushEnrollment,
  | 'id'
  | 'registration'
  | 'userId'
  | 'applicationId'
  | 'exclusive'
  | 'purpose'
  | 'pushToken'
  | 'pushTokenHash'
  | 'createdAt'
  | 'expiresAt'
>;

interface PushEnrollmentRequest {
  messageId: string;
  pushToken: string;
  purpose: PushEnrollmentPurpose;
}

interface StartedPushEnrollment {
  enrollment: OpenEnrollment;
  policy: PushEnrollmentPolicy;
}

/**
 * Inserts the pending row from which the workflow is started; an update to the token that is enrolled already needs none.
 * The same `Message-Id` again finds the row it made before.
 * @throws CountersignError slow_down, push_enrollment_disabled, keys_not_exchanged, push_not_enrolled, user_already_enrolled,
 * push_enrollment_in_progress, invalid_request
 */
export async function startPushEnrollment(
  deps: Deps,
  caller: AppCaller,
  request: PushEnrollmentRequest,
): Promise<StartedPushEnrollment> {
  const { general } = await deps.configuration.current();
  const policy = makePushEnrollmentPolicy(general);
  const id = enrollmentIdOf(deps.keyring, caller.registrationId, request.messageId);
  const pushTokenHash = deps.keyring.lookupHash(request.pushToken, 'push_enrollment.push_token');
  const earlier = await findRepeated(deps, id, pushTokenHash);
  if (earlier) return { enrollment: earlier, policy };
  await countStart(deps, caller, general);
  const applicationId = await checkPushPossible(deps, caller);
  const enrolled = await findEnrolledPush(deps.em(), caller, { applicationId, pushTokenHash });
  if (request.purpose === 'update' && enrolled.own?.sameToken)
    return { enrollment: standing(enrolled.own.id, deps.clock()), policy };
  await checkPlace(deps, caller, request.purpose, enrolled);
  const createdAt = deps.clock();
  const row: NewEnrollment = {
    id,
    registration: caller.registrationId,
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

/** Limit of starts: each sends pushes to an unproven token. */
function countStart(deps: Deps, caller: AppCaller, general: GeneralSettings): Promise<void> {
  const limit = createRateLimit(deps, rateLimit('push-enrollment:profile', general));
  return limit.count(caller.registrationId, async () => void (await refusePush(deps, caller, 'slow_down')));
}

function standing(id: string, now: Date): OpenEnrollment {
  return { id, status: 'enrolled', expiresAt: now };
}

/** Preliminary; checked again when the token is proven. */
async function checkPlace(
  deps: Deps,
  caller: AppCaller,
  purpose: PushEnrollmentPurpose,
  enrolled: EnrolledPush,
): Promise<void> {
  if (purpose === 'update' && !enrolled.own) throw await refusePush(deps, caller, 'push_not_enrolled');
  const { push_enrollment_mode: mode } = (await deps.configuration.current()).general;
  if (foreseePlace(enrolled, mode, purpose) === 'refuse') throw await refusePush(deps, caller, 'user_already_enrolled');
}

/** The place is a unique index by registration and user: of two concurrent starts one gets it. */
async function insertPending(
  deps: Deps,
  caller: AppCaller,
  row: NewEnrollment,
  enrolled: EnrolledPush,
  tries = 2,
): Promise<OpenEnrollment> {
  try {
    await insert(deps, caller, row, enrolled);
    return { ...row, status: 'pending' };
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    const meanwhile = await findRepeated(deps, row.id, row.pushTokenHash);
    if (meanwhile) return meanwhile;
    if (tries > 1 && (await giveUpLost(deps, caller, row.applicationId)) > 0)
      return insertPending(deps, caller, row, enrolled, tries - 1);
    throw await refusePush(deps, caller, 'push_enrollment_in_progress');
  }
}

async function insert(
  deps: Deps,
  caller: AppCaller,
  row: NewEnrollment,
  { tokenElsewhere }: EnrolledPush,
): Promise<void> {
  const em = deps.em();
  const pending = { ...row, status: 'pending' as const };
  if (!tokenElsewhere) return void (await em.insert(PushEnrollment, pending));
  await em.transactional(async (inner) => {
    await inner.insert(PushEnrollment, pending);
    // The token stays with the other installation until this one has proven it.
    recordEvent(inner, {
      name: 'PUSH ENROLLMENT EXISTING PUSH TOKEN',
      occurredAt: row.createdAt,
      ...originOf(caller),
      userId: caller.userId,
      subjectId: row.id,
    });
  });
}

/** Row of an earlier try of the same message. */
async function findRepeated(deps: Deps, id: string, pushTokenHash: Uint8Array): Promise<OpenEnrollment | undefined> {
  const em = deps.em();
  const columns = columnsOf(em, PushEnrollment, 'p');
  const [row] = await runStatement(em, {
    sql: `select ${columns.select} from push_enrollment p where p.id = ?`,
    parameters: [id],
  });
  const enrollment = row && columns.read(row);
  if (!enrollment) return undefined;
  if (!equalBytes(enrollment.pushTokenHash, pushTokenHash))
    throw new CountersignError('invalid_request', {
      extra: { parameter: 'Message-Id' },
      detail: 'used for another push token',
    });
  return enrollment;
}
