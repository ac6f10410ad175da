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
  it('opens to what it was, whatever that is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (value, context) => {
        expect(ring.open('column', ring.seal('column', value, context), context)).toEqual(Buffer.from(value));
      }),
    );
  });

  it('differs each time, and shows nothing but its length', () => {
    const sealed = Array.from({ length: 20 }, () => ring.seal('column', plaintext, 'table.column'));
    expect(new Set(sealed.map((value) => value.toString('hex'))).size).toBe(20);
    expect(new Set(sealed.map((value) => value.subarray(0, 12).toString('hex'))).size).toBe(20);
    for (const value of sealed) expect([value.length, value.includes(plaintext)]).toEqual([12 + plaintext.length + 16, false]);
  });

  it('opens nowhere else: not in another context, for another purpose, or with another key', () => {
    const sealed = ring.seal('column', plaintext, 'table.column');
    expect(() => ring.open('column', sealed, 'table.other')).toThrow();
    expect(() => ring.open('column', sealed, '')).toThrow();
    expect(() => ring.open('payload', sealed, 'table.column')).toThrow();
    expect(() => new Keyring([{ ...newer, id: 'k1' }]).open('column', sealed, 'table.column')).toThrow();
    expect(() => ring.open('column', sealed, 'table.column', 'k9')).toThrow('The keyring has no key k9');
  });

  it('does not open when a bit of it was changed, or a part is missing', () => {
    const sealed = ring.seal('column', plaintext, 'c');
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => ring.open('column', changed, 'c')).toThrow();
      expect(() => ring.open('column', sealed.subarray(0, index), 'c')).toThrow();
    }
    expect(() => ring.open('column', Buffer.concat([sealed, Buffer.alloc(1)]), 'c')).toThrow();
  });

  it('says nothing of itself or of the key when it does not open', () => {
    const sealed = ring.seal('column', plaintext, 'c');
    let message = '';
    try {
      ring.open('column', sealed, 'd');
    } catch (error) {
      message = String(error);
    }
    expect(message).not.toBe('');
    for (const secret of [plaintext.toString(), older.key, sealed.toString('base64')]) expect(message).not.toContain(secret);
  });
});

describe('a ring whose keys rotate', () => {
  it('seals with the first key and opens with every one', () => {
    expect([rotated.currentId, rotated.oldestId]).toEqual(['k2', 'k1']);
    const before = ring.seal('column', plaintext, 'c');
    const after = rotated.seal('column', plaintext, 'c');
    expect(rotated.open('column', before, 'c', 'k1')).toEqual(plaintext);
    expect(rotated.open('column', after, 'c')).toEqual(plaintext);
    expect(() => ring.open('column', after, 'c', 'k2')).toThrow();
  });

  it('opens no longer what a removed key protected', () => {
    expect(() => new Keyring([newer]).open('column', ring.seal('column', plaintext, 'c'), 'c', 'k1')).toThrow('The keyring has no key k1');
  });

  it('keeps its lookup hashes', () => {
    const hash = ring.lookupHash('value', 'context');
    expect(rotated.lookupHash('value', 'context')).toEqual(hash);
    expect(new Keyring([{ id: 'k3', key: randomBytes(32).toString('base64') }, newer, older]).lookupHash('value', 'context')).toEqual(hash);
  });

  it('is refused when it is empty', () => {
    expect(() => new Keyring([])).toThrow('A keyring needs a key');
  });
});

describe('a lookup hash', () => {
  it('is 32 bytes, and another for another value, context or installation', () => {
    const hashes = [ring.lookupHash('a', 'b'), ring.lookupHash('a', 'c'), ring.lookupHash('b', 'b'), new Keyring([newer]).lookupHash('a', 'b')];
    expect(hashes.map((hash) => hash.length)).toEqual([32, 32, 32, 32]);
    expect(new Set(hashes.map((hash) => hash.toString('hex'))).size).toBe(4);
  });

  it('tells where the context ends and the value begins', () => {
    expect(ring.lookupHash('bc', 'a')).not.toEqual(ring.lookupHash('c', 'ab'));
  });

  it('is of the value as it is: neither case nor form is levelled', () => {
    expect(ring.lookupHash('É', 'c')).not.toEqual(ring.lookupHash('é', 'c'));
    expect(ring.lookupHash('é'.normalize('NFD'), 'c')).not.toEqual(ring.lookupHash('é'.normalize('NFC'), 'c'));
  });
});

describe('comparing bytes', () => {
  it('is true for the same bytes only, also of other lengths', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 40 }), (left, right) => void expect(equalBytes(left, right)).toBe(Buffer.compare(left, right) === 0)));
    expect(equalBytes(Buffer.from('same'), Buffer.from('same'))).toBe(true);
  });
});
