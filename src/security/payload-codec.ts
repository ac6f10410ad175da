import type { Payload, PayloadCodec, SerializationContext } from '@temporalio/common';
import proto from '@temporalio/proto';
import type { Keyring } from './keyring.ts';

const encoding = 'binary/encrypted';
/** Metadata that names the workflow that a payload is for. */
const boundTo = 'workflow-id';
const context = 'temporal-payload';
const text = new TextEncoder();

/** A payload that was not encrypted with the keyring, or not for this workflow. */
export class UnreadablePayload extends Error {
  override name = 'UnreadablePayload';
}

/**
 * Handling of a payload that the keyring did not encrypt for this workflow. Clients and activities refuse it. A worker gives a workflow null
 * instead: its validator refuses null, while a payload that cannot be decoded would block the whole workflow. A page
 * that only shows it passes it on.
 */
export type ForeignPayloads = 'refused' | 'emptied' | 'passed';

/**
 * Encrypts every payload that Temporal stores (AES-256-GCM; the key id is in the metadata, so former keys still decrypt), bound to its
 * workflow: a copy in another one cannot be decrypted. Synchronous: a payload is small, and a thread hop would cost
 * more than the cipher. A payload that it did not encrypt was written by a party without the key: no workflow, activity or answer
 * uses it.
 */
export function createPayloadCodec(keyring: Keyring, foreign: ForeignPayloads = 'refused'): PayloadCodec {
  const open = (payload: Payload, owner: SerializationContext | undefined) => {
    try {
      return decrypt(keyring, payload, (id) => foreign === 'passed' || id === owner?.workflowId);
    } catch (error) {
      if (foreign === 'emptied' && owner?.type === 'workflow') return nothing;
      if (foreign === 'passed' && !isEncrypted(payload)) return payload;
      throw error;
    }
  };
  return {
    encode: async (payloads, owner) => payloads.map((payload) => encrypt(keyring, payload, owner?.workflowId)),
    decode: async (payloads, owner) => payloads.map((payload) => open(payload, owner)),
  };
}

const nothing: Payload = { metadata: { encoding: text.encode('json/plain') }, data: text.encode('null') };

function encrypt(keyring: Keyring, payload: Payload, workflowId: string | undefined): Payload {
  const plaintext = proto.temporal.api.common.v1.Payload.encode(payload).finish();
  return {
    metadata: {
      encoding: text.encode(encoding),
      'encryption-key-id': text.encode(keyring.currentId),
      ...(workflowId === undefined ? {} : { [boundTo]: text.encode(workflowId) }),
    },
    data: keyring.seal('payload', plaintext, contextOf(workflowId)),
  };
}

/** @param isReader whether the payloads of a workflow may be read. */
function decrypt(keyring: Keyring, payload: Payload, isReader: (workflowId: string) => boolean): Payload {
  const { metadata, data } = payload;
  if (!metadata || !data || !isEncrypted(payload)) throw new UnreadablePayload('A payload that is not encrypted');
  const keyId = wordOf(metadata['encryption-key-id']);
  // Older payloads are not bound to a workflow. Their evidence is verified when it is recorded.
  const owner = metadata[boundTo] && wordOf(metadata[boundTo]);
  if (owner && !isReader(owner)) throw new UnreadablePayload('A payload that is for another workflow');
  try {
    return proto.temporal.api.common.v1.Payload.decode(
      keyring.open('payload', data, contextOf(owner || undefined), keyId),
    ) as Payload;
  } catch (cause) {
    throw new UnreadablePayload(cause instanceof Error ? cause.message : 'A payload that does not open', { cause });
  }
}

function contextOf(workflowId: string | undefined): string {
  return workflowId === undefined ? context : `${context}/${workflowId}`;
}

function isEncrypted({ metadata }: Payload): boolean {
  return wordOf(metadata?.['encoding']) === encoding;
}

function wordOf(bytes: Uint8Array | null | undefined): string {
  return Buffer.from(bytes ?? []).toString();
}
