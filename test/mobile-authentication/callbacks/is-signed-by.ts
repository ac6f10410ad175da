import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ReceivedCallback } from '../../support/callback-receiver.ts';

/** Seconds that sender's and receiver's clocks may differ. */
const tolerance = 300;

/**
 * Verifies as a receiver does who has read nothing but the specification.
 * @param secret `whsec_` and base64.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function isSignedBy(secret: string, { headers, body, received_at: receivedAt }: ReceivedCallback): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers;
  if (!id || id.includes('.') || !/^\d+$/.test(timestamp ?? '') || !signatures) return false;
  if (Math.abs(Date.parse(receivedAt) / 1000 - Number(timestamp)) > tolerance) return false;
  const expected = createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64')).update(`${id}.${timestamp}.${body}`).digest();
  return signatures.split(' ').some((versioned) => {
    const [version, signature = ''] = versioned.split(',');
    const given = Buffer.from(signature, 'base64');
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
  });
}
