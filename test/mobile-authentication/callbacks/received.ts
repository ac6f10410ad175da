import { createHmac, timingSafeEqual } from 'node:crypto';

/** One request that a callback address of the sandbox got. */
export interface ReceivedCallback {
  headers: Record<string, string>;
  body: string;
  status: number;
  received_at: string;
}

export async function callbacksAt(url: string): Promise<ReceivedCallback[]> {
  return ((await (await fetch(url)).json()) as { requests: ReceivedCallback[] }).requests;
}

/** What the address answers next. */
export async function answerWith(url: string, behaviour: object): Promise<void> {
  const response = await fetch(`${url}/behaviour`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(behaviour) });
  if (!response.ok) throw new Error(`The sandbox refused: ${response.status}`);
}

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
