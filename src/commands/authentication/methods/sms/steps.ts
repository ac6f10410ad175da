import { createPhoneSteps } from '../sending/phone-recipient.ts';

/** A code by text message to a verified phone number. */
export const smsSteps = createPhoneSteps('sms');
