import type { EntityManager } from '@mikro-orm/postgresql';
import { runStatement } from '../../../database/prepared-statement.ts';
import { authenticatorKindOf } from '../../../domain/devices/authenticators/authenticator-name.ts';
import type { AuthenticatorKind } from '../../../domain/devices/authenticators/authenticator-name.ts';
import { openColumnOf } from '../../../entities/columns/encrypted.ts';
import { AuthenticatorKey } from '../../../entities/devices/authenticator-key.ts';
import { Registration } from '../../../entities/devices/registration.ts';
import type { FactorJwk } from '../../../security/factors/factor-key.ts';
import type { FactorProof } from '../../../security/factors/factor-proof.ts';
import { insertEvents } from '../../events/insert-events.ts';
import type { EventRecord } from '../../events/insert-events.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import type { OpenWork, Removals } from '../../removals/removals.ts';
import { removeRegistration } from '../removal/disconnect-registration.ts';
import { isKindEnabled } from './kind-switches.ts';
import type { LockedRegistration } from './lock-factors.ts';

/** Result of a factor proof. Its counts and removals take effect at the commit of the surrounding transaction: answer the app only after it. */
export type FactorVerdict =
  | { verdict: 'proven'; kind: AuthenticatorKind }
  /** A wrong PIN. `attemptsLeft` where there is a limit. */
  | { verdict: 'wrong'; attemptsLeft?: number }
  /** The last wrong PIN: the user is disconnected from the device. Notify the workflows after the commit. */
  | { verdict: 'disconnected'; openWork: OpenWork }
  /** A wrong proof by another authenticator, which was removed. */
  | { verdict: 'revoked' }
  /** The registration has no such authenticator, or its kind is switched off. */
  | { verdict: 'unknown' };

export interface FactorCheck {
  /** Locked by the surrounding transaction. */
  registration: LockedRegistration;
  proof: FactorProof;
  origin: RequestOrigin;
  now: Date;
  removals: Removals;
}

/** Checks a factor proof, counts it when it is a PIN's, and applies the consequence of a wrong one. */
export async function checkFactor(em: EntityManager, check: FactorCheck): Promise<FactorVerdict> {
  const kind = authenticatorKindOf(check.proof.authenticator);
  return kind === 'pin' ? checkPin(em, check) : checkPlatformFactor(em, check, kind);
}

/** Counted before the comparison, so that a crash after it loses no attempt. */
const countAttempt = `
  update authenticator_key set failed_attempts = failed_attempts + 1 where registration_id = ? and name = 'pin'
  returning failed_attempts as "attempts", public_jwk as "publicJwk"`;

const resetAttempts = `update authenticator_key set failed_attempts = 0 where registration_id = ? and name = 'pin'`;

async function checkPin(em: EntityManager, check: FactorCheck): Promise<FactorVerdict> {
  const { registration, proof } = check;
  const [counted] = await runStatement<{ attempts: number; publicJwk: Buffer }>(em, {
    sql: countAttempt,
    parameters: [registration.id],
  });
  if (!counted) return { verdict: 'unknown' };
  // A limit lowered below the count leaves no attempt.
  const isAllowed = registration.maxPinAttempts === 0 || counted.attempts <= registration.maxPinAttempts;
  if (
    isAllowed &&
    proof.isBy(readJwk(openColumnOf(em.getPlatform(), 'authenticator_key.public_jwk', counted.publicJwk)))
  ) {
    const event = insertEvents([factorEvent(check, 'PIN VALIDATION SUCCESS')]);
    await runStatement(em, {
      sql: `with reset as (${resetAttempts}) ${event.sql}`,
      parameters: [registration.id, ...event.parameters],
    });
    return { verdict: 'proven', kind: 'pin' };
  }
  if (registration.maxPinAttempts === 0) {
    recordFactorEvent(em, check, 'PIN VALIDATION FAILURE');
    return { verdict: 'wrong' };
  }
  const attemptsLeft = registration.maxPinAttempts - counted.attempts;
  if (attemptsLeft <= 0) return disconnect(em, check);
  recordFactorEvent(em, check, 'PIN VALIDATION FAILURE', `attempts left: ${attemptsLeft}`);
  return { verdict: 'wrong', attemptsLeft };
}

async function disconnect(
  em: EntityManager,
  { registration: locked, origin, now, removals }: FactorCheck,
): Promise<FactorVerdict> {
  const registration = await em.findOneOrFail(Registration, { id: locked.id });
  const action = { origin: { ...origin, clientId: locked.clientId }, event: 'PIN VALIDATION LIMIT EXCEEDED' } as const;
  return { verdict: 'disconnected', openWork: await removeRegistration(em, removals, { registration, action, now }) };
}

async function checkPlatformFactor(
  em: EntityManager,
  check: FactorCheck,
  kind: AuthenticatorKind,
): Promise<FactorVerdict> {
  const key = { registration: check.registration.id, name: check.proof.authenticator };
  const authenticator = isKindEnabled(check.registration, kind)
    ? await em.findOne(AuthenticatorKey, key, { disableIdentityMap: true })
    : null;
  if (!authenticator) return { verdict: 'unknown' };
  if (check.proof.isBy(readJwk(authenticator.publicJwk))) return { verdict: 'proven', kind };
  await em.nativeDelete(AuthenticatorKey, key);
  recordFactorEvent(em, check, 'AUTHENTICATOR REVOKED', key.name);
  return { verdict: 'revoked' };
}

/** A key as `saveAuthenticator` wrote it. */
const readJwk = (text: string) => JSON.parse(text) as FactorJwk;

type FactorEvent = 'PIN VALIDATION SUCCESS' | 'PIN VALIDATION FAILURE' | 'AUTHENTICATOR REVOKED';

function recordFactorEvent(em: EntityManager, check: FactorCheck, name: FactorEvent, detail?: string): void {
  recordEvent(em, { ...factorEvent(check, name), detail: detail ?? null });
}

function factorEvent({ registration, origin, now }: FactorCheck, name: FactorEvent): EventRecord {
  return {
    name,
    occurredAt: now,
    ...originOf(origin),
    clientId: registration.clientId,
    userId: registration.userId,
    subjectId: registration.id,
  };
}
