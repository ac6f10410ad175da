import type { EntityManager } from '@mikro-orm/postgresql';
import { TrustedDevice } from '../../../entities/authentication/trusted-device.ts';
import type { Keyring } from '../../../security/keyring.ts';

/** Persons who can trust one browser at once. Beyond that the oldest is forgotten. */
const mostTokens = 5;
const separator = '.';

/** What a browser keeps for the persons who trust it. */
export function readTrustTokens(cookie: string | undefined): string[] {
  const tokens = (cookie ?? '').split(separator).filter((token) => /^[\w-]{43}$/.test(token));
  return tokens.slice(-mostTokens);
}

/** What it keeps from now on. */
export function writeTrustTokens(cookie: string | undefined, token: string): string {
  return [...readTrustTokens(cookie), token].slice(-mostTokens).join(separator);
}

/** By what the rows of a browser are found: hashes in base64url. */
export function hashTrustTokens(keyring: Keyring, cookie: string | undefined): string[] {
  return readTrustTokens(cookie).map((token) => keyring.lookupHash(token, 'trusted_device').toString('base64url'));
}

export interface TrustQuestion {
  personId: string;
  /** Of `hashTrustTokens`. */
  hashes: readonly string[];
  /** How long policies accept a trusted device: what was accepted for longer once is not any more. */
  days: number;
  now: Date;
}

/** The browser as one that the person trusts; null: they do not, or not any more. */
export async function findTrustedDevice(
  em: EntityManager,
  { personId, hashes, days, now }: TrustQuestion,
): Promise<TrustedDevice | null> {
  if (hashes.length === 0 || days === 0) return null;
  const tokenHash = { $in: hashes.map((hash) => Buffer.from(hash, 'base64url')) };
  const createdAt = { $gt: new Date(now.getTime() - days * 86_400_000) };
  return em.findOne(TrustedDevice, { person: personId, tokenHash, createdAt, expiresAt: { $gt: now } });
}
