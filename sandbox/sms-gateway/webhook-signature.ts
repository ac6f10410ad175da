import { createHmac, timingSafeEqual } from 'node:crypto';
import type { EndpointRequest } from '../http/endpoint.ts';

const toleranceSeconds = 300;

/**
 * Whether a request has a recent signature by `secret` (`whsec_...`).
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function hasSignature({ headers, body }: Pick<EndpointRequest, 'headers' | 'body'>, secret: string): boolean {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    String(headers[name] ?? ''),
  );
  if (Math.abs(Date.now() / 1000 - Number(timestamp || Number.NaN)) < toleranceSeconds === false) return false;
  const expected = Buffer.from(signatureOf({ id: id as string, timestamp: timestamp as string, body }, secret));
  return (signatures as string)
    .split(' ')
    .some((one) => Buffer.byteLength(one) === expected.length && timingSafeEqual(Buffer.from(one), expected));
}

/** The value of `webhook-signature`. */
export function signatureOf(
  { id, timestamp, body }: { id: string; timestamp: string; body: string },
  secret: string,
): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}
