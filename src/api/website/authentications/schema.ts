import { z } from 'zod';
import { readWebAddress, urlCharacters } from '../../../domain/configuration/web-address.ts';
import { readAddress } from '../../../domain/mobile-authentication/context/read-address.ts';
import { deviceIdText, identifier, readableText } from '../../http/text.ts';

/** A form field that was sent empty counts as not sent. */
const orNothing = <Schema extends z.ZodType<string>>(schema: Schema) =>
  schema
    .or(z.literal(''))
    .transform((value) => value || undefined)
    .optional();
const optionalText = (most: number) => orNothing(readableText(most));

const addressLength = 64;
/** A field that may be unused: only invalid characters are refused. */
const bodyLength = 64 * 1024;

/** Form of `POST /authenticate/user`. Lengths of texts that a setting limits are checked by the command. */
export const initialiseBody = z.object({
  type: identifier(128).describe('Name of the mobile authentication type.'),
  user_id: orNothing(identifier()).describe(
    'The user, as the site names them: opaque text, compared letter by letter. Required; for an OTP it must be absent.',
  ),
  /** Version 4. */
  device_id: orNothing(deviceIdText()).describe('Version 4: the device to ask. Versions 2 and 3 ignore it.'),
  /** In version 3 the application of the phone; in all versions the application that an OTP's link opens. */
  app_id: orNothing(identifier(128)).describe(
    'Version 3: identifier of the application whose phone is asked. With an OTP, in all versions: the application that the link opens.',
  ),
  callback_uri: orNothing(
    z
      .string()
      .max(2048)
      .regex(urlCharacters)
      .refine((text) => readWebAddress(text, 'callback') instanceof URL),
  ).describe('URL that is told when the authentication has ended. While the whitelist is on, it must be on it.'),
  message: orNothing(readableText(4000).refine((text) => text === '' || hasLetters(text))).describe(
    'Text that the user is shown and signs. The setting `message_max_length` limits it (155 characters by default). Without it, the default message of the type is used.',
  ),
  signing_data: optionalText(16_000).describe(
    'Longer text that the app shows beside the message; it is signed with it.',
  ),
  secure_message: optionalText(16_000).describe('Text that only the app shows, never the notification.'),
  /** The published example sends `+` unencoded, which arrives as a space. */
  phone_number: orNothing(readableText(64).transform((text) => text.replace(/^ (?=\d)/, '+'))).describe(
    'Number for a text message, in E.164 form (`+31612345678`). Required for SMS and for a type that falls back to SMS.',
  ),
  /** An unknown language gets the texts in English. */
  language_code: optionalText(bodyLength).describe(
    'Language tag (BCP 47) of the default texts, such as `nl`. An unknown language gets English.',
  ),
  /** Whether the answer to an OTP has a QR code. */
  otp_qr: orNothing(z.enum(['true', 'false'])).describe('OTP only: `true` adds `otp_qr` to the answer.'),
  /** Validated only where they are used: see `shownContext`. */
  ip_address: orNothing(
    readableText(bodyLength).transform((text) => (text.length > addressLength ? text : (readAddress(text) ?? text))),
  ).describe(
    'Address of the browser that asked, for the location that the phone shows. Checked only while geolocation is on: at most 64 characters.',
  ),
  user_agent: optionalText(bodyLength).describe(
    'User agent of the browser that asked, for the context that the phone shows. Checked only while geolocation is on: at most 1,024 characters.',
  ),
});
export type InitialiseBody = z.output<typeof initialiseBody>;

/** Where the user starts a mobile authentication. Validated only while geolocation is on; otherwise ignored. */
export const shownContext = z.object({
  ip_address: z
    .string()
    .max(addressLength)
    .refine((text) => readAddress(text) !== undefined)
    .optional()
    .describe(
      'Address of the browser that asked, for the location that the phone shows. Checked only while geolocation is on: at most 64 characters.',
    ),
  user_agent: readableText(1024)
    .optional()
    .describe(
      'User agent of the browser that asked, for the context that the phone shows. Checked only while geolocation is on: at most 1,024 characters.',
    ),
});

export const initialiseAnswer = z
  .object({
    transaction_id: z
      .string()
      .describe('Id of the transaction, for its result, the code of a text message, and cancelling.'),
    auth_method: z
      .string()
      .describe(
        'Method in use: `push`, `push_with_pin`, `push_with_fingerprint`, `push_with_custom_authenticator`, `sms` or `otp`. It is the one of the fallback where that was used.',
      ),
    /** Milliseconds. */
    time_to_live: z.number().int().describe('Milliseconds until the transaction expires, counted from its start.'),
    otp: z.string().optional().describe('OTP only: what the app reads, by scanning or by a link. Single use.'),
    /** SVG image, as a data URI. */
    otp_qr: z
      .string()
      .optional()
      .describe('OTP only, where it was asked for: the QR code of the OTP, an SVG image as a data URI.'),
    app_link: z
      .string()
      .optional()
      .describe(
        'OTP only: link that opens the app on the same phone with the OTP. Present where exactly one application has an `app_link_url`.',
      ),
    /** Six digits to show, where the type asks for them on the phone. */
    verification_code: z
      .string()
      .optional()
      .describe('Six digits to show to the user, who types them into the phone. Present where the type requires it.'),
    device: z
      .object({
        name: z.string().describe('Name of the phone, as its app gave it.'),
        platform: z.string().describe('Platform of the app: `android` or `ios`.'),
      })
      .optional()
      .describe('The phone that is asked, where the method names one.'),
  })
  .meta({
    examples: [
      {
        transaction_id: '0197b2c4-5d6e-7f80-9a1b-2c3d4e5f6071',
        auth_method: 'push',
        time_to_live: 120_000,
        device: { name: 'Phone of Alex', platform: 'android' },
      },
    ],
  });

/** Whether a text has a visible character. */
function hasLetters(text: string): boolean {
  return /[^\s\p{Z}\p{Cf}]/u.test(text);
}
