import { z } from 'zod';

// Control characters, surrogates without their half, and what turns the direction of a line around: an id holds none.
const notInIds = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u;
// A text that people read may have lines and tabs.
// oxlint-disable-next-line no-control-regex
const notInTexts = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]|\p{Cs}/u;

/** Opaque text that names something, such as a user. */
export const identifier = (most = 255) => z.string().min(1).max(most).refine((value) => !notInIds.test(value));

/** Text that is shown to people. */
export const readableText = (most: number) => z.string().max(most).refine((value) => !notInTexts.test(value));
