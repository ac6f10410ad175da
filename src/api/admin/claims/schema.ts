import { z } from 'zod';
import { longestValue, mostValues } from '../../../domain/persons/claims/claim-rules.ts';
import { claimKinds, claimScopes } from '../../../domain/persons/claims/status.ts';
import { checked } from '../../configuration/fields.ts';
import { identifier, readableText } from '../../http/text.ts';

const claimType = checked(z.string().min(1).max(255), (text) =>
  /^[\x21-\x7e]+$/.test(text) && URL.canParse(text)
    ? undefined
    : { code: 'invalid_uri', message: 'This is not an absolute URI.' },
).describe('Absolute URI that names the claim, also in tokens.');
const kind = z.enum(claimKinds).describe('`free`: any text; `discrete`: some of the options.');

const settings = {
  friendly_name: z
    .strictObject({
      en: readableText(100).min(1).describe('In English.'),
      nl: readableText(100).min(1).describe('In Dutch.'),
    })
    .describe('What people are told of it, in each language.'),
  variable_name: z
    .string()
    .regex(/^[A-Za-z_]\w{0,63}$/)
    .describe('Its name in rules and templates: letters, digits and `_`.'),
  options: z.array(identifier(longestValue)).max(200).describe('Values of a discrete claim.'),
  multiple: z.boolean().describe(`Whether a person can have several values, ${mostValues} at most.`),
  pattern: z
    .string()
    .min(1)
    .max(255)
    .nullable()
    .describe('Regular expression of a whole value of a free claim; without groups, alternatives and references.'),
  scope: z.enum(claimScopes).nullable().describe('Scope of OpenID Connect with which clients get it; null: none.'),
  updateable: z.boolean().describe('People change it themselves in their profile.'),
  restrict_by_suborganizations: z.boolean().describe('It is for the organizations below; kept for them.'),
  restrict_elevation: z.boolean().describe('No person gives themselves a value that they do not have.'),
  personal_data_category: identifier(64).nullable().describe('Kind of personal data, for records of processing.'),
};

const { friendly_name: friendlyName, variable_name: variableName, ...others } = settings;
export const newClaimBody = z
  .strictObject({ claim_type: claimType, friendly_name: friendlyName, variable_name: variableName, kind })
  .extend(z.object(others).partial().shape);
export const changeClaimBody = z.strictObject(settings).partial();
export const claimParams = z.object({ claim_id: z.uuid().toLowerCase().describe('Id of the claim definition.') });

export const claimSchema = z.object({
  id: z.string().describe('Id of the claim definition.'),
  claim_type: claimType,
  kind,
  ...settings,
  created_at: z.string().describe('When it was added (RFC 3339).'),
  changed_at: z.string().describe('When it was changed last (RFC 3339).'),
});

export const claimListQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('Claim definitions on a page.'),
  cursor: z.string().max(400).optional().describe('`next_cursor` of the page before.'),
});

export const claimList = z.object({
  items: z.array(claimSchema).describe('The claim definitions, by type.'),
  next_cursor: z.string().nullable().describe('Where the next page begins; null on the last page.'),
});
