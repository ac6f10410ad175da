import { randomBytes, randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smsBody, smsCode } from '../../src/domain/mobile-authentication/codes/sms-code.ts';
import { Keyring } from '../../src/security/keyring.ts';

/** 32 bytes that begin with this number. */
function macOf(value: number): Buffer {
  const mac = Buffer.alloc(32, 0xff);
  mac.writeUIntBE(value, 0, 6);
  return mac;
}

describe('the code of a text message', () => {
  it('is always six digits', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (mac) => void expect(smsCode(mac)).toMatch(/^\d{6}$/)));
  });

  it.each([
    [0, '000000'],
    [7, '000007'],
    [42_001, '042001'],
    [999_999, '999999'],
    [1_000_000, '000000'],
    [2 ** 48 - 1, String((2 ** 48 - 1) % 1_000_000).padStart(6, '0')],
  ])('keeps its leading zeros: %d is %s', (value, code) => {
    expect(smsCode(macOf(value))).toBe(code);
  });

  it('comes from the MAC and nothing around it', () => {
    const larger = Buffer.concat([Buffer.alloc(3, 9), macOf(123_456), Buffer.alloc(3, 9)]);
    expect(smsCode(larger.subarray(3, 35))).toBe('123456');
  });

  it('is the same for the same transaction, its own for each and for each installation', () => {
    const keyring = new Keyring([{ id: 'k1', key: randomBytes(32).toString('base64') }]);
    const other = new Keyring([{ id: 'k1', key: randomBytes(32).toString('base64') }]);
    const ids = Array.from({ length: 500 }, () => randomUUID());
    const codes = ids.map((id) => smsCode(keyring.mac('sms-code', id)));
    expect(ids.map((id) => smsCode(keyring.mac('sms-code', id)))).toEqual(codes);
    expect(new Set(codes).size).toBeGreaterThan(490);
    expect(ids.filter((id, index) => smsCode(other.mac('sms-code', id)) === codes[index]).length).toBeLessThan(3);
  });

  it('favours no digit at any place', () => {
    const keyring = new Keyring([{ id: 'k1', key: Buffer.alloc(32, 5).toString('base64') }]);
    const samples = 20_000;
    const codes = Array.from({ length: samples }, (_, index) => smsCode(keyring.mac('sms-code', `transaction-${index}`)));
    for (let place = 0; place < 6; place += 1) {
      const counts = Array.from({ length: 10 }, () => 0);
      for (const code of codes) counts[Number(code[place])] = (counts[Number(code[place])] ?? 0) + 1;
      const chiSquare = counts.reduce((sum, count) => sum + (count - samples / 10) ** 2 / (samples / 10), 0);
      // Nine degrees of freedom: above this one time in a hundred thousand. The key is fixed, so it is no matter of luck.
      expect(chiSquare).toBeLessThan(39.3);
    }
  });
});

describe('the body of a text message', () => {
  it.each([
    ['Your code is {code}.', 'Your code is 012345.'],
    ['{code}{code}', '012345012345'],
    ['No place for it', '012345'],
    ['{CODE} is another word', '012345'],
    ['', '012345'],
  ])('%j becomes %j', (message, body) => {
    expect(smsBody(message, '012345')).toBe(body);
  });

  it('takes the message as it is, whatever it contains', () => {
    expect(smsBody('$& $1 {code} $$', '012345')).toBe('$& $1 012345 $$');
  });
});
