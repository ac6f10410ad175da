import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { encryptedText } from '../columns/encrypted.ts';

/** The gateway for text messages, and the number that WhatsApp messages come from. One row or none: without it the environment's gateway applies. Fields of the other kind of gateway are kept. */
export const SmsGateway = defineEntity({
  name: 'SmsGateway',
  tableName: 'sms_gateway',
  properties: {
    /** Always `sms-gateway`: there is one. */
    id: p.string().length(16).primary(),
    gateway: p.enum(['twilio', 'http']),
    twilioAccountSid: p.string().length(64).nullable(),
    twilioAuthToken: encryptedText().nullable(),
    twilioFromNumber: p.string().length(64).nullable(),
    twilioWhatsAppNumber: p.string().length(16).fieldName('twilio_whatsapp_number').nullable(),
    /** Language tag in small letters -> id of the template that Meta approved in it. */
    twilioWhatsAppTemplates: p.json<Record<string, string>>().fieldName('twilio_whatsapp_templates').nullable(),
    httpUrl: p.text().nullable(),
    /** JSON with placeholders. */
    httpTemplate: p.text().nullable(),
    /** JSON: header -> value. */
    httpHeaders: encryptedText().nullable(),
    httpSigningSecret: encryptedText().nullable(),
    httpSender: p.string().length(64).nullable(),
    /** The former secret, accepted on reports of messages that were sent with it. */
    formerTwilioAuthToken: encryptedText().nullable(),
    formerTwilioUntil: p.datetime().nullable(),
    formerHttpSigningSecret: encryptedText().nullable(),
    formerHttpUntil: p.datetime().nullable(),
  },
});
export type SmsGateway = InferEntity<typeof SmsGateway>;
