import { createHmac } from 'node:crypto';
import { equalBytes } from '../keyring.ts';

/** A request with the headers of Standard Webhooks. */
export interface StandardWebhook {
  id: string;
  timestamp: string;
  /** Space-separated `v1,<base64>`. */
  signature: string;
  body: string;
}

/** Seconds that a request may be old, or ahead of our clock. */
export const webhookTolerance = 300;

/** Of more signatures than a rotation needs nobody has a use. */
const mostSignatures = 8;

/**
 * Whether a webhook is signed by one of the secrets (`whsec_<base64>`, else the bytes of the text) and from now.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function hasWebhookSignature(webhook: StandardWebhook, secrets: readonly string[], now: Date): boolean {
  const { id, timestamp, body } = webhook;
  const signatures = webhook.signature.split(' ').slice(0, mostSignatures).map((one) => Buffer.from(one));
  const expected = secrets.map((secret) => Buffer.from(`v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64')}`));
  const isSigned = expected.flatMap((own) => signatures.map((one) => equalBytes(one, own))).includes(true);
  const age = /^\d{1,12}$/.test(timestamp) ? Math.abs(now.getTime() / 1000 - Number(timestamp)) : Number.POSITIVE_INFINITY;
  return isSigned && id !== '' && age <= webhookTolerance;
}

function keyOf(secret: string): Buffer {
  return secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret, 'utf8');
}
