import { z } from 'zod';
import {
  clientAuthMethods,
  clientGrantTypes,
  clientTypes,
  contentEncryptions,
  encryptionAlgorithms,
  subjectTypes,
  tokenDeliveryModes,
} from '../../../domain/tokens/clients/status.ts';
import { hubRoles } from '../../../domain/persons/roles/hub-roles.ts';
import { signingAlgorithms } from '../../../domain/tokens/signing-keys/status.ts';
import { identifier, readableText } from '../../http/text.ts';
import { nameText, webUrl } from '../../configuration/fields.ts';

const uri = z.string().min(1).max(2048);
const web = webUrl({ http: false }).nullable();
/** RFC 6749 section 3.3. */
const scopeName = z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/);
const lifetime = (most: number) => z.number().int().min(60).max(most).nullable();
/** In each language that people are asked in. */
const motivation = z
  .strictObject({ en: readableText(500).describe('In English.'), nl: readableText(500).describe('In Dutch.') })
  .nullable();
const list = <Entry extends z.ZodType>(entry: Entry, most: number) =>
  z
    .array(entry)
    .max(most)
    .refine((entries) => new Set(entries).size === entries.length);

/** Not an id of an app installation, which is 64 hexadecimal digits or a UUID. */
const newClientId = z
  .string()
  .regex(/^(?![0-9a-f]{64}$)(?![0-9a-f]{8}-[0-9a-f-]{27}$)[A-Za-z0-9][A-Za-z0-9._~-]{0,63}$/)
  .describe('Id of the client, chosen by the caller. Without it one is made.');

/** As Node reads it in a certificate, on one line. */
const certificateName = z.string().regex(/^[\x20-\x7e]{1,512}$/);

const settings = {
  name: nameText.describe('Name that users see.'),
  type: z
    .enum(clientTypes)
    .describe('`confidential` keeps a secret or a key; all others run on the device of the user, and are public.'),
  enabled: z.boolean().describe('Off: the client gets no tokens, and those that it has are revoked.'),
  token_endpoint_auth_method: z
    .enum(clientAuthMethods)
    .describe('How it authenticates: `none` of public clients, one of the others of confidential ones.'),
  grant_types: list(z.enum(clientGrantTypes), clientGrantTypes.length).min(1).describe('Grants that it may use.'),
  redirect_uris: list(uri, 50).describe(
    'Addresses to come back to, compared letter by letter. The port of a loopback address is free for native and desktop clients.',
  ),
  post_logout_redirect_uris: list(uri, 50).describe('Addresses to come back to after signing out.'),
  scopes: list(scopeName, 200).describe('Scopes that it may ask for: of OpenID Connect, and of its resources.'),
  resources: list(identifier(255), 100).describe('Identifiers of the protected resources that it may get tokens for.'),
  jwks: z
    .strictObject({ keys: z.array(z.looseObject({})).min(1).max(10).describe('Public keys (RFC 7517).') })
    .nullable()
    .describe(
      'Public keys of `private_key_jwt`, or certificates (`x5c`) of `self_signed_tls_client_auth`; null when they are at `jwks_uri`.',
    ),
  jwks_uri: webUrl({ http: true })
    .nullable()
    .describe('Where the client publishes its keys, over TLS; null when they are in `jwks`.'),
  client_uri: web.describe('Home page of the client.'),
  logo_uri: web.describe('Logo that users see.'),
  policy_uri: web.describe('Privacy policy that users can read.'),
  tos_uri: web.describe('Terms that users can read.'),
  first_party: z.boolean().describe('It belongs to the same house: its users are not asked for consent.'),
  remember_consent: z.boolean().describe('A consent is kept for the next time.'),
  consent_lifetime_days: z
    .number()
    .int()
    .min(1)
    .max(3650)
    .nullable()
    .describe('Days after which a consent ends and is asked for anew; null = it holds until it is withdrawn.'),
  consent_motivation: motivation.describe('Why the client asks people for what it asks for, in each language.'),
  consent_items: z
    .array(
      z.strictObject({
        kind: z.enum(['scope', 'claim']).describe('What it is about.'),
        name: scopeName.describe('Name of a scope of the client, or of a claim.'),
        required: z.boolean().describe('People go on only with it, where it is asked for.'),
        motivation: motivation.describe('Why it is asked for, in each language.'),
      }),
    )
    .max(100)
    .refine((items) => new Set(items.map(({ kind, name }) => `${kind} ${name}`)).size === items.length)
    .describe('What people have to allow, and why. Everything else that is asked for is theirs to choose.'),
  default_acr_values: list(identifier(255), 10).describe(
    'Authentication that it asks for when a request names none, best last.',
  ),
  access_token_lifetime: lifetime(86_400).describe(
    'Seconds that its access tokens live at most; null = as the resource says.',
  ),
  refresh_token_lifetime: lifetime(15_552_000).describe(
    'Seconds without use after which its refresh tokens expire; null = 30 days.',
  ),
  id_token_signed_response_alg: z.enum(signingAlgorithms).describe('Algorithm of its ID tokens.'),
  dpop_bound_access_tokens: z
    .boolean()
    .describe('Every access token is bound to a key that the client proves (RFC 9449).'),
  tls_client_auth: z
    .strictObject({
      subject_dn: certificateName.optional().describe('Subject, as RFC 4514 writes it: the last part first.'),
      san_dns: certificateName.optional().describe('DNS name among the alternative names.'),
      san_uri: certificateName.optional().describe('URI among them.'),
      san_ip: z.union([z.ipv4(), z.ipv6()]).optional().describe('Address among them.'),
      san_email: certificateName.optional().describe('E-mail address among them.'),
    })
    .refine((names) => Object.values(names).filter((name) => name !== undefined).length === 1)
    .nullable()
    .describe('What of its certificate names the client, of `tls_client_auth`: one member (RFC 8705 section 2.1.2).'),
  tls_client_certificate_bound_access_tokens: z
    .boolean()
    .describe('Every access token is bound to the certificate of the client (RFC 8705 section 3).'),
  require_pushed_authorization_requests: z.boolean().describe('Authorization requests have to be pushed (RFC 9126).'),
  backchannel_logout_uri: webUrl({ http: true })
    .nullable()
    .describe('Where it gets a logout token when a session ends (OpenID Connect Back-Channel Logout 1.0), over TLS.'),
  backchannel_logout_session_required: z
    .boolean()
    .describe('It accepts no logout token without `sid`. Every logout token has it.'),
  session_management: z
    .boolean()
    .describe(
      'With the tokens of a person it gets a `session_management_token` for the Session API. Confidential clients only.',
    ),
  backchannel_token_delivery_mode: z
    .enum(tokenDeliveryModes)
    .describe(
      'How it learns that a sign-in without a browser (CIBA) has ended: `poll`, it asks; `ping`, it is notified.',
    ),
  backchannel_client_notification_endpoint: webUrl({ http: true })
    .nullable()
    .describe('Where it is notified, over TLS; null unless the mode is `ping`.'),
  backchannel_user_code_parameter: z
    .boolean()
    .describe(
      'A sign-in without a browser needs the code that the person has set for it (`user_code`). It refuses people without one.',
    ),
  access: z
    .strictObject({
      roles: list(z.enum(hubRoles), hubRoles.length).describe('A person with one of these roles may use it.'),
      users: list(identifier(255), 1000).describe('These people may, by user id.'),
    })
    .nullable()
    .describe('Who may use it; null: every active person. Another person is refused with `access_denied`.'),
  subject_type: z
    .enum(subjectTypes)
    .describe('What it knows people by: `public`, the user id; `pairwise`, a name that no other sector gets.'),
  sector_identifier: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::\d{1,5})?$/)
    .nullable()
    .describe(
      'Host whose clients know a person by the same pairwise name; null: that of its redirect URIs, which then have one host.',
    ),
  id_token_encrypted_response_alg: z
    .enum(encryptionAlgorithms)
    .nullable()
    .describe(
      'Its ID tokens and logout tokens are encrypted to a key of `jwks` or `jwks_uri` by it; null: they are not.',
    ),
  id_token_encrypted_response_enc: z
    .enum(contentEncryptions)
    .nullable()
    .describe('How the content is encrypted; null: A128CBC-HS256.'),
};

const { name, type, grant_types: grantTypes, ...others } = settings;

export const newClientBody = z
  .strictObject({ client_id: newClientId.optional(), name, type, grant_types: grantTypes })
  .extend(z.object(others).partial().shape);
export const changeClientBody = z.strictObject(settings).partial();

export const clientParams = z.object({
  client_id: z
    .string()
    .regex(/^[\x21-\x7e]{1,64}$/)
    .describe('Id of the client.'),
});
export const secretParams = clientParams.extend({ secret_id: z.uuid().toLowerCase().describe('Id of the secret.') });

const secretSchema = z.object({
  id: z.string().describe('Id of the secret.'),
  created_at: z.string().describe('When it was made (RFC 3339).'),
});

export const clientSchema = z.object({
  client_id: z.string().describe('Id of the client.'),
  ...settings,
  registered_by: z
    .string()
    .nullable()
    .describe('The initial access token with which it registered itself; null: an operator added it.'),
  owner: z.string().nullable().describe('The operator who made that token.'),
  secrets: z.array(secretSchema).describe('The secrets that it may use, without their text: two at most.'),
  created_at: z.string().describe('When it was added (RFC 3339).'),
  changed_at: z.string().describe('When it was changed last (RFC 3339).'),
});

export const newSecretSchema = secretSchema.extend({
  client_secret: z.string().describe('The secret. It is shown this once.'),
});

export const clientListQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('Clients on a page.'),
  cursor: z.string().max(200).optional().describe('`next_cursor` of the page before.'),
});

export const clientList = z.object({
  items: z.array(clientSchema).describe('The clients, by id.'),
  next_cursor: z.string().nullable().describe('Where the next page begins; null on the last page.'),
});

export const findingsSchema = z.object({
  findings: z
    .array(
      z.object({
        code: z.string().describe('Code of the finding.'),
        severity: z.enum(['warning', 'advice']).describe('`warning`: change it. `advice`: it could be safer.'),
        field: z.string().describe('Setting that it is about.'),
        message: z.string().describe('What is the matter.'),
        rule: z.string().describe('Where the rule is written.'),
      }),
    )
    .describe('What could be safer, warnings first. Empty: nothing was found.'),
});
