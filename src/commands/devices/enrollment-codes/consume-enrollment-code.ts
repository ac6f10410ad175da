import type { EntityManager } from '@mikro-orm/postgresql';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { AuthenticatorKey } from '../../../entities/devices/authenticator-key.ts';
import { Device } from '../../../entities/devices/device.ts';
import { EnrollmentCode } from '../../../entities/devices/enrollment-code.ts';
import { Registration } from '../../../entities/devices/registration.ts';
import { RoleAssignment } from '../../../entities/persons/role-assignment.ts';
import { User } from '../../../entities/persons/user.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { FactorJwk } from '../../../security/factors/factor-key.ts';
import { saveAuthenticator } from '../authenticators/set-authenticator.ts';
import { recordEvent } from '../../events/record-event.ts';
import type { EventRecord } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { tellOfChange } from '../../persons/sign-in-methods/changes/change-methods.ts';
import type { ChangeDeps } from '../../persons/sign-in-methods/changes/change-methods.ts';
import type { WrittenMail } from '../../persons/sign-in-methods/changes/method-mails.ts';
import { isBlocked, lockUser } from '../../persons/users/blocked-users.ts';
import { hashEnrollmentCode } from './enrollment-code-hash.ts';

export interface EnrollmentCodeUse {
  /** As the user typed it. */
  code: string;
  device: Pick<Device, 'id' | 'clientId' | 'name'>;
  /** False when the version of the app takes no new users. */
  newUsersAllowed: boolean;
  /** The PIN that the user set while connecting. */
  pinKey?: FactorJwk | undefined;
  origin: RequestOrigin;
}

/** The registration that a code creates or finds. */
export interface Connection {
  userId: string;
  registrationId: string;
}

type Deps = ChangeDeps;

/**
 * Consumes an enrolment code and connects its user to the device, who is told by mail of a phone that is new. Of concurrent uses one succeeds.
 * @param complete further work in the same transaction, such as issuing tokens, so that a code is consumed
 * only together with it.
 * @returns undefined when the code is unknown, used or expired, or its user is disabled: one answer for all of them.
 * @throws CountersignError registration_disabled; the code stays usable.
 */
export async function consumeEnrollmentCode<Result>(
  deps: Deps,
  use: EnrollmentCodeUse,
  complete: (connection: Connection) => Promise<Result>,
): Promise<Result | undefined> {
  const now = deps.clock();
  const failed = { name: 'USER CONNECTION FAILED', occurredAt: now, ...describe(use) } satisfies EventRecord;
  const mails: WrittenMail[] = [];
  try {
    const result = await deps.em().transactional(async (em) => {
      const userId = await useUp(em, hashEnrollmentCode(deps.keyring, use.code), now);
      if (userId === undefined) return void recordEvent(em, { ...failed, detail: 'invalid_code' });
      if (!(await admitUser(em, userId))) return void recordEvent(em, { ...failed, userId, detail: 'user_blocked' });
      const { isNew, ...connection } = await connect(em, userId, use, now);
      if (isNew) mails.push(...(await tellOfPhone(em, deps, connection, use, now)));
      recordEvent(em, { name: 'USER CONNECTED', occurredAt: now, userId, ...describe(use) });
      if (use.pinKey)
        recordEvent(em, {
          name: 'AUTHENTICATOR SET',
          occurredAt: now,
          userId,
          ...describe(use),
          subjectId: connection.registrationId,
          detail: 'pin',
        });
      return complete(connection);
    });
    deps.methodMails.send(mails);
    return result;
  } catch (error) {
    if (error instanceof CountersignError)
      await deps.em().transactional(async (em) => recordEvent(em, { ...failed, detail: error.code }));
    throw error;
  }
}

async function useUp(em: EntityManager, codeHash: Buffer, now: Date): Promise<string | undefined> {
  const used = await em.nativeUpdate(
    EnrollmentCode,
    { codeHash, consumedAt: null, expiresAt: { $gt: now } },
    { consumedAt: now },
  );
  if (used !== 1) return undefined;
  const { userId } = await em.findOneOrFail(EnrollmentCode, { codeHash });
  return userId;
}

/**
 * Makes the user known, and keeps them as they are until the transaction ends.
 * @returns false for one who is disabled or being deleted, or who has hub roles since the code was made.
 */
async function admitUser(em: EntityManager, userId: string): Promise<boolean> {
  await em.createQueryBuilder(User).insert({ id: userId }).onConflict('id').ignore().execute();
  if (!(await lockUser(em, userId)) || (await isBlocked(em, userId))) return false;
  return (await em.count(RoleAssignment, { person: userId })) === 0;
}

/** A phone gets at what the person has: so they are told, with a link that disconnects it. */
async function tellOfPhone(
  em: EntityManager,
  deps: Deps,
  { userId, registrationId }: Connection,
  { device, origin }: EnrollmentCodeUse,
  now: Date,
): Promise<WrittenMail[]> {
  const made = { kind: 'added', type: 'countersign', methodId: registrationId, name: device.name } as const;
  return tellOfChange(em, deps, { userId, now, made, origin });
}

async function connect(
  em: EntityManager,
  userId: string,
  use: EnrollmentCodeUse,
  now: Date,
): Promise<Connection & { isNew: boolean }> {
  const pair = { user: userId, device: use.device.id };
  if (!use.newUsersAllowed && (await em.count(Registration, pair)) === 0)
    throw new CountersignError('registration_disabled');
  const id = timeOrderedId(now.getTime());
  await em
    .createQueryBuilder(Registration)
    .insert({ id, ...pair })
    .onConflict(['user', 'device'])
    .ignore()
    .execute();
  const registration = await em.findOneOrFail(Registration, pair);
  await em.nativeUpdate(Registration, { id: registration.id }, { lastLoginAt: now, removalDueAt: null });
  await em.nativeUpdate(User, { id: userId }, { lastSeenAt: now });
  await em.nativeUpdate(Device, { id: use.device.id, unconnectedSince: { $ne: null } }, { unconnectedSince: null });
  if (use.pinKey) await replaceAuthenticators(em, registration.id, use.pinKey, now);
  return { userId, registrationId: registration.id, isNew: registration.id === id };
}

/** A new code proves the user's identity anew: former proofs are removed. */
async function replaceAuthenticators(
  em: EntityManager,
  registrationId: string,
  pinKey: FactorJwk,
  now: Date,
): Promise<void> {
  await em.nativeDelete(AuthenticatorKey, { registration: registrationId });
  await saveAuthenticator(em, { registration: registrationId, name: 'pin', publicJwk: pinKey, createdAt: now });
}

function describe({ device, origin }: EnrollmentCodeUse): RequestOrigin & Pick<EventRecord, 'subjectId'> {
  return { ...originOf(origin), subjectId: device.id, clientId: device.clientId };
}
