import { z } from 'zod';

/** Whom a text message is from: a number, a short code or a name, as the SMS provider knows it. */
export const smsSenderId = z.string().regex(/^[\x20-\x7e]{1,64}$/);
