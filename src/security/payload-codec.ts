import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import type { Keyring } from './keyring.ts';

const encoding = 'binary/encrypted';
const context = 'temporal-payload';
const text = new TextEncoder();

/** What becomes of a payload that nobody encrypted: workers and clients refuse it, and a page that only shows passes it on. */
export type PlainPayloads = 'refused' | 'passed';

/**
 * Encrypts everything Temporal stores for us (AES-256-GCM; the key id is in the metadata, so rotated keys still open).
 * Synchronous inside: a payload is small, and a thread hop would cost more than the cipher. What it did not encrypt was written
 * by somebody who does not have the key: no workflow, activity or answer of ours is made of that.
 */
export function createPayloadCodec(keyring: Keyring, plain: PlainPayloads = 'refused'): PayloadCodec {
  return {
    encode: async (payloads) => payloads.map((payload) => encrypt(keyring, payload)),
    decode: async (payloads) => payloads.map((payload) => decrypt(keyring, payload, plain)),
  };
}

function encrypt(keyring: Keyring, payload: Payload): Payload {
  const plaintext = proto.temporal.api.common.v1.Payload.encode(payload).finish();
  return {
    metadata: { encoding: text.encode(encoding), 'encryption-key-id': text.encode(keyring.currentId) },
    data: keyring.seal('payload', plaintext, context),
  };
}

function decrypt(keyring: Keyring, payload: Payload, plain: PlainPayloads): Payload {
  const { metadata, data } = payload;
  if (!metadata?.['encoding'] || !data || Buffer.from(metadata['encoding']).toString() !== encoding) {
    if (plain === 'passed') return payload;
    throw new Error('A payload that is not encrypted');
  }
  const keyId = Buffer.from(metadata['encryption-key-id'] ?? []).toString();
  return proto.temporal.api.common.v1.Payload.decode(keyring.open('payload', data, context, keyId)) as Payload;
}
