import type { EntityManager } from '@mikro-orm/postgresql';
import { timeOrderedId } from '../../entities/columns/id.ts';
import { AuthenticatorKey } from '../../entities/people/authenticator-key.ts';
import type { Device } from '../../entities/people/device.ts';
import { EnrollmentCode } from '../../entities/people/enrollment-code.ts';
import { Registration } from '../../entities/people/registration.ts';
import { User } from '../../entities/people/user.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { FactorJwk } from '../../security/factors/factor-key.ts';
import { saveAuthenticator } from '../authenticators/set-authenticator.ts';
import type { CommandDeps } from '../command-deps.ts';
import { recordEvent } from '../events/record-event.ts';
import type { EventRecord } from '../events/record-event.ts';
import { originOf } from '../request-origin.ts';
import type { RequestOrigin } from '../request-origin.ts';
import { hashEnrollmentCode } from './enrollment-code-hash.ts';

export interface EnrollmentCodeUse {
  /** As the user typed it. */
  code: string;
  device: Pick<Device, 'id' | 'clientId'>;
  /** False when the version of the app takes no new users. */
  newUsersAllowed: boolean;
  /** The PIN that the user set while connecting. */
  pinKey?: FactorJwk | undefined;
  origin: RequestOrigin;
}

/** One user on one device: what a code makes, or finds again. */
export interface Connection {
  userId: string;
  profileId: string;
}

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'>;

/**
 * Uses an enrolment code up and connects its user to the device. Of any number of uses at once, one wins.
 * @param complete what has to happen with it, such as issuing tokens: in the same transaction, so that a code is used up
 * only together with what it was for.
 * @returns undefined when the code is unknown, used or expired: one answer, and the same work for all three.
 * @throws CountersignError registration_disabled; the code can still be used then.
 */
export async function consumeEnrollmentCode<Result>(
  deps: Deps,
  use: EnrollmentCodeUse,
  complete: (connection: Connection) => Promise<Result>,
): Promise<Result | undefined> {
  const now = deps.clock();
  const failed = { name: 'USER CONNECTION FAILED', occurredAt: now, ...describe(use) } satisfies EventRecord;
  try {
    return await deps.em().transactional(async (em) => {
      const userId = await useUp(em, hashEnrollmentCode(deps.keyring, use.code), now);
      if (userId === undefined) return void recordEvent(em, { ...failed, detail: 'invalid_code' });
      const connection = await connect(em, userId, use, now);
      recordEvent(em, { name: 'USER CONNECTED', occurredAt: now, userId, ...describe(use) });
      if (use.pinKey) recordEvent(em, { name: 'AUTHENTICATOR SET', occurredAt: now, userId, ...describe(use), subjectId: connection.profileId, detail: 'pin' });
      return complete(connection);
    });
  } catch (error) {
    if (error instanceof CountersignError) await deps.em().transactional(async (em) => recordEvent(em, { ...failed, detail: error.code }));
    throw error;
  }
}

async function useUp(em: EntityManager, codeHash: Buffer, now: Date): Promise<string | undefined> {
  const used = await em.nativeUpdate(EnrollmentCode, { codeHash, consumedAt: null, expiresAt: { $gt: now } }, { consumedAt: now });
  if (used !== 1) return undefined;
  const { userId } = await em.findOneOrFail(EnrollmentCode, { codeHash });
  return userId;
}

async function connect(em: EntityManager, userId: string, use: EnrollmentCodeUse, now: Date): Promise<Connection> {
  const pair = { user: userId, device: use.device.id };
  if (!use.newUsersAllowed && (await em.count(Registration, pair)) === 0) throw new CountersignError('registration_disabled');
  await em.createQueryBuilder(User).insert({ id: userId }).onConflict('id').ignore().execute();
  await em.createQueryBuilder(Registration).insert({ id: timeOrderedId(now.getTime()), ...pair }).onConflict(['user', 'device']).ignore().execute();
  const registration = await em.findOneOrFail(Registration, pair);
  await em.nativeUpdate(Registration, { id: registration.id }, { lastLoginAt: now });
  if (use.pinKey) await replaceAuthenticators(em, registration.id, use.pinKey, now);
  return { userId, profileId: registration.id };
}

/** A new code is a new proof of who the user is: whatever proved it before counts no more. */
async function replaceAuthenticators(em: EntityManager, registrationId: string, pinKey: FactorJwk, now: Date): Promise<void> {
  await em.nativeDelete(AuthenticatorKey, { registration: registrationId });
  await saveAuthenticator(em, { registration: registrationId, name: 'pin', publicJwk: pinKey, createdAt: now });
}

function describe({ device, origin }: EnrollmentCodeUse): RequestOrigin & Pick<EventRecord, 'subjectId'> {
  return { ...originOf(origin), subjectId: device.id, clientId: device.clientId };
}
