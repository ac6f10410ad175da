import { expect, it } from 'vitest';
import { signInMethodNames } from '../../../src/domain/authentication/methods/all-methods.ts';
import type { SignInMethodName } from '../../../src/domain/authentication/methods/all-methods.ts';
import { isOfMethods } from '../../../src/domain/authentication/methods/methods-of-session.ts';

it.each<[SignInMethodName[], SignInMethodName[], boolean]>([
  [['password'], ['password', 'email'], true],
  [['password'], ['passkey'], false],
  [['password', 'email'], ['password'], false],
  // These have the same values of `amr`.
  [['password', 'authenticator_app'], ['password', 'authenticator_app'], true],
  [['password', 'recovery_code'], ['password', 'authenticator_app'], false],
  [['action_token'], ['email'], false],
])('a session by %j is of %j: %s', (methods, allowed, isAllowed) => {
  expect(isOfMethods(methods, allowed)).toBe(isAllowed);
  expect(isOfMethods(methods, signInMethodNames)).toBe(true);
});

it('is of no policy while it is not known by what it was made', () => {
  expect(isOfMethods([], signInMethodNames)).toBe(false);
});
