import { createHmac, randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

export interface Report {
  url: string;
  headers: Record<string, string>;
  body: string;
}

export interface TwilioReport {
  /** Origin of the API. */
  api: string;
  message: string;
  accountSid: string;
  authToken: string;
  fields: Record<string, string>;
}

/** A status callback as Twilio signs it: HMAC-SHA-1 over URL and sorted parameters. @see https://www.twilio.com/docs/usage/security */
export function twilioReport({ api, message, accountSid, authToken, fields }: TwilioReport): Report {
  const url = `${api}/providers/twilio/status?message=${encodeURIComponent(message)}`;
  const all: Record<string, string> = { AccountSid: accountSid, ...fields };
  const signed =
    url +
    Object.keys(all)
      .toSorted()
      .map((name) => name + all[name])
      .join('');
  const signature = createHmac('sha1', authToken).update(signed).digest('base64');
  return {
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature },
    body: new URLSearchParams(all).toString(),
  };
}

/** A report as a gateway sends it, signed with the Standard Webhooks library. */
export function gatewayReport(
  api: string,
  secret: string,
  content: object,
  change: { id?: string; at?: number } = {},
): Report {
  const [id, seconds, body] = [
    change.id ?? randomUUID(),
    change.at ?? Math.floor(Date.now() / 1000),
    JSON.stringify(content),
  ];
  const webhook = secret.startsWith('whsec_') ? new Webhook(secret) : new Webhook(secret, { format: 'raw' });
  return {
    url: `${api}/providers/sms-gateway/status`,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(seconds),
      'webhook-signature': webhook.sign(id, new Date(seconds * 1000), body),
    },
    body,
  };
}

export async function deliver({ url, headers, body }: Report): Promise<{ status: number; code: string | undefined }> {
  const response = await fetch(url, { method: 'POST', headers, body });
  const text = await response.text();
  return { status: response.status, code: text === '' ? undefined : (JSON.parse(text) as { code?: string }).code };
}
