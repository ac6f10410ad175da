import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventName } from '../../domain/events/event-catalogue.ts';
import { decidePlace, staysAlone } from '../../domain/push-enrollment/place.ts';
import type { PlaceDecision, PushEnrollmentMode } from '../../domain/push-enrollment/place.ts';
import type { PushEnrollmentFailure, PushEnrollmentPurpose } from '../../domain/push-enrollment/status.ts';
import { PushEnrollment } from '../../entities/people/push-enrollment.ts';
import type { CommandDeps } from '../command-deps.ts';
import type { ConfigurationSource } from '../configuration/configuration-snapshot.ts';
import { recordEvent } from '../events/record-event.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock'> & { configuration: ConfigurationSource };

export interface ProvenPush {
  enrollmentId: string;
  requestId: string;
}

/** What became of a proven token, as its row says. */
export interface CommitResult {
  enrolled: boolean;
  /** Why it was not, when it was refused. */
  failure?: PushEnrollmentFailure;
}

/** The enrolment whose token was proven. */
type Proven = Pick<PushEnrollment, 'id' | 'status' | 'registration' | 'userId' | 'applicationId' | 'pushTokenHash'> & {
  failure: PushEnrollmentFailure | null;
  purpose: PushEnrollmentPurpose;
};

/** An enrolment that is concerned: the proven one, and those that are enrolled of its profile, its user or its token. */
interface Concerned {
  id: string;
  status: PushEnrollment['status'];
  registrationId: string;
  userId: string;
  deviceId: string;
  clientId: string;
  appName: string;
  sameUser: boolean;
  sameToken: boolean;
}

/**
 * Enrols a proven token. In the same transaction it replaces the profile's earlier enrolment, those of the user's other
 * phones where the mode says so, and it is taken away from other installations that used it: a phone was wiped, or given
 * on. Other profiles of the same installation share its token. The mode is that of now, not of when it began.
 * @returns the same again when this was done before; nothing of the above when the row was dropped before.
 */
export async function commitPushEnrollment(deps: Deps, proven: ProvenPush): Promise<CommitResult> {
  const { push_enrollment_mode: mode } = (await deps.configuration.current()).general;
  return deps.em().transactional(async (em) => {
    const enrollment = await lockProfile(em, proven.enrollmentId);
    if (enrollment?.status !== 'pending') return resultOf(enrollment);
    const concerned = await lockConcerned(em, enrollment);
    const self = concerned.find(({ id }) => id === enrollment.id);
    if (self?.status !== 'pending') return resultOf(await lockProfile(em, enrollment.id));
    const others = concerned.filter(({ id }) => id !== enrollment.id);
    return enrol(em, { enrollment, self, others, mode, requestId: proven.requestId, now: deps.clock() });
  });
}

interface Enrolling {
  enrollment: Proven;
  self: Concerned;
  others: Concerned[];
  mode: PushEnrollmentMode;
  requestId: string;
  now: Date;
}

async function enrol(em: EntityManager, enrolling: Enrolling): Promise<CommitResult> {
  const { enrollment, self, others, mode, requestId, now } = enrolling;
  const enrolledElsewhere = others.some((other) => isElsewhere(other, self));
  const enrolledHere = others.some(({ registrationId }) => registrationId === self.registrationId);
  const decision = decidePlace({ mode, purpose: enrollment.purpose, enrolledHere, enrolledElsewhere });
  const about = { occurredAt: now, ...aboutOf(self), requestId };
  if (decision === 'refuse') {
    await em.nativeUpdate(PushEnrollment, { id: enrollment.id }, { status: 'failed', failure: 'user_already_enrolled' });
    recordEvent(em, { ...about, name: refusalEvents[enrollment.purpose], detail: 'user_already_enrolled' });
    return { enrolled: false, failure: 'user_already_enrolled' };
  }
  await dropReplaced(em, enrolling, decision);
  const exclusive = staysAlone({ mode, enrolledElsewhere }, decision);
  await em.nativeUpdate(PushEnrollment, { id: enrollment.id }, { status: 'enrolled', enrolledAt: now, exclusive });
  recordEvent(em, { ...about, name: successEvents[enrollment.purpose] });
  return { enrolled: true };
}

const successEvents: Record<PushEnrollmentPurpose, EventName> = { enrollment: 'PUSH ENROLLMENT SUCCESS', update: 'PUSH ENROLLMENT UPDATE SUCCESS' };
const refusalEvents: Record<PushEnrollmentPurpose, EventName> = { enrollment: 'PUSH ENROLLMENT USER ALREADY ENROLLED', update: 'PUSH ENROLLMENT UPDATE FAILURE' };

async function dropReplaced(em: EntityManager, { self, others, requestId, now }: Enrolling, decision: PlaceDecision): Promise<void> {
  const reasons = others.flatMap((other) => {
    const reason = reasonToDrop(other, self, decision);
    return reason ? [{ other, reason }] : [];
  });
  if (reasons.length === 0) return;
  await em.nativeUpdate(PushEnrollment, { id: { $in: reasons.map(({ other }) => other.id) } }, { status: 'dropped' });
  for (const { other, reason } of reasons) {
    recordEvent(em, { name: 'PUSH ENROLLMENT DROP EXISTING PUSH ENROLLMENT', occurredAt: now, ...aboutOf(other), requestId, detail: reason });
  }
}

/** Whose event it is: no request of theirs writes it. */
function aboutOf({ id: subjectId, userId, clientId, appName }: Concerned) {
  return { subjectId, userId, clientId, appName };
}

function reasonToDrop(other: Concerned, self: Concerned, decision: PlaceDecision): 'replaced' | 'overridden' | 'token_moved' | undefined {
  if (other.registrationId === self.registrationId) return 'replaced';
  if (decision === 'override' && isElsewhere(other, self)) return 'overridden';
  return other.sameToken && other.deviceId !== self.deviceId ? 'token_moved' : undefined;
}

/** Another phone of the same user, in the same application. */
function isElsewhere(other: Concerned, self: Concerned): boolean {
  return other.sameUser && other.registrationId !== self.registrationId;
}

function resultOf(enrollment: Proven | undefined): CommitResult {
  const failure = enrollment?.failure;
  return { enrolled: enrollment?.status === 'enrolled', ...(failure ? { failure } : {}) };
}

/** Reads the enrolment and keeps its profile from being removed meanwhile: whoever removes it takes its row first, too. */
async function lockProfile(em: EntityManager, id: string): Promise<Proven | undefined> {
  const [row] = await em.execute<Proven[]>(
    `select p.id, p.status, p.failure, p.purpose, p.registration_id as registration, p.user_id as "userId", p.application_id as "applicationId", p.push_token_hash as "pushTokenHash"
       from push_enrollment p join registration r on r.id = p.registration_id where p.id = ? for key share of r`,
    [id],
  );
  return row;
}

/**
 * Two commits that concern one user in one application, or one push token, take turns: also where no row stands yet that
 * could be locked. Then the rows, in the order of their ids, as everybody takes them.
 */
async function lockConcerned(em: EntityManager, { id, registration, userId, applicationId, pushTokenHash }: Proven): Promise<Concerned[]> {
  const token = Buffer.from(pushTokenHash).readBigInt64BE(0).toString();
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0)), pg_advisory_xact_lock(?)', [`push_enrollment:${applicationId}:${userId}`, token]);
  return em.execute<Concerned[]>(
    `select p.id, p.status, p.registration_id as "registrationId", p.user_id as "userId", r.device_id as "deviceId", d.client_id as "clientId", a.name as "appName",
            (p.user_id = ? and p.application_id = ?) as "sameUser", p.push_token_hash = ? as "sameToken"
       from push_enrollment p join registration r on r.id = p.registration_id join device d on d.id = r.device_id join application a on a.id = p.application_id
      where p.id = ? or (p.status = 'enrolled' and (p.registration_id = ? or p.push_token_hash = ? or (p.user_id = ? and p.application_id = ?)))
      order by p.id for update of p`,
    [userId, applicationId, pushTokenHash, id, registration, pushTokenHash, userId, applicationId],
  );
}
