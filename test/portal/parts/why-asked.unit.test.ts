import { describe, expect, it } from 'vitest';
import { portalClientId } from '../../../src/commands/tokens/registry/portal-client.ts';
import type { Flow } from '../../../web/portal/api/flow.ts';
import { accountClientId, ageInWords, whyAsked } from '../../../web/portal/sign-in/why-asked.ts';

interface Asked extends Partial<Flow['required']> {
  clientId?: string;
  /** What was proven already; 0: nothing. */
  achieved?: number;
}

function whyOf({ clientId = 'shop', achieved = 0, ...asked }: Asked) {
  return whyAsked({
    client: { client_id: clientId, name: 'Shop' },
    required: { level: 1, acr: 'urn:countersign:acr:1', factors: 1, max_age: null, ...asked },
    achieved: { level: achieved, acr: null, amr: [], auth_time: null },
    user: achieved > 0 ? { display: 'a***' } : null,
  } as unknown as Flow);
}

describe('why a proof is asked for', () => {
  it.each<[string, Asked, unknown]>([
    ['a plain sign-in', {}, undefined],
    ['a first proof of two', { level: 2, factors: 2 }, undefined],
    ['a second proof', { level: 2, factors: 2, achieved: 1 }, { why: 'second' }],
    ['a proof bound to a device', { level: 3, achieved: 2 }, { why: 'stronger' }],
    ['what phishing cannot get', { acr: 'phr' }, { why: 'phishing' }],
    ['what phishing cannot get, after a password', { acr: 'phr', achieved: 1 }, { why: 'phishing' }],
    ['a sign-in anew', { max_age: 0 }, { why: 'anew' }],
    ['a recent sign-in', { max_age: 900 }, { why: 'recent', seconds: 900 }],
    ['a recent sign-in, with one proof of two', { level: 2, max_age: 900, achieved: 1 }, { why: 'second' }],
    ['a change of the account', { clientId: portalClientId, level: 2, max_age: 300 }, { why: 'account' }],
    ['the account itself', { clientId: portalClientId }, undefined],
  ])('says so for %s', (_what, asked, expected) => {
    expect(whyOf(asked)).toEqual(expected);
  });

  it('knows the client of the account', () => expect(accountClientId).toBe(portalClientId));

  it.each([
    [1, 'en', '1 second'],
    [600, 'en', '10 minutes'],
    [5400, 'en', '90 minutes'],
    [7200, 'nl', '2 uur'],
    [86_400, 'nl', '1 dag'],
    [86_401, 'en', '86,401 seconds'],
  ])('tells an age of %i seconds in %s', (seconds, locale, words) => expect(ageInWords(seconds, locale)).toBe(words));
});
