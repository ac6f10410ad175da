import { expect, it } from 'vitest';
import { achievedBy } from '../../../src/domain/authentication/levels.ts';
import { greatestFactor } from '../../../src/domain/authentication/methods/all-methods.ts';
import type { SignInMethodName } from '../../../src/domain/authentication/methods/all-methods.ts';

it.each<[SignInMethodName[], number]>([
  [['action_token', 'sso'], 1],
  [['action_token', 'email'], 1],
  [['action_token', 'sso', 'email'], 1],
  [['action_token', 'password'], 2],
  [['action_token', 'sso', 'sms'], 2],
])('a token that is mailed is one proof with what rests on the same mailbox: %j', (methods, level) => {
  expect(achievedBy(methods.map(greatestFactor)).level).toBe(level);
});
