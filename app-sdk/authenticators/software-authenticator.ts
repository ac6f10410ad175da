import { CountersignError } from '../errors.ts';
import type { AppStorage } from '../storage/app-storage.ts';
import type { Authenticator } from './authenticator.ts';

const ECDSA_P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/**
 * An authenticator without hardware, for tests and demonstrations: its keys are records of the storage, and only this code
 * asks the user before it signs. A product uses the platform's keystore instead.
 *
 * @param ask shows the prompt; false when the user refuses.
 */
export function softwareAuthenticator(
  storage: AppStorage,
  ask: (prompt: string | undefined) => Promise<boolean>,
): Authenticator {
  const nameOf = (keyId: string) => `software-key:${keyId}`;
  const load = async (keyId: string) => {
    const jwk = (await storage.read(nameOf(keyId))) as JsonWebKey | undefined;
    if (!jwk) throw new CountersignError('factor_unavailable', { detail: 'the key is gone' });
    return await crypto.subtle.importKey('jwk', jwk, ECDSA_P256, false, ['sign']);
  };
  return {
    createKey: async (keyId) => {
      const { privateKey } = await crypto.subtle.generateKey(ECDSA_P256, true, ['sign', 'verify']);
      const jwk = await crypto.subtle.exportKey('jwk', privateKey);
      await storage.write(nameOf(keyId), jwk);
      const { x = '', y = '' } = jwk;
      return { kty: 'EC', crv: 'P-256', x, y };
    },
    sign: async (keyId, data, prompt) => {
      const key = await load(keyId);
      if (!(await ask(prompt))) throw new CountersignError('factor_cancelled');
      return new Uint8Array(await crypto.subtle.sign(ECDSA_P256, key, data as BufferSource));
    },
    deleteKey: (keyId) => storage.remove(nameOf(keyId)),
  };
}
