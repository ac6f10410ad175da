import { createHmac } from 'node:crypto';
import { equalBytes } from '../keyring.ts';

/**
 * Standard Webhooks: callbacks to sites and messages to an HTTP gateway are signed by it, and reports of a gateway come signed by it.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export interface WebhookToSign {
  webhookId: string;
  timestamp: Date;
  body: string;
}

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

/** More signatures than a rotation of secrets needs are ignored. */
const mostSignatures = 8;

/** The three headers of Standard Webhooks: one signature for each secret, and no header for them without any. */
export function signWebhook(
  { webhookId: id, timestamp: at, body }: WebhookToSign,
  secrets: readonly string[],
): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp };
  if (secrets.length === 0) return headers;
  return {
    ...headers,
    'webhook-signature': secrets.map((secret) => signatureOf({ id, timestamp, body }, secret)).join(' '),
  };
}

/** Whether a webhook is signed by one of the secrets and from now. */
export function hasWebhookSignature(webhook: StandardWebhook, secrets: readonly string[], now: Date): boolean {
  const { id, timestamp } = webhook;
  const signatures = webhook.signature
    .split(' ')
    .slice(0, mostSignatures)
    .map((one) => Buffer.from(one));
  const expected = secrets.map((secret) => Buffer.from(signatureOf(webhook, secret)));
  const isSigned = expected.flatMap((own) => signatures.map((one) => equalBytes(one, own))).includes(true);
  const age = /^\d{1,12}$/.test(timestamp)
    ? Math.abs(now.getTime() / 1000 - Number(timestamp))
    : Number.POSITIVE_INFINITY;
  return isSigned && id !== '' && age <= webhookTolerance;
}

function signatureOf({ id, timestamp, body }: Omit<StandardWebhook, 'signature'>, secret: string): string {
  return `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

/** `whsec_<base64>`, else the bytes of the text. */
function keyOf(secret: string): Buffer {
  return secret.startsWith('whsec_')
    ? Buffer.from(secret.slice('whsec_'.length), 'base64')
    : Buffer.from(secret, 'utf8');
}
