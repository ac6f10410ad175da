import { createHmac, randomUUID } from 'node:crypto';
import { signatureOf } from '../sms-gateway/webhook-signature.ts';
import type { SandboxCredentials } from '../credentials.ts';

const timeoutMs = 10_000;

/** The delivery status of a message, in terms of both providers. */
export interface Report {
  status: 'delivered' | 'undelivered';
  error?: string;
}

/** Sends Twilio's status callback: a form with a signature over URL and parameters. */
export function reportAsTwilio(
  url: string,
  { account_sid: account, auth_token: token }: SandboxCredentials['twilio'],
  message: { sid: string; to: string; from: string },
  report: Report,
): void {
  const fields: Record<string, string> = {
    AccountSid: account,
    ApiVersion: '2010-04-01',
    From: message.from,
    MessageSid: message.sid,
    MessageStatus: report.status,
    SmsSid: message.sid,
    SmsStatus: report.status,
    To: message.to,
    ...(report.error === undefined ? {} : { ErrorCode: report.error }),
  };
  const signed =
    url +
    Object.keys(fields)
      .toSorted()
      .map((name) => `${name}${fields[name]}`)
      .join('');
  post(
    url,
    {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': createHmac('sha1', token).update(signed).digest('base64'),
    },
    new URLSearchParams(fields).toString(),
  );
}

/** Sends the gateway's report: JSON, signed by Standard Webhooks. */
export function reportAsGateway(url: string, secret: string, message: { id: string }, { status, error }: Report): void {
  const webhook = {
    id: randomUUID(),
    timestamp: String(Math.floor(Date.now() / 1000)),
    body: JSON.stringify({ id: message.id, status, ...(error === undefined ? {} : { error_code: error }) }),
  };
  const headers = {
    'content-type': 'application/json',
    'webhook-id': webhook.id,
    'webhook-timestamp': webhook.timestamp,
    'webhook-signature': signatureOf(webhook, secret),
  };
  post(url, headers, webhook.body);
}

/** Posts once, without waiting and without retries. */
function post(url: string, headers: Record<string, string>, body: string): void {
  fetch(url, { method: 'POST', headers, body, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) }).then(
    (response) => response.body?.cancel(),
    () => undefined,
  );
}
