import { equalBytes } from '../keyring.ts';
import type { Keyring } from '../keyring.ts';

/** What is stored of an API client's secret. */
export function hashClientSecret(keyring: Keyring, clientId: string, secret: string): Buffer {
  return keyring.lookupHash(secret, 'api_client', clientId);
}

/** Compares in constant time; an unknown client takes as long. */
export function isClientSecret(
  keyring: Keyring,
  clientId: string,
  secret: string,
  stored: Uint8Array | null | undefined,
): boolean {
  const matches = equalBytes(hashClientSecret(keyring, clientId, secret), stored ?? Buffer.alloc(32));
  return stored ? matches : false;
}
