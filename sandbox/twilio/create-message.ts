import { randomBytes, timingSafeEqual } from 'node:crypto';
import { retryAfter } from '../http/endpoint.ts';
import type { Endpoint, EndpointAnswer, EndpointRequest } from '../http/endpoint.ts';
import { reportAsTwilio } from '../reports/send-report.ts';
import type { Report } from '../reports/send-report.ts';
import type { Behaviour } from '../state/behaviours.ts';
import type { SandboxState } from '../state/sandbox-state.ts';
import { twilioError } from './twilio-errors.ts';
import { checkWhatsApp, fateOf, isWhatsApp, numberOf, renderTemplate } from './whatsapp.ts';
import type { WhatsAppFields } from './whatsapp.ts';

const bodyLimit = 1600;
const segmentLength = 153;
const e164 = /^\+[1-9]\d{6,14}$/;
const alphanumericSender = /^(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}$/;
const path = /^\/2010-04-01\/Accounts\/([\w]+)\/Messages\.json$/;

interface Fields extends WhatsAppFields {
  body: string;
}

/**
 * Twilio's Messages resource: senders are the account's number, any alphanumeric id, and for WhatsApp the account's sender.
 * @see https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
 */
export function createTwilioEndpoint(state: SandboxState): Endpoint {
  return {
    provider: 'twilio',
    method: 'POST',
    path,
    address: (request) => {
      const { to, from } = readFields(request);
      return { to: numberOf(to), from: numberOf(from) };
    },
    answer: (request, behaviour) =>
      misbehave(behaviour, readFields(request)) ?? createMessage(request, state, behaviour),
  };
}

function misbehave(behaviour: Behaviour, fields: Fields): EndpointAnswer | undefined {
  const { to, from } = fields;
  switch (behaviour.mode) {
    case 'refuse':
      if (behaviour.from !== undefined)
        return twilioError(
          400,
          21606,
          `The 'From' phone number provided (${from}) is not a valid message-capable Twilio phone number for this destination/account`,
        );
      return twilioError(
        400,
        21408,
        `Permission to send an SMS has not been enabled for the region indicated by the 'To' number: ${to}`,
      );
    case 'unregistered':
      // Twilio reports this for WhatsApp only later, by the status callback.
      if (isWhatsApp(fields)) return undefined;
      return twilioError(400, 21614, `'To' number is not a valid mobile number: ${to}`);
    case 'too_many_requests':
      return twilioError(429, 20429, 'Too Many Requests', retryAfter(behaviour));
    case 'unavailable':
      return twilioError(503, 20503, 'Service unavailable', retryAfter(behaviour));
    case 'expired_token':
      return twilioError(401, 20003, 'Authenticate');
    default:
      return undefined;
  }
}

function createMessage(request: EndpointRequest, state: SandboxState, { mode }: Behaviour): EndpointAnswer {
  const { account_sid: account, auth_token: authToken, from_number: ownNumber } = state.credentials.twilio;
  if (!isBasic(request.headers.authorization, account, authToken)) return twilioError(401, 20003, 'Authenticate');
  if (path.exec(request.path)?.[1] !== account)
    return twilioError(404, 20404, `The requested resource ${request.path} was not found`);
  const fields = readFields(request);
  const refusal = isWhatsApp(fields) ? checkWhatsApp(fields, state.credentials) : checkFields(fields, ownNumber);
  if (refusal !== undefined) return refusal;
  const sid = `SM${randomBytes(16).toString('hex')}`;
  const report = deliver(fields, sid, state, mode);
  const statusUrl = new URLSearchParams(request.body).get('StatusCallback');
  if (statusUrl) reportAsTwilio(statusUrl, state.credentials.twilio, { sid, ...fields }, report);
  return { status: 201, body: presentMessage(sid, account, fields) };
}

/** Delivers a message, unless the mode is `undelivered`. @returns the report for its status callback. */
function deliver(fields: Fields, sid: string, state: SandboxState, mode: Behaviour['mode']): Report {
  if (!isWhatsApp(fields)) {
    const { to, from, body } = fields;
    if (mode === 'undelivered') return { status: 'undelivered', error: '30003' };
    state.messages.deliver({ channel: 'sms', sid, to, from, body });
    return { status: 'delivered' };
  }
  const fate = fateOf(fields, mode);
  const [to, from] = [numberOf(fields.to), numberOf(fields.from)];
  if (fate.status === 'delivered')
    state.messages.deliver({ channel: 'whatsapp', sid, to, from, ...renderTemplate(fields, state.credentials) });
  return fate;
}

function readFields(request: EndpointRequest): Fields {
  const form = new URLSearchParams(request.body);
  const textOf = (name: string): string => form.get(name) ?? '';
  return {
    to: textOf('To'),
    from: textOf('From'),
    body: textOf('Body'),
    contentSid: textOf('ContentSid'),
    contentVariables: textOf('ContentVariables'),
  };
}

function checkFields({ to, from, body }: Fields, ownNumber: string): EndpointAnswer | undefined {
  if (to === '') return twilioError(400, 21604, "A 'To' phone number is required.");
  if (from === '') return twilioError(400, 21603, "A 'From' phone number is required.");
  if (body === '') return twilioError(400, 21602, 'Message body is required.');
  if (body.length > bodyLimit)
    return twilioError(400, 21617, 'The concatenated message body exceeds the 1600 character limit');
  if (!e164.test(to)) return twilioError(400, 21211, `Invalid 'To' Phone Number: ${to}`);
  if (from === ownNumber) return undefined;
  if (e164.test(from))
    return twilioError(
      400,
      21606,
      `The 'From' phone number provided (${from}) is not a valid message-capable Twilio phone number for this destination/account`,
    );
  if (!alphanumericSender.test(from)) return twilioError(400, 21212, `Invalid From Number (caller ID): ${from}`);
  // North America accepts no alphanumeric senders.
  return to.startsWith('+1')
    ? twilioError(
        400,
        21612,
        `Message cannot be sent with the current combination of 'To' (${to}) and/or 'From' (${from}) parameters`,
      )
    : undefined;
}

function isBasic(authorization: string | undefined, username: string, password: string): boolean {
  const given = Buffer.from(authorization ?? '');
  const expected = Buffer.from(`Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function presentMessage(sid: string, account: string, { to, from, body }: Fields): object {
  const date = new Date().toUTCString().replace('GMT', '+0000');
  const uri = `/2010-04-01/Accounts/${account}/Messages/${sid}`;
  return {
    account_sid: account,
    api_version: '2010-04-01',
    body,
    date_created: date,
    date_sent: null,
    date_updated: date,
    direction: 'outbound-api',
    error_code: null,
    error_message: null,
    from,
    messaging_service_sid: null,
    num_media: '0',
    num_segments: String(Math.ceil(body.length / segmentLength)),
    price: null,
    price_unit: 'USD',
    sid,
    status: 'queued',
    subresource_uris: { media: `${uri}/Media.json` },
    to,
    uri: `${uri}.json`,
  };
}
