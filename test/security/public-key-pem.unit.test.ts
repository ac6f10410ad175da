import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { publicKeyPem } from '../../src/security/public-key-pem.ts';

describe('publicKeyPem', () => {
  it('returns the same bytes as the export of Node.js', () => {
    for (let round = 0; round < 50; round += 1) {
      const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const pem = publicKeyPem(publicKey.export({ format: 'jwk' }));
      expect(pem).toBe(publicKey.export({ type: 'spki', format: 'pem' }));
      expect(createPublicKey(pem).equals(publicKey)).toBe(true);
    }
  });
});
