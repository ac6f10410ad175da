import { equalBytes } from '../keyring.ts';
import type { Keyring } from '../keyring.ts';

/** What is stored of an OAuth client's secret. It is 256 random bits, so that one keyed hash is enough. */
export function oauthSecretHash(keyring: Keyring, clientId: string, secret: string): Buffer {
  return keyring.lookupHash(secret, 'oauth_client', clientId);
}

/** Compares with each of the hashes, in constant time. */
export function isOauthSecret(
  keyring: Keyring,
  clientId: string,
  secret: string,
  hashes: readonly Uint8Array[],
): boolean {
  const sent = oauthSecretHash(keyring, clientId, secret);
  return hashes.map((hash) => equalBytes(sent, hash)).includes(true);
}
