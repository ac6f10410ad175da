import type { AppStorage } from '../storage/app-storage.ts';
import type { AuthenticatorPublicKey } from './authenticator.ts';
import type { PinSalt } from './pin-key.ts';

/** A key of the platform, with the id under which the platform stores it. */
export interface AuthenticatorKey {
  keyId: string;
  publicKey: AuthenticatorPublicKey;
}

/** The data with which this installation proves the factors of one profile. */
export interface KeysOfProfile {
  /** Stays the same when the PIN changes, so that the salt is right even after a lost answer. */
  pinSalt?: PinSalt;
  /** Fingerprint and custom authenticators that the server has confirmed, by name. */
  keys: Record<string, AuthenticatorKey>;
  /** Keys that the server has not confirmed: until its answer, either this or the former key is in force. */
  pending: Record<string, AuthenticatorKey>;
}

export interface AuthenticatorKeys {
  load(profileId: string): Promise<KeysOfProfile>;
  save(profileId: string, keys: KeysOfProfile): Promise<void>;
  remove(profileId: string): Promise<void>;
}

export function createAuthenticatorKeys(storage: AppStorage): AuthenticatorKeys {
  const nameOf = (profileId: string) => `authenticators:${profileId}`;
  return {
    load: async (profileId) =>
      ((await storage.read(nameOf(profileId))) as KeysOfProfile | undefined) ?? { keys: {}, pending: {} },
    save: (profileId, keys) => storage.write(nameOf(profileId), keys),
    remove: (profileId) => storage.remove(nameOf(profileId)),
  };
}
