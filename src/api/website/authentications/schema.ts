import { z } from 'zod';

const text = (most: number) => z.string().min(1).max(most);
/** A form field that was sent empty counts as not sent. */
const optional = (most: number) =>
  z
    .string()
    .max(most)
    .transform((value) => value || undefined)
    .optional();

/** Form of `POST /authenticate/user`. Lengths of texts that a setting limits are checked by the command. */
export const initialiseBody = z.object({
  type: text(128),
  user_id: optional(255),
  device_id: z
    .string()
    .regex(/^([0-9a-f]{64})?$/)
    .transform((value) => value || undefined)
    .optional(),
  callback_uri: optional(2048).refine((value) => value === undefined || isHttpUrl(value)),
  message: optional(4000),
  signing_data: optional(16_000),
  secure_message: optional(16_000),
  phone_number: optional(64),
  language_code: z
    .string()
    .regex(/^([A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*)?$/)
    .transform((value) => value || undefined)
    .optional(),
  ip_address: optional(64),
  user_agent: optional(1024),
});
export type InitialiseBody = z.output<typeof initialiseBody>;

export const initialiseAnswer = z.object({
  transaction_id: z.string(),
  auth_method: z.string(),
  /** Milliseconds. */
  time_to_live: z.number().int(),
  device: z.object({ name: z.string(), platform: z.string() }).optional(),
});

/** `Idempotency-Key`: 1 to 255 visible ASCII characters. */
export const idempotencyKey = z.string().regex(/^[\x21-\x7e]{1,255}$/);

function isHttpUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  return (url.protocol === 'https:' || url.protocol === 'http:') && !url.username && !url.password;
}
