import { describe, expect, it } from 'vitest';
import { CountersignError } from '../../app-sdk/index.ts';
import { codeIn } from '../../demo/phone/page/enrollment-code.ts';
import { readFactorFailure } from '../../demo/phone/page/factors/factor-request.ts';
import { wrongPinInWords } from '../../demo/phone/page/factors/pin-words.ts';
import { createSensor } from '../../demo/phone/page/factors/sensor.ts';
import { clockSkewInWords } from '../../demo/phone/page/human-words.ts';

describe('codeIn', () => {
  const code = '2FG34-33G9C-G5MME-4G753-32872';

  it.each([
    ['the code', code],
    ['the code as a user typed it', ' 2fg3433g9c g5mme4g75332872'],
    ['the link of the shop', `http://127.0.0.1:7111/#code=${code}`],
  ])('finds the code in %s', (_case, text) => {
    expect(codeIn(text)).toBe(code);
  });

  it.each([
    ['too short a code', '2FG34-33G9C'],
    ['too long a code', `${code}2`],
    ['another address', 'https://elsewhere.example/'],
    ['an address with the code where servers would log it', `http://127.0.0.1:7111/?code=${code}`],
    ['a Wi-Fi code', 'WIFI:T:WPA;S:home;P:secret;;'],
    ['nothing', ''],
  ])('finds no code in %s', (_case, text) => {
    expect(codeIn(text)).toBeUndefined();
  });
});

describe('readFactorFailure', () => {
  it('allows another try after a wrong PIN, with the number of tries left', () => {
    expect(readFactorFailure(new CountersignError('wrong_factor_proof', { attemptsLeft: 1 }), 'pin')).toEqual({
      next: 'again',
      attemptsLeft: 1,
    });
  });

  it.each([
    [new CountersignError('authenticator_revoked'), { next: 'pin', revoked: true }],
    [new CountersignError('factor_required', { authenticators: ['pin'] }), { next: 'pin', revoked: true }],
    [new CountersignError('factor_cancelled'), { next: 'pin', revoked: false }],
    [new CountersignError('network'), { next: 'retry' }],
    [new CountersignError('disconnected'), { next: 'end' }],
    [new Error('anything else'), { next: 'end' }],
  ])('gives the next step after a fingerprint: %s', (error, failure) => {
    expect(readFactorFailure(error, 'fingerprint')).toEqual(failure);
  });

  it.each([
    new CountersignError('factor_required', { authenticators: ['pin'] }),
    new CountersignError('authenticator_not_set'),
  ])('does not ask for the PIN after a failure of the PIN: %s', (error) =>
    expect(readFactorFailure(error, 'pin')).toEqual({ next: 'end' }),
  );
});

describe('the simulated sensor', () => {
  it('recognises a finger', async () => {
    const sensor = createSensor();
    const recognised = sensor.ask();
    sensor.touchWrongly();
    expect(sensor.wrongTouches()).toBe(1);
    sensor.touch();
    expect(await recognised).toBe(true);
    expect(sensor.wrongTouches()).toBeUndefined();
  });

  it('fails after three unknown fingers', async () => {
    const sensor = createSensor();
    const recognised = sensor.ask();
    for (let finger = 1; finger <= 3; finger++) sensor.touchWrongly();
    expect(await recognised).toBe(false);
  });

  it('ignores a touch before a prompt, and ends one prompt when another starts', async () => {
    const sensor = createSensor();
    sensor.touch();
    const first = sensor.ask();
    const second = sensor.ask();
    expect(await first).toBe(false);
    sensor.dismiss();
    expect(await second).toBe(false);
  });
});

describe('texts of the phone', () => {
  it.each([
    [undefined, /^That PIN is not right\.$/],
    [1, /once more; then this phone is disconnected/],
    [4, /4 more times/],
  ])('describe a wrong PIN with %s tries left', (left, words) => {
    expect(wrongPinInWords(left)).toMatch(words);
  });

  it.each([
    [90_000, /2 minutes fast/],
    [-3_600_000, /1 hour slow/],
    [172_800_000, /2 days fast/],
    [-9000, /some seconds slow/],
  ])('describe a clock that is %s ms off', (skew, words) => {
    expect(clockSkewInWords(skew)).toMatch(words);
  });
});
