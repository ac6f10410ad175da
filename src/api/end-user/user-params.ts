import { z } from 'zod';
import { identifier } from '../text.ts';

/** Whose resources they are: opaque text of the site's choice. */
export const userParams = z.object({ user_id: identifier() });

/** Whose, and which one. What is no id names nothing, and removing nothing is done already. */
export const ownedParams = z.object({ user_id: identifier(), id: z.string() });

/** Whether a text can be the id of anything; PostgreSQL takes no text with a zero in it. */
export function isStorableId(text: string): boolean {
  return text.length <= 255 && identifier().safeParse(text).success;
}

/** The empty answers of the end-user API, in exactly these words (contract/end-user.md section 1). */
export function nothingFound<Text extends string>(text: Text) {
  return z.object({ error: z.literal(text) });
}
