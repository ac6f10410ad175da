import { createHmac } from 'node:crypto';

export interface WebhookToSign {
  webhookId: string;
  timestamp: Date;
  body: string;
}

/**
 * The three headers of Standard Webhooks; the signature only with a secret (`whsec_<base64>`, else the bytes of the text).
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signWebhook({ webhookId, timestamp, body }: WebhookToSign, secret: string | undefined): Record<string, string> {
  const seconds = String(Math.floor(timestamp.getTime() / 1000));
  const headers = { 'webhook-id': webhookId, 'webhook-timestamp': seconds };
  if (secret === undefined) return headers;
  const signature = createHmac('sha256', readSecret(secret)).update(`${webhookId}.${seconds}.${body}`).digest('base64');
  return { ...headers, 'webhook-signature': `v1,${signature}` };
}

function readSecret(secret: string): Buffer {
  return secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret, 'utf8');
}
