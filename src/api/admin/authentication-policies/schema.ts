import { z } from 'zod';
import { signInMethodNames } from '../../../domain/authentication/methods/all-methods.ts';
import { isNetwork } from '../../../domain/authentication/policies/conditions.ts';
import { policyKinds } from '../../../domain/authentication/policies/status.ts';
import { nameText } from '../../configuration/fields.ts';
import { identifier } from '../../http/text.ts';

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

const condition = z.strictObject({
  addresses: z
    .array(z.string().max(64).refine(isNetwork))
    .min(1)
    .max(200)
    .optional()
    .describe('Networks in CIDR notation that the person comes from.'),
  hours: z
    .strictObject({
      from: time.describe('`HH:MM`.').meta({ examples: ['08:00'] }),
      until: time.describe('`HH:MM`; before `from`: on the next day.').meta({ examples: ['18:00'] }),
      zone: z
        .string()
        .max(64)
        .refine((zone) => Intl.supportedValuesOf('timeZone').includes(zone) || zone === 'UTC')
        .describe('Time zone (IANA).'),
    })
    .optional()
    .describe('Hours of the day.'),
  countries: z
    .array(z.string().regex(/^[A-Z]{2}$/))
    .min(1)
    .max(250)
    .optional()
    .describe('Countries that they come from (ISO 3166-1). An address that cannot be located is in none of them.'),
  new_device: z.boolean().optional().describe('Whether they sign in with this browser for the first time.'),
  inverted: z.boolean().default(false).describe('Applies where the rest does not.'),
  effect: z.enum(['allow', 'step_up', 'deny']).describe('What holds then.'),
  level: z.number().int().min(1).max(4).optional().describe('Level that `step_up` asks for.'),
});

const methods = z.array(z.enum(signInMethodNames as [string, ...string[]])).min(1);

const settings = {
  name: nameText.describe('Name of the policy.'),
  kind: z.enum(policyKinds).describe('Whom it is for: a `client`, a `user`, or all others (`default`).'),
  subject_id: identifier().nullable().describe('Id of the client or the user; null for the default.'),
  methods: methods.describe('Methods that people may sign in with.'),
  first_factors: methods.describe('Those of them that a sign-in may begin with.'),
  minimum_level: z.number().int().min(1).max(4).describe('Level that a sign-in has to reach.'),
  factors: z.number().int().min(1).max(2).describe('Factors of different classes.'),
  max_session_age: z.number().int().min(0).max(31_536_000).nullable().describe('Seconds that a session may be old.'),
  trusted_device_days: z
    .number()
    .int()
    .min(0)
    .max(365)
    .describe(
      'Days that a browser which a person trusts stands in for the second of two `factors`; 0: it does not. It never makes up for a level, nor where the request asks how old the sign-in may be.',
    ),
  conditions: z.array(condition).max(50).describe('The first that applies decides.'),
};

const confirmText =
  'The `affected` of the refusal `would_lock_out`: the change is to hold all the same, while it locks out no more.';
const confirm = z.number().int().min(1).optional().describe(confirmText);

const { name, kind, ...others } = settings;
export const newPolicyBody = z
  .strictObject({ name, kind, confirm })
  .extend(z.object(others).partial().shape)
  .refine((body) => (body.kind === 'default') === ((body.subject_id ?? null) === null), { path: ['subject_id'] });
const { kind: _kind, subject_id: _subject, ...changeable } = settings;
export const changePolicyBody = z.strictObject({ ...changeable, confirm }).partial();
export const deletionQuery = z.object({
  confirm: z.coerce.number().int().min(1).optional().describe(confirmText),
});
export const policyParams = z.object({ policy_id: z.uuid().toLowerCase().describe('Id of the policy.') });

export const policySchema = z.object({
  id: z.string().describe('Id of the policy.'),
  ...settings,
  created_at: z.string().describe('When it was added (RFC 3339).'),
  changed_at: z.string().describe('When it was changed last (RFC 3339).'),
});

export const policyListQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('Policies on a page.'),
  cursor: z.string().max(400).optional().describe('`next_cursor` of the page before.'),
});

export const policyList = z.object({
  items: z.array(policySchema).describe('The policies, oldest first.'),
  next_cursor: z.string().nullable().describe('Where the next page begins; null: this is the last.'),
});

export const simulateBody = z.strictObject({
  user_id: identifier().optional().describe('Who signs in.'),
  client_id: identifier(64).optional().describe('Where.'),
  context: z
    .strictObject({
      ip: z.string().max(64).optional().describe('Address that they come from.'),
      country: z
        .string()
        .regex(/^[A-Z]{2}$/)
        .optional()
        .describe('Country that they come from; left out: that of the address, if a service locates it.'),
      new_device: z.boolean().default(false).describe('Whether they sign in with this browser for the first time.'),
      trusted_device: z.boolean().default(false).describe('Whether they trust this browser.'),
      time: z.iso.datetime({ offset: true }).optional().describe('When; left out: now.'),
    })
    .prefault({})
    .describe('From where, when, and with what.'),
});

export const simulateAnswer = z.object({
  rule: z.number().int().nullable().describe('Place of the condition that decides, from 0; null: none applies.'),
  effect: z.enum(['allow', 'step_up', 'deny']).describe('What it says.'),
  level: z.number().int().describe('Level that the sign-in would have to reach.'),
  factors: z.number().int().describe('Factors that it would need.'),
  methods: z.array(z.string()).describe("Methods that would be offered; the user's own when one is named."),
  first_factors: z.array(z.string()).describe('Those that it could begin with.'),
  locked_out: z.boolean().nullable().describe('Whether the user could not reach it; null when none is named.'),
});
