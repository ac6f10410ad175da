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
  return Buffer.concat([payload?.data ?? Buffer.alloc(0), ...Object.values(payload?.metadata ?? {})]).toString(
    'latin1',
  );
}

describe('the payload codec', () => {
  it('decrypts to the same value, whose text is not in the encrypted payload', async () => {
    const payloads = [value, null, 'text', 7, undefined].map((one) => defaultPayloadConverter.toPayload(one));
    const encrypted = await codec.encode(payloads);
    for (const payload of encrypted) {
      expect([words(payload, 'encoding'), words(payload, 'encryption-key-id')]).toEqual(['binary/encrypted', 'k1']);
      expect(rawOf(payload)).not.toMatch(/a-transaction|PUSH|json\/plain/);
    }
    const decrypted = await codec.decode(encrypted);
    expect(decrypted.map((payload) => defaultPayloadConverter.fromPayload(payload))).toEqual([
      value,
      null,
      'text',
      7,
      undefined,
    ]);
  });

  it('decrypts earlier payloads after a rotation and encrypts with the new key', async () => {
    const before = await codec.encode([defaultPayloadConverter.toPayload(value)]);
    expect(defaultPayloadConverter.fromPayload((await rotated.decode(before))[0] as Payload)).toEqual(value);
    const after = await rotated.encode([defaultPayloadConverter.toPayload(value)]);
    expect(words(after[0], 'encryption-key-id')).toBe('k2');
    await expect(codec.decode(after)).rejects.toThrow('The keyring has no key k2');
  });

  it('refuses a payload that is not encrypted, and passes it on in the mode for display', async () => {
    const shown = createPayloadCodec(new Keyring([older]), 'passed');
    const plain = defaultPayloadConverter.toPayload(value);
    for (const foreign of [plain, { metadata: null, data: null }, { ...plain, metadata: {} }]) {
      await expect(codec.decode([foreign])).rejects.toThrow('not encrypted');
      expect(await shown.decode([foreign])).toEqual([foreign]);
    }
  });

  const owner = (workflowId: string) => ({ type: 'workflow' as const, namespace: 'here', workflowId });
  const plain = defaultPayloadConverter.toPayload(value);

  it('decrypts for the workflow of the payload, its activities, and display', async () => {
    const encrypted = await codec.encode([plain], owner('a'));
    const shown = createPayloadCodec(new Keyring([older]), 'passed');
    const byItsActivity = { ...owner('a'), type: 'activity' as const, isLocal: true };
    for (const decoded of [
      codec.decode(encrypted, owner('a')),
      codec.decode(encrypted, byItsActivity),
      shown.decode(encrypted),
    ])
      expect(defaultPayloadConverter.fromPayload((await decoded)[0] as Payload)).toEqual(value);
    for (const reader of [owner('b'), undefined])
      await expect(codec.decode(encrypted, reader)).rejects.toThrow('for another workflow');
  });

  it('refuses a payload whose workflow id was changed or removed', async () => {
    const [encrypted] = await codec.encode([plain], owner('a'));
    const { 'workflow-id': _, ...unnamed } = encrypted?.metadata ?? {};
    const renamed = { ...unnamed, 'workflow-id': Buffer.from('b') };
    for (const metadata of [unnamed, renamed])
      await expect(codec.decode([{ ...encrypted, metadata }], owner('b'))).rejects.toThrow();
  });

  it('replaces a foreign payload by null for a workflow, and fails for an activity', async () => {
    const worker = createPayloadCodec(new Keyring([older]), 'emptied');
    for (const foreign of [plain, ...(await codec.encode([plain], owner('b')))]) {
      const decoded = await worker.decode([foreign], owner('a'));
      expect(defaultPayloadConverter.fromPayload(decoded[0] as Payload)).toBeNull();
      await expect(worker.decode([foreign], { ...owner('a'), type: 'activity', isLocal: false })).rejects.toThrow();
    }
  });

  it('refuses a changed payload', async () => {
    const [encrypted] = await codec.encode([defaultPayloadConverter.toPayload(value)]);
    const data = Buffer.from(encrypted?.data ?? []);
    data[20] = (data[20] ?? 0) ^ 1;
    await expect(codec.decode([{ ...encrypted, data }])).rejects.toThrow();
    await expect(
      rotated.decode([{ ...encrypted, metadata: { ...encrypted?.metadata, 'encryption-key-id': Buffer.from('k2') } }]),
    ).rejects.toThrow();
  });
});

describe('failures', () => {
  it('have neither message nor stack in plain text, and are restored by decryption', async () => {
    const failure = failureConverter.errorToFailure(
      ApplicationFailure.nonRetryable('what went wrong', 'transaction_not_open'),
      defaultPayloadConverter,
    );
    expect([failure.message, failure.stackTrace]).toEqual(['Encoded failure', '']);
    const [attributes] = await codec.encode([failure.encodedAttributes as Payload]);
    expect(rawOf(attributes)).not.toContain('what went wrong');
    const [opened] = await codec.decode([attributes as Payload]);
    const error = failureConverter.failureToError({ ...failure, encodedAttributes: opened }, defaultPayloadConverter);
    expect([error.message, (error as ApplicationFailure).type]).toEqual(['what went wrong', 'transaction_not_open']);
  });
});
