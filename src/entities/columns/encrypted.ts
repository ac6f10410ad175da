import { p, Type } from '@mikro-orm/core';
import type { Platform } from '@mikro-orm/core';
import type { Keyring } from '../../security/keyring.ts';

const keyrings = new WeakMap<object, Keyring>();

/** Sets the keyring of one ORM's encrypted columns. Called once by the composition root, before the first query. */
export function useKeyring(platform: object, keyring: Keyring): void {
  keyrings.set(platform, keyring);
}

/**
 * Text that is stored encrypted (AES-256-GCM, bound to its table and column). Layout: one byte key id length, key id,
 * sealed bytes. Reading with a rotated key works while the key is on the ring.
 */
export class EncryptedText extends Type<string | null | undefined, Buffer | null | undefined> {
  override convertToDatabaseValue(value: string | null | undefined, platform: Platform): Buffer | null | undefined {
    if (value === null || value === undefined) return value;
    if (Buffer.isBuffer(value)) return value;
    return sealColumn(keyringOf(platform), this.#context(), value);
  }

  override convertToJSValue(value: Buffer | string | null | undefined, platform: Platform): string | null | undefined {
    if (value === null || value === undefined) return value;
    if (typeof value === 'string') return value;
    return openColumn(keyringOf(platform), this.#context(), value);
  }

  /** Compares plain text, because every encryption differs. */
  override compareValues(left: Buffer, right: Buffer): boolean {
    if (!this.platform || !left || !right) return left === right;
    return this.convertToJSValue(left, this.platform) === this.convertToJSValue(right, this.platform);
  }

  override ensureComparable(): boolean {
    return false;
  }

  override getColumnType(): string {
    return 'bytea';
  }

  #context(): string {
    return `${this.meta?.tableName}.${this.prop?.fieldNames[0]}`;
  }
}

/**
 * Encrypts text for an encrypted column that is written without the ORM, with the current key.
 * @param column table and column, such as `transaction.message`.
 */
export function sealColumn(keyring: Keyring, column: string, value: string): Buffer {
  const id = Buffer.from(keyring.currentId);
  return Buffer.concat([Buffer.of(id.length), id, keyring.seal('column', Buffer.from(value), column)]);
}

/**
 * Text of an encrypted column that was read without the ORM.
 * @param column table and column, such as `transaction.message`.
 */
export function openColumn(keyring: Keyring, column: string, value: Buffer): string {
  const idEnd = 1 + (value[0] ?? 0);
  const keyId = value.subarray(1, idEnd).toString();
  return keyring.open('column', value.subarray(idEnd), column, keyId).toString();
}

/** {@link openColumn} with the keyring of the ORM that read the value. */
export function openColumnOf(platform: object, column: string, value: Buffer): string {
  return openColumn(keyringOf(platform), column, value);
}

/** {@link sealColumn} with the keyring of the ORM, for migrations that encrypt clear text. */
export function sealColumnOf(platform: object, column: string, text: string): Buffer {
  return sealColumn(keyringOf(platform), column, text);
}

function keyringOf(platform: object): Keyring {
  const keyring = keyrings.get(platform);
  if (!keyring) throw new Error('Encrypted columns have no keyring: call useKeyring first');
  return keyring;
}

/**
 * A property of {@link EncryptedText}. Its runtime type is no scalar's name on purpose: the ORM's check of scalars puts the
 * refused value into its message.
 */
export const encryptedText = () => p.type(EncryptedText).runtimeType('EncryptedText');
