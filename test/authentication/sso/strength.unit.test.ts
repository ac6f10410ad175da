import { describe, expect, it } from 'vitest';
import { strengthThere } from '../../../src/domain/authentication/sso/strength-there.ts';

const now = new Date('2026-12-01T12:00:00Z');
const trust = { acr: { strong: 3 }, trustsAmr: true, trustsAuthTime: true };
const said = { acr: 'strong', amr: ['otp'], signedInAt: now.getTime() / 1000 - 3600 };
const at = (more: object = {}, trusted: object = {}, isAskedAnew = false) =>
  strengthThere({ ...trust, ...trusted }, { ...said, ...more }, { now, isAskedAnew });

describe('what a sign-in elsewhere is worth', () => {
  it('is what its provider says, as far as it is believed', () => {
    expect(at()).toEqual({
      ...{ level: 3, classes: ['know', 'have'], amr: ['fed', 'otp'] },
      provenAt: new Date('2026-12-01T11:00:00Z'),
    });
    expect(at({}, { acr: {}, trustsAmr: false, trustsAuthTime: false })).toEqual({
      ...{ level: 1, classes: ['know'], amr: ['fed'], provenAt: now },
    });
  });

  it.each(['toString', '__proto__', undefined])('is level 1 by an acr that is not mapped: %s', (acr) => {
    expect(at({ acr }).level).toBe(1);
  });

  it('is not of the future where a clock is ahead, and new where it was asked for anew', () => {
    expect(at({ signedInAt: now.getTime() / 1000 + 3600 }).provenAt).toEqual(now);
    expect(at({}, {}, true).provenAt).toEqual(now);
  });
});
