import { createRemoteJWKSet, jwtVerify } from 'jose';
import type { Configuration } from 'openid-client';

/** OpenID Connect Back-Channel Logout 1.0, section 2.4. */
const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';

/**
 * Reads reports that a session has ended at Countersign, by its published keys, each once.
 * @returns a function that gives the session's id, and throws when the token is not such a report for this client.
 */
export function createLogoutTokenReader(
  configuration: () => Promise<Configuration>,
  clientId: string,
): (token: string) => Promise<string> {
  let readKeys: ReturnType<typeof createRemoteJWKSet> | undefined;
  /** Tokens that were read, by `jti`, until they expire (epoch seconds). */
  const read = new Map<string, number>();
  return async (token) => {
    const { issuer, jwks_uri: keys = '' } = (await configuration()).serverMetadata();
    readKeys ??= createRemoteJWKSet(new URL(keys));
    const { payload } = await jwtVerify(token, readKeys, {
      issuer,
      audience: clientId,
      typ: 'logout+jwt',
      algorithms: ['ES256'],
      requiredClaims: ['iat', 'exp', 'jti'],
    });
    const { events, sid, nonce } = payload as { events?: Record<string, unknown>; sid?: unknown; nonce?: unknown };
    if (typeof events?.[logoutEvent] !== 'object' || typeof sid !== 'string' || nonce !== undefined)
      throw new Error('not a logout token');
    const { jti = '', exp = 0 } = payload;
    for (const [id, expires] of read) if (expires < Date.now() / 1000) read.delete(id);
    if (read.has(jti)) throw new Error('the token was read before');
    read.set(jti, exp);
    return sid;
  };
}
