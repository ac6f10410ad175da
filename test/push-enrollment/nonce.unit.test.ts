import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { enrollmentIdOf } from '../../src/commands/push/push-enrollment/start/start-push-enrollment.ts';
import { deriveNonce, isNonceOf } from '../../src/commands/push/push-enrollment/nonce.ts';
import { Keyring } from '../../src/security/keyring.ts';

const older = { id: 'k1', key: randomBytes(32).toString('base64') };
const newer = { id: 'k2', key: randomBytes(32).toString('base64') };
const keyring = new Keyring([older]);
const enrollmentId = randomUUID();

describe('the nonce of a push enrolment', () => {
  it('is base64url of 32 bytes and differs by enrolment and keyring', () => {
    const nonce = deriveNonce(keyring, enrollmentId);
    expect(nonce).toMatch(/^[\w-]{43}$/);
    expect(deriveNonce(keyring, randomUUID())).not.toBe(nonce);
    expect(deriveNonce(new Keyring([newer]), enrollmentId)).not.toBe(nonce);
  });

  it('stays the same when keys rotate', () => {
    expect(deriveNonce(new Keyring([newer, older]), enrollmentId)).toBe(deriveNonce(keyring, enrollmentId));
  });

  it('is the only value that matches its enrolment', () => {
    const nonce = deriveNonce(keyring, enrollmentId);
    expect(isNonceOf(keyring, enrollmentId, nonce)).toBe(true);
    for (const wrong of ['', nonce.slice(1), `${nonce}A`, nonce.toLowerCase(), deriveNonce(keyring, randomUUID())])
      expect(isNonceOf(keyring, enrollmentId, wrong)).toBe(false);
    expect(isNonceOf(keyring, randomUUID(), nonce)).toBe(false);
  });
});

describe('the id of a push enrolment', () => {
  const profileId = randomUUID();
  const messageId = randomUUID();

  it('is a UUID that the app cannot choose, the same for the same message', () => {
    const id = enrollmentIdOf(keyring, profileId, messageId);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(enrollmentIdOf(keyring, profileId, messageId.toUpperCase())).toBe(id);
  });

  it('differs by profile, message and keyring', () => {
    const id = enrollmentIdOf(keyring, profileId, messageId);
    expect(enrollmentIdOf(keyring, randomUUID(), messageId)).not.toBe(id);
    expect(enrollmentIdOf(keyring, profileId, randomUUID())).not.toBe(id);
    expect(enrollmentIdOf(new Keyring([newer]), profileId, messageId)).not.toBe(id);
  });
});
