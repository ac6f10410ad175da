import { randomBytes } from 'node:crypto';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { hasWebhookSignature, signWebhook, webhookTolerance } from '../../src/security/webhooks/standard-webhook.ts';

const body = JSON.stringify({ callback_uri: 'https://shop.example/told', transaction_id: 'caf\u00e9' });
const webhook = { webhookId: 'msg_1', timestamp: new Date(), body };
const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`;

/** The library of the authors of Standard Webhooks. */
function oracle(secret: string): Webhook {
  return secret.startsWith('whsec_') ? new Webhook(secret) : new Webhook(Buffer.from(secret), { format: 'raw' });
}

describe('signWebhook', () => {
  it.each([newSecret(), newSecret(), 'a text that is hard to guess'])(
    'signs with %s so that the library verifies it',
    (secret) => {
      expect(oracle(secret).verify(body, signWebhook(webhook, [secret]))).toEqual(JSON.parse(body));
    },
  );

  it('signs with two secrets so that the library verifies it with either', () => {
    const secrets = [newSecret(), newSecret()];
    const headers = signWebhook(webhook, secrets);
    for (const secret of secrets) expect(oracle(secret).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => oracle(newSecret()).verify(body, headers)).toThrow(WebhookVerificationError);
    expect(() => oracle(secrets[0] as string).verify(`${body} `, headers)).toThrow(WebhookVerificationError);
  });

  it('returns only id and timestamp without a secret', () => {
    expect(Object.keys(signWebhook(webhook, []))).toEqual(['webhook-id', 'webhook-timestamp']);
  });
});

describe('hasWebhookSignature of a webhook that the library signed', () => {
  const secret = newSecret();
  const signed = (at: Date, id = 'msg_1') => ({
    id,
    timestamp: String(Math.floor(at.getTime() / 1000)),
    signature: oracle(secret).sign(id, at, body),
    body,
  });
  const now = new Date('2026-01-02T03:04:05Z');
  const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);

  it.each([0, webhookTolerance, -webhookTolerance])('accepts it %d seconds later', (seconds) => {
    expect(hasWebhookSignature(signed(ago(seconds)), [newSecret(), secret], now)).toBe(true);
  });

  it.each([
    ['too old', signed(ago(webhookTolerance + 1))],
    ['too far ahead', signed(ago(-webhookTolerance - 1))],
    ['of another id', { ...signed(now), id: 'msg_2' }],
    ['of another time', { ...signed(now), timestamp: signed(ago(1)).timestamp }],
    ['with another body', { ...signed(now), body: `${body} ` }],
    ['with a signature of another version', { ...signed(now), signature: signed(now).signature.replace('v1,', 'v2,') }],
    ['without a signature', { ...signed(now), signature: '' }],
    ['without an id', signed(now, '')],
  ])('refuses it when it is %s', (_, refused) => {
    expect(hasWebhookSignature(refused, [secret], now)).toBe(false);
  });

  it('refuses it with another secret and without secrets', () => {
    expect(hasWebhookSignature(signed(now), [newSecret()], now)).toBe(false);
    expect(hasWebhookSignature(signed(now), [], now)).toBe(false);
  });
});
