import { expect, it } from 'vitest';
import { signInMethodNames } from '../../../src/domain/authentication/methods/all-methods.ts';
import type { SignInMethodName } from '../../../src/domain/authentication/methods/all-methods.ts';
import { isOfMethods } from '../../../src/domain/authentication/methods/methods-of-session.ts';

it.each<[string[], SignInMethodName[], boolean]>([
  [['pwd'], ['password', 'email'], true],
  [['pwd'], ['passkey'], false],
  [['pwd', 'email', 'otp', 'mfa'], ['password', 'email'], true],
  [['pwd', 'email', 'otp', 'mfa'], ['password', 'authenticator_app'], false],
  [['pwd', 'otp', 'mfa'], ['password', 'authenticator_app'], true],
  [['pwd', 'otp', 'mfa'], ['password', 'recovery_code'], true],
  [['pwd', 'otp', 'mfa'], ['password', 'email'], false],
  [['otp'], ['email', 'sms'], false],
  [['hwk', 'user'], ['passkey'], true],
  [['swk', 'user'], ['password'], false],
  [['push', 'pop', 'pin', 'mfa'], ['countersign'], true],
  [['push', 'pop', 'pin', 'mfa'], ['password'], false],
  [['fed'], ['email'], false],
  [['face', 'mfa'], ['password'], true],
  [[], ['password'], true],
])('a session of %j is of %j: %s', (amr, allowed, isAllowed) => {
  expect(isOfMethods(amr, allowed)).toBe(isAllowed);
  expect(isOfMethods(amr, signInMethodNames)).toBe(true);
});
