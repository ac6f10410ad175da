import { z } from 'zod';
import { longestPassword } from '../../../domain/persons/sign-in-methods/password/password-rules.ts';
import {
  contactTypes,
  enrolledTypes,
  phoneChannels,
} from '../../../domain/persons/sign-in-methods/enrollment-rules.ts';
import { signInMethodStatuses, signInMethodTypes } from '../../../domain/persons/sign-in-methods/status.ts';
import { secret } from '../../http/secret.ts';
import { identifier } from '../../http/text.ts';
import { assertion, attestation } from '../../http/webauthn.ts';

export const methodParams = z.object({ id: z.uuid().describe('The method, from the list.') });

const name = identifier(64).describe('What the person calls it.');
const code = secret(z.string().min(1).max(64).describe('Code of the method.'));
const email = z.string().min(1).max(320).describe('E-mail address that the code goes to.');
const phoneNumber = z.string().min(1).max(32).describe('Number in E.164 form that the code goes to.');
const channel = z.enum(phoneChannels).default('sms').describe('How the code goes to a number.');
export const newMethodBody = z.discriminatedUnion('type', [
  z.strictObject({ type: z.enum(enrolledTypes).describe('What is added.'), name: name.optional() }),
  z.strictObject({ type: z.literal('email').describe('An e-mail address.'), email, name: name.optional() }),
  z.strictObject({
    type: z.literal('phone').describe('A phone number.'),
    phone_number: phoneNumber,
    channel,
    name: name.optional(),
  }),
  z.strictObject({ type: z.literal('countersign').describe('A phone with the app, which names itself.') }),
  z.strictObject({
    type: z.literal('identity').describe('An account at an identity provider.'),
    provider: identifier(32).describe('One of `identity_providers` of the list.'),
    name: name.optional(),
  }),
]);
export const replacementBody = z.strictObject({
  name: name.optional(),
  email: email.optional(),
  phone_number: phoneNumber.optional(),
  channel,
});
export const renameBody = z.strictObject({ name });

export const proofBody = z.union([
  z.strictObject({ code }),
  z.strictObject({ attestation: attestation.describe('What `navigator.credentials.create` gave, as JSON.') }),
]);

export const removalBody = z.union([
  z.strictObject({ code }),
  z.strictObject({
    password: secret(
      z
        .string()
        .min(1)
        .max(longestPassword * 4)
        .describe('The password that is removed.'),
    ),
  }),
  z.strictObject({ assertion: assertion.describe('What `navigator.credentials.get` gave, as JSON.') }),
  z.strictObject({}),
]);

export const removalQuery = z.strictObject({
  lost: z.enum(['true', 'false']).default('false').describe('It is lost, so it cannot prove its own removal.'),
});

export const methodAnswer = z.object({
  id: z.string().describe('Id of the method.'),
  type: z.enum([...signInMethodTypes, 'countersign']).describe('What it is. `countersign`: a phone with the app.'),
  name: z.string().nullable().describe('What the person calls it; null if nothing.'),
  destination: z.string().nullable().describe('Address or number; null for a type that sends nothing.'),
  primary: z.boolean().describe('Whether an address or number is the one that is used first.'),
  created_at: z.string().describe('When it was added (RFC 3339).'),
  last_used_at: z.string().nullable().describe('When it was used last (RFC 3339); null: never, or not kept.'),
  level: z.number().int().describe('Level that it reaches by itself.'),
  status: z.enum(signInMethodStatuses).describe('Whether it signs in.'),
  due_at: z.string().nullable().describe('End of what is pending, or when its removal is due (RFC 3339).'),
  removable: z.boolean().describe('Whether it can be removed.'),
  reason: z
    .string()
    .optional()
    .describe(
      'Why not: `last_method`, `method_required_by_policy`, or `on_the_phone` for one that is removed in its app.',
    ),
});

export const methodsAnswer = z.object({
  items: z.array(methodAnswer).describe('The methods, oldest first.'),
  identity_providers: z
    .array(
      z.object({
        id: z.string().describe('Names it when an account there is connected.'),
        name: z.string().describe('Its name.'),
        logo_uri: z.string().nullable().describe('Its logo.'),
      }),
    )
    .describe('Where people sign in, too: an account there can be connected.'),
  passkeys: z
    .object({
      rp_id: z.string().describe('Host that the passkeys are of.'),
      user_id: z.string().describe('What authenticators know the person by (base64url).'),
      credential_ids: z.array(z.string()).describe('Those that sign in (base64url).'),
    })
    .describe('For `PublicKeyCredential.signalAllAcceptedCredentials`: the browser then offers no other passkey.'),
  phone_addable: z
    .boolean()
    .describe('Whether a phone can be connected: phones sign in here, and the person has no hub role.'),
  takes_certificates: z.boolean().describe('Whether certificates sign in here: the proxy in front passes them on.'),
  next_cursor: z.null().describe('There is no further page.'),
});

export const pendingAnswer = z.object({
  id: z.string().describe('Id of the method.'),
  type: z.enum([...enrolledTypes, ...contactTypes, 'countersign', 'identity']).describe('What it is.'),
  status: z.literal('pending').describe('It signs in once it is verified.'),
  expires_at: z.string().describe('Until when it can be verified (RFC 3339).'),
  challenge: z
    .looseObject({ type: z.string().describe('The type of the method; `otp` for an address or a number.') })
    .describe(
      'What the person needs, in this answer alone. App: `secret`, `otpauth_uri`, `qr_svg`; passkey: `public_key` for `navigator.credentials.create`; address and number (`otp`): `channel`, `destination`, `code_length`; phone (`countersign`): `enrollment_code`, `app_link` (null for none, or several apps), `qr_svg`; identity: `redirect_to`, where the browser goes.',
    ),
});

export const removalAnswer = z.object({
  status: z.enum(['proof_needed', 'removal_pending']).describe('Whether a proof is waited for, or its day is running.'),
  due_at: z.string().nullable().describe('When it is removed (RFC 3339); null: once it is proven.'),
  challenge: z
    .looseObject({ type: z.string().describe('`code`, `password`, `passkey`, or `none` for a pending one.') })
    .nullable()
    .describe('What proves the removal; null for a lost one.'),
});

export const codesAnswer = z.object({
  codes: z.array(z.string()).describe('Ten codes, each good once. They are in this answer alone.'),
});
