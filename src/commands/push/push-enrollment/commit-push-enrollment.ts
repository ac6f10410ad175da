import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventName } from '../../../domain/events/event-catalogue.ts';
import { confirmationUpdate } from '../../../domain/push/push-enrollment/confirmation.ts';
import type { Confirmation } from '../../../domain/push/push-enrollment/confirmation.ts';
import { decidePlace, staysAlone } from '../../../domain/push/push-enrollment/place.ts';
import type { PlaceDecision } from '../../../domain/push/push-enrollment/place.ts';
import type { PushEnrollmentMode } from '../../../domain/configuration/push-enrollment-modes.ts';
import type { PushEnrollmentFailure, PushEnrollmentPurpose } from '../../../domain/push/push-enrollment/status.ts';
import { runStatement } from '../../../database/prepared-statement.ts';
import type { PushEnrollment } from '../../../entities/push/push-enrollment.ts';
import { isSealed } from '../../../security/update-seal.ts';
import type { Statement } from '../../../database/prepared-statement.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { insertEvents } from '../../events/insert-events.ts';
import type { EventRecord } from '../../events/insert-events.ts';
import { recordForgedConfirmation } from './record-forged-confirmation.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'> & { configuration: ConfigurationSource };

export interface ProvenPush {
  enrollmentId: string;
  requestId: string;
  /** Evidence of the right nonce. */
  confirmation?: Confirmation | undefined;
}

/** Recorded result of a proven token. */
export interface CommitResult {
  enrolled: boolean;
  /** Reason of a refusal. */
  failure?: PushEnrollmentFailure;
  /** Reason for no change: the API did not seal the nonce as right. */
  forged?: string;
}

/** The enrolment whose token was proven. */
type Proven = Pick<PushEnrollment, 'id' | 'status' | 'registration' | 'userId' | 'applicationId' | 'pushTokenHash'> & {
  failure: PushEnrollmentFailure | null;
  purpose: PushEnrollmentPurpose;
};

/** An affected enrolment: the proven one, and the enrolled ones of its registration, its user or its token. */
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
 * Enrols a proven token. In the same transaction it replaces the registration's earlier enrolment, those of the user's other
 * phones by the setting, and those of other installations with the same token: the phone was wiped or passed
 * on. Other registrations of the same installation share its token. The current setting applies.
 * An update that is not from the API changes nothing and leaves an event.
 * @returns the same result when repeated; no change when the row was dropped before.
 */
export async function commitPushEnrollment(deps: Deps, proven: ProvenPush): Promise<CommitResult> {
  const forged = checkConfirmation(deps, proven.enrollmentId, proven.confirmation);
  if (forged !== undefined) {
    await recordForgedConfirmation(deps, { id: proven.enrollmentId, update: confirmationUpdate, reason: forged });
    return { enrolled: false, forged };
  }
  const { push_enrollment_mode: mode } = (await deps.configuration.current()).general;
  return deps.em().transactional(async (em) => {
    const enrollment = await lockRegistration(em, proven.enrollmentId);
    if (enrollment?.status !== 'pending') return resultOf(enrollment);
    const concerned = await lockConcerned(em, enrollment);
    const self = concerned.find(({ id }) => id === enrollment.id);
    if (self?.status !== 'pending') return resultOf(await lockRegistration(em, enrollment.id));
    const others = concerned.filter(({ id }) => id !== enrollment.id);
    return enrol(em, { enrollment, self, others, mode, requestId: proven.requestId, now: deps.clock() });
  });
}

/**
 * Checks the API's seal on a right nonce of this enrolment.
 * @returns the reason when it fails.
 */
export function checkConfirmation(
  { keyring }: Pick<CommandDeps, 'keyring'>,
  enrollmentId: string,
  confirmation: Confirmation | undefined,
): string | undefined {
  if (!confirmation) return 'no evidence';
  if (confirmation.workflowId !== enrollmentId) return 'for another workflow';
  if (!isSealed(keyring, confirmationUpdate, confirmation)) return 'the seal is wrong';
  return confirmation.correct ? undefined : 'another decision';
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
    const failure = 'user_already_enrolled';
    const refusal = { ...about, name: refusalEvents[enrollment.purpose], detail: failure };
    await change(em, { sql: refuse, parameters: [failure, enrollment.id] }, [refusal]);
    return { enrolled: false, failure };
  }
  const dropped = await dropReplaced(em, enrolling, decision);
  const exclusive = staysAlone({ mode, enrolledElsewhere }, decision);
  const success = { ...about, name: successEvents[enrollment.purpose] };
  await change(em, { sql: accept, parameters: [now, exclusive, enrollment.id] }, [...dropped, success]);
  return { enrolled: true };
}

const accept = `update push_enrollment set status = 'enrolled', enrolled_at = ?, exclusive = ? where id = ?`;
const refuse = `update push_enrollment set status = 'failed', failure = ? where id = ?`;

/** Changes the enrolment and records the events, in one statement. */
async function change(em: EntityManager, statement: Statement, events: EventRecord[]): Promise<void> {
  const told = insertEvents(events);
  await runStatement(em, {
    sql: `with changed as (${statement.sql}) ${told.sql}`,
    parameters: [...statement.parameters, ...told.parameters],
  });
}

const successEvents: Record<PushEnrollmentPurpose, EventName> = {
  enrollment: 'PUSH ENROLLMENT SUCCESS',
  update: 'PUSH ENROLLMENT UPDATE SUCCESS',
};
const refusalEvents: Record<PushEnrollmentPurpose, EventName> = {
  enrollment: 'PUSH ENROLLMENT USER ALREADY ENROLLED',
  update: 'PUSH ENROLLMENT UPDATE FAILURE',
};

/** @returns the events of the enrolments that were dropped. */
async function dropReplaced(
  em: EntityManager,
  { self, others, requestId, now }: Enrolling,
  decision: PlaceDecision,
): Promise<EventRecord[]> {
  const reasons = others.flatMap((other) => {
    const reason = reasonToDrop(other, self, decision);
    return reason ? [{ other, reason }] : [];
  });
  if (reasons.length === 0) return [];
  await runStatement(em, {
    sql: `update push_enrollment set status = 'dropped' where id = any(?::uuid[])`,
    parameters: [reasons.map(({ other }) => other.id)],
  });
  return reasons.map(({ other, reason }) => ({
    name: 'PUSH ENROLLMENT DROP EXISTING PUSH ENROLLMENT',
    occurredAt: now,
    ...aboutOf(other),
    requestId,
    detail: reason,
  }));
}

/** Origin of the event, which no request of the user causes. */
function aboutOf({ id: subjectId, userId, clientId, appName }: Concerned) {
  return { subjectId, userId, clientId, appName };
}

function reasonToDrop(
  other: Concerned,
  self: Concerned,
  decision: PlaceDecision,
): 'replaced' | 'overridden' | 'token_moved' | undefined {
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

/** Reads the enrolment and locks its registration against a concurrent removal. */
async function lockRegistration(em: EntityManager, id: string): Promise<Proven | undefined> {
  const [row] = await runStatement<Proven>(em, {
    sql: `select p.id, p.status, p.failure, p.purpose, p.registration_id as registration, p.user_id as "userId", p.application_id as "applicationId", p.push_token_hash as "pushTokenHash"
       from push_enrollment p join registration r on r.id = p.registration_id where p.id = ? for key share of r`,
    parameters: [id],
  });
  return row;
}

/**
 * Serialises commits for one user in one application, or one push token, also when no row exists that
 * could be locked. Then locks the rows in the order of their ids, as every other command does.
 */
async function lockConcerned(
  em: EntityManager,
  { id, registration, userId, applicationId, pushTokenHash }: Proven,
): Promise<Concerned[]> {
  const token = Buffer.from(pushTokenHash).readBigInt64BE(0).toString();
  await runStatement(em, {
    sql: 'select pg_advisory_xact_lock(hashtextextended(?, 0)), pg_advisory_xact_lock(?::bigint)',
    parameters: [`push_enrollment:${applicationId}:${userId}`, token],
  });
  return runStatement<Concerned>(em, {
    sql: `select p.id, p.status, p.registration_id as "registrationId", p.user_id as "userId", r.device_id as "deviceId", d.client_id as "clientId", a.name as "appName",
            (p.user_id = ? and p.application_id = ?) as "sameUser", p.push_token_hash = ? as "sameToken"
       from push_enrollment p join registration r on r.id = p.registration_id join device d on d.id = r.device_id join application a on a.id = p.application_id
      where p.id = ? or (p.status = 'enrolled' and (p.registration_id = ? or p.push_token_hash = ? or (p.user_id = ? and p.application_id = ?)))
      order by p.id for update of p`,
    parameters: [userId, applicationId, pushTokenHash, id, registration, pushTokenHash, userId, applicationId],
  });
}
