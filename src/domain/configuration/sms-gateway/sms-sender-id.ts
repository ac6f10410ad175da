import { z } from 'zod';

/** Sender of a text message: a number, a short code or a name, as the SMS provider knows it. */
export const smsSenderId = z.string().regex(/^[\x20-\x7e]{1,64}$/);
