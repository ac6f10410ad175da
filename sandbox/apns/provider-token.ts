import { createPrivateKey, createPublicKey } from 'node:crypto';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import type { SandboxCredentials } from '../credentials.ts';
import type { ApnsReason } from './apns-reasons.ts';

const longestAgeSeconds = 60 * 60;
const clockToleranceSeconds = 60;

/**
 * Checks a provider token as APNs does: ES256 with the key `kid` names, `iss` the team, `iat` at most an hour ago.
 * @see https://developer.apple.com/documentation/usernotifications/establishing-a-token-based-connection-to-apns
 */
export function createProviderTokenCheck(credentials: SandboxCredentials['apns']): (authorization: string | undefined) => Promise<ApnsReason | undefined> {
  const publicKey = createPublicKey(createPrivateKey(credentials.p8));
  return async (authorization) => {
    if (authorization === undefined) return 'MissingProviderToken';
    const token = /^bearer (\S+)$/i.exec(authorization)?.[1] ?? '';
    try {
      if (decodeProtectedHeader(token).kid !== credentials.key_id) return 'InvalidProviderToken';
      const { payload } = await jwtVerify(token, publicKey, { algorithms: ['ES256'], issuer: credentials.team_id, requiredClaims: ['iat'] });
      const age = Date.now() / 1000 - Number(payload.iat);
      if (age < -clockToleranceSeconds) return 'InvalidProviderToken';
      return age > longestAgeSeconds ? 'ExpiredProviderToken' : undefined;
    } catch {
      return 'InvalidProviderToken';
    }
  };
}
