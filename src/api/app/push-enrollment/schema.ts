import { z } from 'zod';

/** Longer than any provider's token, which is text without spaces. */
export const startBody = z.strictObject({ push_token: z.string().max(4096).regex(/^[\x21-\x7e]+$/) });
export const enrollmentParams = z.object({ id: z.uuid().toLowerCase() });
export const confirmationBody = z.strictObject({ nonce: z.string().min(1).max(128) });
export const emptyBody = z.strictObject({});

export const openAnswer = z.object({ enrollment_id: z.string(), expires_at: z.string(), resends_left: z.number() });
export const enrolledAnswer = z.object({ enrollment_id: z.string(), status: z.literal('enrolled') });
