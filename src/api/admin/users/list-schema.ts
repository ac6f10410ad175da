import { z } from 'zod';
import { personSorts } from '../../../commands/persons/search/find-persons.ts';
import { hubRoles } from '../../../domain/persons/roles/hub-roles.ts';
import { signInMethodTypes } from '../../../domain/persons/sign-in-methods/status.ts';
import { foldText } from '../../../domain/persons/search/fold-text.ts';
import { personSources, personStatuses } from '../../../domain/persons/status.ts';
import { identifier } from '../../http/text.ts';
import { longestCursor } from './list-cursor.ts';

/** RFC 3339 with an offset or Z. */
const instant = z.iso.datetime({ offset: true }).transform((value) => new Date(value));

export const listQuery = z.strictObject({
  user_id: identifier().optional().describe('The user of exactly this id, at a glance. Alone: with nothing else.'),
  q: identifier(100)
    .refine((text) => [...foldText(text)].length >= 2)
    .optional()
    .describe(
      'A part of a name, username, e-mail address, id, or the beginning or end of a phone number. 2 letters are a beginning, 3 any part.',
    ),
  status: z.enum(personStatuses).optional().describe('Only people of this status.'),
  registered_after: instant.optional().describe('Only people who were registered then or later (RFC 3339).'),
  registered_before: instant.optional().describe('Only people who were registered before (RFC 3339).'),
  last_seen_before: instant
    .optional()
    .describe(
      'Only people who have not been seen since then (RFC 3339); who was never seen counts by when they became known.',
    ),
  role: z.enum(hubRoles).optional().describe('Only people with this hub role.'),
  has_method: z.enum(signInMethodTypes).optional().describe('Only people with a verified sign-in method of this type.'),
  filter: z
    .string()
    .min(1)
    .max(1000)
    .optional()
    .describe('Only people of whom this is so: a filter of SCIM (RFC 7644 section 3.4.2.2).'),
  sort: z.enum(personSorts).default('-registered_at').describe('Order of the list; a hyphen turns it around.'),
  count: z.enum(['true', 'false']).default('false').describe('Whether all that match are counted.'),
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('People on a page.'),
  cursor: z
    .string()
    .min(1)
    .max(longestCursor)
    .optional()
    .describe('`next_cursor` of the page before, with the same question.'),
});

const text = z.string().nullable();

export const userList = z.object({
  items: z
    .array(
      z.object({
        user_id: z.string().describe('The user.'),
        username: text.describe('Username; null if none.'),
        display_name: text.describe('Name that the person is shown by; null if unknown.'),
        email: text.describe('Primary e-mail address; null if none.'),
        phone_number: text.describe('Primary phone number; null if none.'),
        status: z.enum(personStatuses).describe('Where the person stands.'),
        roles: z.array(z.enum(hubRoles)).describe('Hub roles.'),
        methods: z.array(z.enum(signInMethodTypes)).describe('Types of the sign-in methods that are verified.'),
        registered_at: z.string().describe('When they became known (RFC 3339).'),
        last_seen_at: text.describe(
          'When they signed in, used a session or their app got tokens last (RFC 3339), exact to five minutes; null: never.',
        ),
        level: z
          .number()
          .int()
          .min(0)
          .max(4)
          .describe('Highest level that they can sign in at with the methods that they have; 0: with none.'),
        source: z
          .enum(personSources)
          .describe('Where they come from: made here, by a directory, or by a sign-in at an identity provider.'),
      }),
    )
    .describe('The people.'),
  next_cursor: text.describe('Where the next page begins; null on the last page.'),
  count: z.number().int().optional().describe('How many match, where it was asked for.'),
  similar: z.literal(true).optional().describe('There is none of what was asked for: these are like it.'),
});
