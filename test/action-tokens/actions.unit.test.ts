import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionTypes, faultOfActions, inOrder, isLogin, statusesOf } from '../../src/domain/action-tokens/actions.ts';
import type { ActionType } from '../../src/domain/action-tokens/actions.ts';
import { achievedBy } from '../../src/domain/authentication/levels.ts';
import { greatestFactor } from '../../src/domain/authentication/methods/all-methods.ts';
import { redirectOf } from '../../src/domain/action-tokens/redirect.ts';
import { generalSettingsSchema } from '../../src/domain/configuration/general-settings.ts';

const lists = fc.array(fc.constantFrom(...actionTypes), { maxLength: 8 });

describe('a list of actions', () => {
  it('in any order ends in the one allowed order, or is refused', () => {
    fc.assert(
      fc.property(lists, (types) => {
        const fault = faultOfActions(types);
        const isAllowed =
          new Set(types).size === types.length &&
          types.filter(isLogin).length <= 1 &&
          (types.some(isLogin) || types.includes('PERSON_ACTIVATION'));
        expect(fault === undefined).toBe(isAllowed);
        if (fault !== undefined) return;
        const ordered = inOrder(types.map((type) => ({ type }))).map(({ type }) => type);
        expect(ordered).toEqual(actionTypes.filter((type) => types.includes(type)));
        expect(ordered.indexOf('PERSON_ACTIVATION')).toBeLessThanOrEqual(0);
        if (types.some(isLogin)) expect(isLogin(ordered.at(-1)!)).toBe(true);
      }),
    );
  });

  it.each([
    [['LOGIN', 'LOGIN'], 'repeated'],
    [['LOGIN', 'LOGIN_APP2WEB'], 'two_sign_ins'],
    [['COUPLE_EXTERNAL_IDP_FROM_SESSION'], 'no_purpose'],
    [[], 'no_purpose'],
    [['LOGIN_APP2WEB'], undefined],
    [['PERSON_ACTIVATION'], undefined],
  ] as const)('%j: %s', (types, fault) => {
    expect(faultOfActions(types)).toBe(fault);
  });
});

describe('the results', () => {
  const types = ['PERSON_ACTIVATION', 'COUPLE_EXTERNAL_IDP_FROM_PARAMETERS', 'LOGIN'] as const;
  it.each([
    [undefined, ['SUCCESS', 'SUCCESS', 'SUCCESS']],
    ['PERSON_ACTIVATION', ['FAILED', 'NOT_EXECUTED', 'NOT_EXECUTED']],
    ['COUPLE_EXTERNAL_IDP_FROM_PARAMETERS', ['ROLLED_BACK', 'FAILED', 'NOT_EXECUTED']],
    ['LOGIN', ['ROLLED_BACK', 'ROLLED_BACK', 'FAILED']],
  ] as const)('when %s fails', (failed, statuses) => {
    expect(statusesOf(types, failed)).toEqual(statuses);
  });
});

it('goes to its own address while the settings allow it, else to the general one of the last action', () => {
  const general = generalSettingsSchema.parse({
    action_token_redirects: ['https://a.example/own'],
    activation_redirect: 'https://a.example/activated',
    coupling_redirect: 'https://a.example/coupled',
    login_redirect: 'https://a.example/in',
    app_to_web_redirect: 'https://a.example/web',
  });
  const after = (...types: ActionType[]) => redirectOf(general, types, undefined);
  expect(after('PERSON_ACTIVATION')).toBe('https://a.example/activated');
  expect(after('PERSON_ACTIVATION', 'COUPLE_EXTERNAL_IDP_FROM_SESSION')).toBe('https://a.example/coupled');
  expect(after('PERSON_ACTIVATION', 'LOGIN')).toBe('https://a.example/in');
  expect(after('LOGIN_APP2WEB')).toBe('https://a.example/web');
  expect(redirectOf(general, ['LOGIN'], 'https://a.example/own')).toBe('https://a.example/own');
  expect(redirectOf(general, ['LOGIN'], 'https://a.example/former')).toBe('https://a.example/in');
});

it('a token and an account elsewhere are one factor, as the same mailbox may have given both', () => {
  const achieved = achievedBy([greatestFactor('action_token'), greatestFactor('sso')]);
  expect([achieved.level, achieved.classes.length]).toEqual([1, 1]);
  expect(achievedBy([greatestFactor('action_token'), greatestFactor('password')]).level).toBe(2);
});
