import { randomBytes } from 'node:crypto';
import { ApplicationFailure, defaultPayloadConverter } from '@temporalio/common';
import type { Payload } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { failureConverter } from '../../src/security/encrypted-failures.ts';
import { Keyring } from '../../src/security/keyring.ts';
import { createPayloadCodec } from '../../src/security/payload-codec.ts';

const older = { id: 'k1', key: randomBytes(32).toString('base64') };
const newer = { id: 'k2', key: randomBytes(32).toString('base64') };
const codec = createPayloadCodec(new Keyring([older]));
const rotated = createPayloadCodec(new Keyring([newer, older]));
const value = { transactionId: 'a-transaction', steps: [{ method: 'PUSH' }], text: 'é €' };

function words(payload: Payload | undefined, key: string): string {
  return Buffer.from(payload?.metadata?.[key] ?? []).toString();
}

function rawOf(payload: Payload | undefined): string {
  return Buffer.concat([payload?.data ?? Buffer.alloc(0), ...Object.values(payload?.metadata ?? {})]).toString('latin1');
}

describe('the payload codec', () => {
  it('gives back what it was given, and shows nothing of it meanwhile', async () => {
    const payloads = [value, null, 'text', 7, undefined].map((one) => defaultPayloadConverter.toPayload(one));
    const encrypted = await codec.encode(payloads);
    for (const payload of encrypted) {
      expect([words(payload, 'encoding'), words(payload, 'encryption-key-id')]).toEqual(['binary/encrypted', 'k1']);
      expect(rawOf(payload)).not.toMatch(/a-transaction|PUSH|json\/plain/);
    }
    const decrypted = await codec.decode(encrypted);
    expect(decrypted.map((payload) => defaultPayloadConverter.fromPayload(payload))).toEqual([value, null, 'text', 7, undefined]);
  });

  it('opens after a rotation what was encrypted before, and encrypts with the new key', async () => {
    const before = await codec.encode([defaultPayloadConverter.toPayload(value)]);
    expect(defaultPayloadConverter.fromPayload((await rotated.decode(before))[0] as Payload)).toEqual(value);
    const after = await rotated.encode([defaultPayloadConverter.toPayload(value)]);
    expect(words(after[0], 'encryption-key-id')).toBe('k2');
    await expect(codec.decode(after)).rejects.toThrow('The keyring has no key k2');
  });

  it('refuses what it did not encrypt, and passes it on where it is only shown', async () => {
    const shown = createPayloadCodec(new Keyring([older]), 'passed');
    const plain = defaultPayloadConverter.toPayload(value);
    for (const foreign of [plain, { metadata: null, data: null }, { ...plain, metadata: {} }]) {
      await expect(codec.decode([foreign])).rejects.toThrow('not encrypted');
      expect(await shown.decode([foreign])).toEqual([foreign]);
    }
  });

  it('refuses what was changed', async () => {
    const [encrypted] = await codec.encode([defaultPayloadConverter.toPayload(value)]);
    const data = Buffer.from(encrypted?.data ?? []);
    data[20] = (data[20] ?? 0) ^ 1;
    await expect(codec.decode([{ ...encrypted, data }])).rejects.toThrow();
    await expect(rotated.decode([{ ...encrypted, metadata: { ...encrypted?.metadata, 'encryption-key-id': Buffer.from('k2') } }])).rejects.toThrow();
  });
});

describe('failures', () => {
  it('carry neither message nor stack in the clear, and come back whole', async () => {
    const failure = failureConverter.errorToFailure(ApplicationFailure.nonRetryable('what went wrong', 'transaction_not_open'), defaultPayloadConverter);
    expect([failure.message, failure.stackTrace]).toEqual(['Encoded failure', '']);
    const [attributes] = await codec.encode([failure.encodedAttributes as Payload]);
    expect(rawOf(attributes)).not.toContain('what went wrong');
    const [opened] = await codec.decode([attributes as Payload]);
    const error = failureConverter.failureToError({ ...failure, encodedAttributes: opened }, defaultPayloadConverter);
    expect([error.message, (error as ApplicationFailure).type]).toEqual(['what went wrong', 'transaction_not_open']);
  });
});
