import { describe, expect, it } from 'vitest';
import { tickBox } from '../../../web/portal/consent/ticked.ts';

const claims = [
  { name: 'name', scope: 'profile' },
  { name: 'locale', scope: 'profile' },
  { name: 'email', scope: 'email' },
];
const boxes = (...changes: [key: string, on: boolean][]) => [
  ...changes.reduce((ticked, [key, on]) => tickBox(ticked, { key, on }, claims), new Set(['scope openid'])),
];

describe('the boxes of a consent', () => {
  it('tick the claims of a scope with it, and none of another', () => {
    expect(boxes(['scope profile', true])).toEqual(['scope openid', 'scope profile', 'claim name', 'claim locale']);
    expect(boxes(['scope profile', true], ['scope email', true], ['scope profile', false])).toEqual([
      'scope openid',
      'scope email',
      'claim email',
    ]);
  });

  it('tick the scope of a claim, which is nothing without it', () => {
    expect(boxes(['claim email', true])).toEqual(['scope openid', 'claim email', 'scope email']);
  });

  it('leave out a single claim', () => {
    expect(boxes(['scope profile', true], ['claim locale', false])).toEqual([
      'scope openid',
      'scope profile',
      'claim name',
    ]);
  });
});
