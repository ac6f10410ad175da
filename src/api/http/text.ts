import { z } from 'zod';

// Characters refused in ids: controls, unpaired surrogates and bidirectional overrides.
const notInIds = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u;
// Readable text may have line breaks and tabs.
// oxlint-disable-next-line no-control-regex
const notInTexts = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]|\p{Cs}/u;

/** An opaque id, such as a user's. */
export const identifier = (most = 255) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((value) => !notInIds.test(value));

/** An id of a device in any case: published ids are upper-case, stored ones lower-case. */
export const deviceIdText = () =>
  z
    .string()
    .toLowerCase()
    .regex(/^[0-9a-f]{64}$/);

/** Whether a text can be stored as an id: PostgreSQL refuses text with a NUL. */
export function isStorableId(text: string): boolean {
  return text.length <= 255 && identifier().safeParse(text).success;
}

/** Text that is shown to people. */
export const readableText = (most: number) =>
  z
    .string()
    .max(most)
    .refine((value) => !notInTexts.test(value));
