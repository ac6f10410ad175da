import { z } from 'zod';
import { identifier } from '../http/text.ts';

/** Id of the user: opaque text that the site chose. */
export const userParams = z.object({
  user_id: identifier().describe('The user, as the site names them: opaque text, compared letter by letter.'),
});

/** Ids of the user and the resource. Text that is no id names no resource; its removal is answered as done. */
export const ownedParams = z.object({
  user_id: identifier().describe('The user, as the site names them: opaque text, compared letter by letter.'),
  id: z.string().describe('Id of what is acted on, from its list. An unknown id changes nothing.'),
});

/** The empty answers of the end-user API, in exactly these words (contract/end-user.md section 1). */
export function nothingFound<Text extends string>(text: Text) {
  return z.object({ error: z.literal(text).describe('What was not found.') });
}
