import { describe, expect, it } from 'vitest';
import { isCallbackAllowed } from '../../../src/commands/mobile-authentication/callback/is-callback-allowed.ts';

const listed = 'https://shop.example/callback';
const callbackEndpoints = new Set([listed]);

describe('the callback whitelist', () => {
  it.each([
    ['off', false, 'https://other.example/', true],
    ['on', true, listed, true],
    ['on', true, `${listed}/`, false],
    ['on', true, 'https://SHOP.example/callback', false],
    ['on', true, 'https://shop.example:443/callback', false],
  ])('while it is %s (%s), %s is allowed: %s', (_, isOn, url, isAllowed) => {
    expect(isCallbackAllowed({ general: { callback_whitelist_enabled: isOn }, callbackEndpoints }, url)).toBe(
      isAllowed,
    );
  });
});
