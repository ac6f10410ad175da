import type { EntityManager } from '@mikro-orm/postgresql';
import { authenticatorKindOf } from '../../domain/authenticators/authenticator-name.ts';
import type { AuthenticatorKind } from '../../domain/authenticators/authenticator-name.ts';
import { AuthenticatorKey } from '../../entities/people/authenticator-key.ts';
import { Registration } from '../../entities/people/registration.ts';
import type { FactorJwk } from '../../security/factors/factor-key.ts';
import type { FactorProof } from '../../security/factors/factor-proof.ts';
import { recordEvent } from '../events/record-event.ts';
import { originOf } from '../request-origin.ts';
import type { RequestOrigin } from '../request-origin.ts';
import { removeProfile } from '../users/disconnect-registration.ts';
import type { OpenWork } from '../users/open-work.ts';
import { isKindEnabled } from './kind-switches.ts';
import type { LockedProfile } from './lock-factors.ts';

/** What became of a factor proof. What it counted or revoked stands when the surrounding transaction commits: tell nobody before. */
export type FactorVerdict =
  | { verdict: 'proven'; kind: AuthenticatorKind }
  /** A wrong PIN. `attemptsLeft` where there is a limit. */
  | { verdict: 'wrong'; attemptsLeft?: number }
  /** A wrong PIN once too often: the user is disconnected from the device. Tell the workflows of its open work after the commit. */
  | { verdict: 'disconnected'; openWork: OpenWork }
  /** A wrong proof by another authenticator, which is gone now. */
  | { verdict: 'revoked' }
  /** The profile has no such authenticator, or its kind is switched off. */
  | { verdict: 'unknown' };

export interface FactorCheck {
  /** Locked by the surrounding transaction. */
  profile: LockedProfile;
  proof: FactorProof;
  origin: RequestOrigin;
  now: Date;
}

/** Checks a factor proof, counts it when it is a PIN's, and does what a wrong one brings with it. */
export async function checkFactor(em: EntityManager, check: FactorCheck): Promise<FactorVerdict> {
  const kind = authenticatorKindOf(check.proof.authenticator);
  return kind === 'pin' ? checkPin(em, check) : checkPlatformFactor(em, check, kind);
}

/** Counted before the comparison: whatever dies afterwards, an attempt that was made is an attempt that is counted. */
const countAttempt = `
  update authenticator_key set failed_attempts = failed_attempts + 1 where registration_id = ? and name = 'pin'
  returning failed_attempts as "attempts", public_jwk as "publicJwk"`;

async function checkPin(em: EntityManager, check: FactorCheck): Promise<FactorVerdict> {
  const { profile, proof } = check;
  const [counted] = await em.execute<{ attempts: number; publicJwk: FactorJwk }[]>(countAttempt, [profile.id], 'all', em.getTransactionContext());
  if (!counted) return { verdict: 'unknown' };
  // A limit that was lowered below what was counted before leaves no attempt.
  const isAllowed = profile.maxPinAttempts === 0 || counted.attempts <= profile.maxPinAttempts;
  if (isAllowed && proof.isBy(counted.publicJwk)) {
    await em.nativeUpdate(AuthenticatorKey, { registration: profile.id, name: 'pin' }, { failedAttempts: 0 });
    recordFactorEvent(em, check, 'PIN VALIDATION SUCCESS');
    return { verdict: 'proven', kind: 'pin' };
  }
  if (profile.maxPinAttempts === 0) {
    recordFactorEvent(em, check, 'PIN VALIDATION FAILURE');
    return { verdict: 'wrong' };
  }
  const attemptsLeft = profile.maxPinAttempts - counted.attempts;
  if (attemptsLeft <= 0) return disconnect(em, check);
  recordFactorEvent(em, check, 'PIN VALIDATION FAILURE', `attempts left: ${attemptsLeft}`);
  return { verdict: 'wrong', attemptsLeft };
}

async function disconnect(em: EntityManager, { profile, origin, now }: FactorCheck): Promise<FactorVerdict> {
  const registration = await em.findOneOrFail(Registration, { id: profile.id });
  const action = { origin: { ...origin, clientId: profile.clientId }, event: 'PIN VALIDATION LIMIT EXCEEDED' } as const;
  return { verdict: 'disconnected', openWork: await removeProfile(em, registration, action, now) };
}

async function checkPlatformFactor(em: EntityManager, check: FactorCheck, kind: AuthenticatorKind): Promise<FactorVerdict> {
  const key = { registration: check.profile.id, name: check.proof.authenticator };
  const authenticator = isKindEnabled(check.profile, kind) ? await em.findOne(AuthenticatorKey, key, { disableIdentityMap: true }) : null;
  if (!authenticator) return { verdict: 'unknown' };
  if (check.proof.isBy(authenticator.publicJwk as unknown as FactorJwk)) return { verdict: 'proven', kind };
  await em.nativeDelete(AuthenticatorKey, key);
  recordFactorEvent(em, check, 'AUTHENTICATOR REVOKED', key.name);
  return { verdict: 'revoked' };
}

type FactorEvent = 'PIN VALIDATION SUCCESS' | 'PIN VALIDATION FAILURE' | 'AUTHENTICATOR REVOKED';

function recordFactorEvent(em: EntityManager, { profile, origin, now }: FactorCheck, name: FactorEvent, detail?: string): void {
  recordEvent(em, { name, occurredAt: now, ...originOf(origin), clientId: profile.clientId, userId: profile.userId, subjectId: profile.id, detail: detail ?? null });
}
