import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { weaknessOf } from '../../src/domain/operators/password-rules.ts';
import { Keyring } from '../../src/security/keyring.ts';
import { createPasswords } from '../../src/security/password.ts';

const ring = () => new Keyring([{ id: 'k1', key: randomBytes(32).toString('base64') }]);
const keyring = ring();
const passwords = createPasswords({ keyring, random: randomBytes });

describe('a stored password', () => {
  it('is found by the right password alone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, unit: 'binary' }), fc.string({ minLength: 1, unit: 'binary' }), async (right, other) => {
        const stored = await passwords.hash(right);
        expect(await passwords.matches(right, stored)).toBe(true);
        expect(await passwords.matches(other, stored)).toBe(right.normalize('NFKC') === other.normalize('NFKC'));
      }),
      { numRuns: 10 },
    );
  });

  it('names its parameters, says nothing of the password, and is another each time', async () => {
    const [one, other] = [await passwords.hash('correct horse'), await passwords.hash('correct horse')];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(other).not.toBe(one);
  });

  it('is the same however an accented letter is typed', async () => {
    expect(await passwords.matches('cafe\u0301', await passwords.hash('caf\u00e9'))).toBe(true);
  });

  it('is worth nothing without the keyring', async () => {
    expect(await createPasswords({ keyring: ring(), random: randomBytes }).matches('right', await passwords.hash('right'))).toBe(false);
  });

  it('of nobody matches nothing', async () => {
    expect(await passwords.matches('', undefined)).toBe(false);
  });

  it('of other parameters still matches, and is outdated', async () => {
    const stored = await passwords.hash('right');
    expect(passwords.isOutdated(stored)).toBe(false);
    expect(passwords.isOutdated(stored.replace('t=2', 't=3'))).toBe(true);
    expect(await passwords.matches('right', stored.replace('t=2', 't=3'))).toBe(false);
    await expect(passwords.matches('right', 'plain')).rejects.toThrow('no form that is known');
  });

  it('is compared two at once; a flood is told to come back, and all that waited are answered', async () => {
    const stored = await passwords.hash('right');
    const answers = await Promise.allSettled(Array.from({ length: 30 }, () => passwords.matches('right', stored)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(18);
    expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'slow_down', retryAfterSeconds: 2 } });
    expect(await passwords.matches('right', stored)).toBe(true);
  });
});

describe('weaknessOf', () => {
  it.each([
    ['correct horse battery', 'ada', undefined],
    ['abcdefghijk', 'ada', 'too_short'],
    ['😀😁😂🤣😃', 'ada', 'too_short'],
    ['a'.repeat(300), 'ada', 'too_long'],
    ['aaaaaaaaaaaabc', 'ada', 'too_simple'],
    ['my-name-is-ADA-1', 'ada', 'contains_username'],
    ['about all else 1', 'ab', undefined],
  ])('of %s is told', (password, username, weakness) => {
    expect(weaknessOf(password, username)).toBe(weakness);
  });
});
