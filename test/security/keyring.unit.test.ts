import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalBytes, Keyring } from '../../src/security/keyring.ts';

const older = { id: 'k1', key: randomBytes(32).toString('base64') };
const newer = { id: 'k2', key: randomBytes(32).toString('base64') };
const ring = new Keyring([older]);
const rotated = new Keyring([newer, older]);
const plaintext = Buffer.from('a secret of some length');

describe('a sealed value', () => {
  it('opens to the same value', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (value, context) => {
        expect(ring.open('column', ring.seal('column', value, context), context)).toEqual(Buffer.from(value));
      }),
    );
  });

  it('differs each time and reveals only its length', () => {
    const sealed = Array.from({ length: 20 }, () => ring.seal('column', plaintext, 'table.column'));
    expect(new Set(sealed.map((value) => value.toString('hex'))).size).toBe(20);
    expect(new Set(sealed.map((value) => value.subarray(0, 12).toString('hex'))).size).toBe(20);
    for (const value of sealed)
      expect([value.length, value.includes(plaintext)]).toEqual([12 + plaintext.length + 16, false]);
  });

  it('does not open in another context, for another purpose, or with another key', () => {
    const sealed = ring.seal('column', plaintext, 'table.column');
    expect(() => ring.open('column', sealed, 'table.other')).toThrow();
    expect(() => ring.open('column', sealed, '')).toThrow();
    expect(() => ring.open('payload', sealed, 'table.column')).toThrow();
    expect(() => new Keyring([{ ...newer, id: 'k1' }]).open('column', sealed, 'table.column')).toThrow();
    expect(() => ring.open('column', sealed, 'table.column', 'k9')).toThrow('The keyring has no key k9');
  });

  it('does not open after a changed bit or a truncation', () => {
    const sealed = ring.seal('column', plaintext, 'c');
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => ring.open('column', changed, 'c')).toThrow();
      expect(() => ring.open('column', sealed.subarray(0, index), 'c')).toThrow();
    }
    expect(() => ring.open('column', Buffer.concat([sealed, Buffer.alloc(1)]), 'c')).toThrow();
  });

  it('reveals neither the value nor the key in the error', () => {
    const sealed = ring.seal('column', plaintext, 'c');
    let message = '';
    try {
      ring.open('column', sealed, 'd');
    } catch (error) {
      message = String(error);
    }
    expect(message).not.toBe('');
    for (const secret of [plaintext.toString(), older.key, sealed.toString('base64')])
      expect(message).not.toContain(secret);
  });
});

describe('a keyring with rotated keys', () => {
  it('seals with the first key and opens with every one', () => {
    expect([rotated.currentId, rotated.oldestId]).toEqual(['k2', 'k1']);
    const before = ring.seal('column', plaintext, 'c');
    const after = rotated.seal('column', plaintext, 'c');
    expect(rotated.open('column', before, 'c', 'k1')).toEqual(plaintext);
    expect(rotated.open('column', after, 'c')).toEqual(plaintext);
    expect(() => ring.open('column', after, 'c', 'k2')).toThrow();
  });

  it('does not open a value of a removed key', () => {
    expect(() => new Keyring([newer]).open('column', ring.seal('column', plaintext, 'c'), 'c', 'k1')).toThrow(
      'The keyring has no key k1',
    );
  });

  it('keeps its lookup hashes', () => {
    const hash = ring.lookupHash('value', 'password');
    expect(rotated.lookupHash('value', 'password')).toEqual(hash);
    expect(
      new Keyring([{ id: 'k3', key: randomBytes(32).toString('base64') }, newer, older]).lookupHash(
        'value',
        'password',
      ),
    ).toEqual(hash);
  });

  it('is refused when it is empty', () => {
    expect(() => new Keyring([])).toThrow('A keyring needs a key');
  });
});

describe('a lookup hash', () => {
  it('is 32 bytes and differs by value, context and keyring', () => {
    const hashes = [
      ring.lookupHash('a', 'password'),
      ring.lookupHash('a', 'rate_limit'),
      ring.lookupHash('b', 'password'),
      new Keyring([newer]).lookupHash('a', 'password'),
    ];
    expect(hashes.map((hash) => hash.length)).toEqual([32, 32, 32, 32]);
    expect(new Set(hashes.map((hash) => hash.toString('hex'))).size).toBe(4);
  });

  it('separates the context from the value', () => {
    expect(ring.lookupHash('value', 'verify', 'ab')).not.toEqual(ring.lookupHash('bvalue', 'verify', 'a'));
    expect(ring.lookupHash('_requestvalue', 'kept_answer')).not.toEqual(
      ring.lookupHash('value', 'kept_answer_request'),
    );
  });

  it('does not normalise letter case or Unicode form', () => {
    expect(ring.lookupHash('É', 'password')).not.toEqual(ring.lookupHash('é', 'password'));
    expect(ring.lookupHash('é'.normalize('NFD'), 'password')).not.toEqual(
      ring.lookupHash('é'.normalize('NFC'), 'password'),
    );
  });
});

describe('comparing bytes', () => {
  it('is true for equal bytes only, of any lengths', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 40 }),
        fc.uint8Array({ maxLength: 40 }),
        (left, right) => void expect(equalBytes(left, right)).toBe(Buffer.compare(left, right) === 0),
      ),
    );
    expect(equalBytes(Buffer.from('same'), Buffer.from('same'))).toBe(true);
  });
});
