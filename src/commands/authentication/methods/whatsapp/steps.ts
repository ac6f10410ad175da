import { createPhoneSteps } from '../sending/phone-recipient.ts';

/** A code by WhatsApp message to a verified phone number. */
export const whatsappSteps = createPhoneSteps('whatsapp');
