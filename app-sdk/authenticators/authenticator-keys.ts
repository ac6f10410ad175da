import type { AppStorage } from '../storage/app-storage.ts';
import type { AuthenticatorPublicKey } from './authenticator.ts';
import type { PinSalt } from './pin-key.ts';

/** A key of the platform's, by the id under which it is kept there. */
export interface AuthenticatorKey {
  keyId: string;
  publicKey: AuthenticatorPublicKey;
}

/** What this installation needs to prove the factors of one profile. */
export interface KeysOfProfile {
  /** Stays the same over changes of the PIN, so that a lost answer leaves no doubt about which salt is in force. */
  pinSalt?: PinSalt;
  /** Fingerprint and custom authenticators that the server has confirmed, by name. */
  keys: Record<string, AuthenticatorKey>;
  /** Keys on their way to the server: until it has answered, nobody knows which of the two is in force. */
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
    load: async (profileId) => ((await storage.read(nameOf(profileId))) as KeysOfProfile | undefined) ?? { keys: {}, pending: {} },
    save: (profileId, keys) => storage.write(nameOf(profileId), keys),
    remove: (profileId) => storage.remove(nameOf(profileId)),
  };
}
