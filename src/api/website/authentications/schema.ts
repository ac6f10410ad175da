import { z } from 'zod';
import { readAddress } from '../../../domain/mobile-authentication/context/read-address.ts';
import { identifier, readableText } from '../../text.ts';

/** A form field that was sent empty counts as not sent. */
const orNothing = <Schema extends z.ZodType<string>>(schema: Schema) => schema.or(z.literal('')).transform((value) => value || undefined).optional();
const optionalText = (most: number) => orNothing(readableText(most));

const addressLength = 64;
/** Of what may never be looked at, only characters that no text holds are refused. */
const bodyLength = 64 * 1024;

/** Form of `POST /authenticate/user`. Lengths of texts that a setting limits are checked by the command. */
export const initialiseBody = z.object({
  type: identifier(128),
  user_id: orNothing(identifier()),
  /** Version 4. */
  device_id: orNothing(z.string().regex(/^[0-9a-f]{64}$/)),
  /** The phone, in version 3; the application that the link of an OTP opens, in all. */
  app_id: orNothing(identifier(128)),
  callback_uri: orNothing(z.string().max(2048).regex(/^[\x21-\x7e]+$/).refine(isHttpUrl)),
  message: optionalText(4000),
  signing_data: optionalText(16_000),
  secure_message: optionalText(16_000),
  phone_number: optionalText(64),
  /** What is no language finds the texts in English. */
  language_code: optionalText(bodyLength),
  /** OTP: the answer has it as a QR code, too. */
  otp_qr: orNothing(z.enum(['true', 'false'])),
  /** Looked at where they are used: see `shownContext`. */
  ip_address: orNothing(readableText(bodyLength).transform((text) => (text.length > addressLength ? text : (readAddress(text) ?? text)))),
  user_agent: optionalText(bodyLength),
});
export type InitialiseBody = z.output<typeof initialiseBody>;

/** Where a mobile authentication is started, while that is shown on the phone: what nobody looks at cannot be wrong. */
export const shownContext = z.object({
  ip_address: z.string().max(addressLength).refine((text) => readAddress(text) !== undefined).optional(),
  user_agent: readableText(1024).optional(),
});

export const initialiseAnswer = z.object({
  transaction_id: z.string(),
  auth_method: z.string(),
  /** Milliseconds. */
  time_to_live: z.number().int(),
  otp: z.string().optional(),
  /** SVG image, as a data URI. */
  otp_qr: z.string().optional(),
  app_link: z.string().optional(),
  /** Six digits to show, where the type asks for them on the phone. */
  verification_code: z.string().optional(),
  device: z.object({ name: z.string(), platform: z.string() }).optional(),
});

function isHttpUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  return (url.protocol === 'https:' || url.protocol === 'http:') && !url.username && !url.password;
}
