import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { eventually } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';
import { textMessagesTo } from '../../support/text-messages.ts';
import type { Website } from '../../support/website.ts';

/** Milliseconds within which a change applies, however busy the machine is. */
export const appliedWithinMs = 90_000;

export const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`;

/** A configuration of the sandbox's SMS gateway. */
export function httpGateway(more: object = {}) {
  const { url, signing_secret } = useStack().infrastructure.sandbox.credentials.sms_gateway;
  return { gateway: 'http', http_url: url, http_signing_secret: signing_secret, ...more };
}

/** A configuration of the sandbox's Twilio account, with another number than the environment's. */
export function twilioAccount() {
  const { account_sid, auth_token } = useStack().infrastructure.sandbox.credentials.twilio;
  return {
    gateway: 'twilio',
    twilio_account_sid: account_sid,
    twilio_auth_token: auth_token,
    twilio_from_number: '+447700900100',
  };
}

/** The answer of GET while no gateway is configured. */
export function gatewayOfEnvironment() {
  const { twilio, whatsapp } = useStack().infrastructure.sandbox.credentials;
  const { account_sid, from_number } = twilio;
  return {
    gateway: 'twilio',
    source: 'environment',
    twilio_account_sid: account_sid,
    twilio_configured: true,
    twilio_from_number: from_number,
    twilio_whatsapp_number: whatsapp.from_number,
    twilio_whatsapp_templates: whatsapp.content_sids,
    http_url: null,
    http_template: null,
    http_header_names: [],
    http_signed: false,
    http_sender: null,
    rotation_ends_at: null,
  };
}

/** Sends text messages until one has the sender `from`, which tells the gateway. */
export async function sendsAs(website: Website, from: string): Promise<void> {
  await eventually(async () => {
    const number = `+316${randomInt(10_000_000, 99_999_999)}`;
    await website.initialise({ type: 'payment_with_sms', user_id: randomUUID(), phone_number: number });
    const messages = await textMessagesTo(useStack().endpoints, number);
    return messages[0]?.from === from ? messages : undefined;
  }, appliedWithinMs);
}
