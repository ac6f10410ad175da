import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCommonPassword } from '../../src/domain/persons/sign-in-methods/password/block-list.ts';
import { Keyring } from '../../src/security/keyring.ts';
import { createPasswords } from '../../src/security/password.ts';
import { processLimits } from '../../src/domain/rate-limits/limits.ts';

const ring = () => new Keyring([{ id: 'k1', key: randomBytes(32).toString('base64') }]);
const keyring = ring();
const mostWaiting = processLimits['passwords-waiting'].most;
const passwords = createPasswords({ keyring, random: randomBytes, mostWaiting });

describe('a stored password', () => {
  it('matches the right password only', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ minLength: 1, unit: 'binary' }),
        fc.string({ minLength: 1, unit: 'binary' }),
        async (right, other) => {
          const stored = await passwords.hash(right);
          expect(await passwords.matches(right, stored)).toBe(true);
          expect(await passwords.matches(other, stored)).toBe(right.normalize('NFKC') === other.normalize('NFKC'));
        },
      ),
      { numRuns: 10 },
    );
  });

  it('contains its parameters and differs each time', async () => {
    const [one, other] = [await passwords.hash('correct horse'), await passwords.hash('correct horse')];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(other).not.toBe(one);
  });

  it('matches in any Unicode form', async () => {
    expect(await passwords.matches('cafe\u0301', await passwords.hash('caf\u00e9'))).toBe(true);
  });

  it('cannot be verified without the keyring', async () => {
    expect(
      await createPasswords({ keyring: ring(), random: randomBytes, mostWaiting }).matches(
        'right',
        await passwords.hash('right'),
      ),
    ).toBe(false);
  });

  it('never matches without a stored hash', async () => {
    expect(await passwords.matches('', undefined)).toBe(false);
  });

  it('is outdated with other parameters, and refused in another format', async () => {
    const stored = await passwords.hash('right');
    expect(passwords.isOutdated(stored)).toBe(false);
    expect(passwords.isOutdated(stored.replace('t=2', 't=3'))).toBe(true);
    expect(await passwords.matches('right', stored.replace('t=2', 't=3'))).toBe(false);
    await expect(passwords.matches('right', 'plain')).rejects.toThrow('no form that is known');
  });

  it('is computed two at a time; a third is refused where none may wait', async () => {
    const withoutQueue = createPasswords({ keyring, random: randomBytes, mostWaiting: 0 });
    const asked = await Promise.allSettled([1, 2, 3].map((n) => withoutQueue.hash(`correct horse ${n}`)));
    expect(asked.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  });

  it('is compared two at a time; those beyond the queue get slow_down, the queued ones their answer', async () => {
    const stored = await passwords.hash('right');
    const answers = await Promise.allSettled(Array.from({ length: 30 }, () => passwords.matches('right', stored)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(18);
    expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'busy', retryAfterSeconds: 2, httpStatus: 503 },
    });
    expect(await passwords.matches('right', stored)).toBe(true);
  });
});

describe('isCommonPassword', () => {
  it.each([
    ['correct horse battery', false],
    ['1qaz2wsx3edc', true],
    ['Dragon-2026!!', true],
    ['PASSWORD12345678', true],
    ['letmeinletmein', true],
    ['12345trustno1678', true],
    ['dragons like football', false],
    ['kT7#pq-Vz20xLm', false],
  ])('returns for %s: %s', (password, isCommon) => {
    expect(isCommonPassword(password)).toBe(isCommon);
  });
});
