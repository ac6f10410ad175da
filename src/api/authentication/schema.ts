import { z } from 'zod';
import { flowStatuses } from '../../domain/authentication/flow/status.ts';
import { secret } from '../http/secret.ts';
import { identifier } from '../http/text.ts';
import { shownClient } from './client.ts';
import { methodCredentials } from './methods/all-credentials.ts';

const sessionId = z
  .string()
  .regex(/^[\w-]{1,64}$/)
  .describe('Address of the flow. The right to it is the cookie, which browsers send by themselves.');

const asked = (most: number) => z.string().min(1).max(most);

/** Order A: an interaction of the authorization server. */
const byInteraction = z.strictObject({
  interaction: identifier(64).describe('The `interaction` that the sign-in page was opened with.'),
});

/** Order B: the client begins here, and goes to `/authorize` afterwards. */
const byClient = z.strictObject({
  client_id: identifier(64).describe('The client.'),
  redirect_uri: asked(2048).describe('One of its redirect URIs, letter by letter.'),
  response_type: z.literal('code').describe('The code flow is the only one.'),
  scope: asked(1024).describe('Scopes, separated by spaces.'),
  state: asked(1024).describe('Comes back with the code.'),
  code_challenge: z
    .string()
    .regex(/^[\w-]{43}$/)
    .describe('Hash of the code verifier (RFC 7636).'),
  code_challenge_method: z.literal('S256').describe('How it was hashed.'),
  nonce: asked(512).optional().describe('Comes back in the ID token.'),
  acr_values: asked(512).optional().describe('What the sign-in has to reach, the lowest acceptable value first.'),
  max_age: z.number().int().min(0).max(2_147_483_647).optional().describe('Seconds that it may be old.'),
  login_hint: asked(320).optional().describe('Who may want to sign in.'),
  ui_locales: asked(256).optional().describe('Languages of the pages, separated by spaces, best first.'),
});

export const startBody = z.union([byInteraction, byClient]);
export type ClientRequest = z.output<typeof byClient>;

export const flowBody = z.strictObject({ session_id: sessionId });

const byMethod = <Name extends keyof typeof methodCredentials>(name: Name) =>
  z.strictObject({
    session_id: sessionId,
    auth_method: z.literal(name).describe('The method, one that the flow offers.'),
    credentials: methodCredentials[name].describe('What the method takes.'),
  });
const names = Object.keys(methodCredentials) as (keyof typeof methodCredentials)[];
const [firstMethod, ...otherMethods] = names.map(byMethod) as [ReturnType<typeof byMethod>];
export const authenticateBody = z.discriminatedUnion('auth_method', [firstMethod, ...otherMethods]);

export const verifyBody = z.strictObject({
  session_id: sessionId,
  otp: secret(z.string().regex(/^[\w-]{1,64}$/)).describe(
    'The code as it was typed, or what the link of a mail carries.',
  ),
  challenge_id: z.uuid().optional().describe('The challenge that it is for; left out: the open one.'),
});

export const completeBody = z.strictObject({
  session_id: sessionId,
  remember: z.boolean().default(false).describe('Whether the session outlives the browser.'),
  trust_device: z.boolean().default(false).describe('Whether this browser is to be trusted, where policy allows it.'),
});

export const completeAnswer = z.object({
  session_id: z.string().describe('Address of the flow.'),
  status: z.literal('completed').describe('It is over.'),
  acr: z.string().nullable().describe('Level that was reached.'),
  amr: z.array(z.string()).describe('How (RFC 8176).'),
  auth_time: z.string().nullable().describe('When the person signed in (RFC 3339).'),
  redirect_to: z.string().describe('Where the browser goes now.'),
});

export const statusQuery = z.strictObject({
  session_id: sessionId,
  wait: z.coerce
    .number()
    .int()
    .min(0)
    .max(30)
    .default(0)
    .describe('Seconds to wait at the most while the flow waits for something.'),
});

export const authorizeQuery = z.looseObject({}).describe('As of `/oauth/authorize`.');

const required = z
  .object({
    level: z.number().int().describe('Level, 1 to 4.'),
    acr: z.string().describe('The same as `acr`.'),
    factors: z.number().int().describe('Factors of different classes.'),
    max_age: z.number().nullable().describe('Seconds that the authentication may be old; null: any age.'),
  })
  .describe('What has to be reached.');

const achieved = z
  .object({
    level: z.number().int().describe('Level; 0 before anything is proven.'),
    acr: z.string().nullable().describe('The same as `acr`.'),
    amr: z.array(z.string()).describe('How (RFC 8176).'),
    auth_time: z.string().nullable().describe('When the person signed in (RFC 3339).'),
  })
  .describe('What is reached.');

const methods = z
  .array(z.object({ auth_method: z.string().describe('Name of the method.') }))
  .describe(
    "Methods that are offered now: the policy's until one factor is proven, then the user's own that still help.",
  );

const challenge = z
  .looseObject({
    challenge_id: z.string().describe('Id of the challenge.'),
    type: z.string().describe('What is waited for: `otp`, `approval`, `passkey`, `password_change`, `sso`.'),
    expires_at: z.string().describe('Until when (RFC 3339).'),
  })
  .nullable()
  .describe('What the flow waits for; its other members depend on its type.');

export const flowAnswer = z
  .object({
    session_id: z.string().describe('Address of the flow.'),
    status: z.enum(flowStatuses).describe('Where it stands.'),
    expires_at: z.string().describe('Until when it lasts (RFC 3339).'),
    locale: z.string().describe('Language of the pages.'),
    client: shownClient.describe('Where the person signs in.'),
    required,
    achieved,
    methods,
    identity_providers: z
      .array(
        z.object({
          id: z.string().describe('Names it in `credentials`.'),
          name: z.string().describe('Its name.'),
          logo_uri: z.string().nullable().describe('Its logo.'),
        }),
      )
      .describe('Other places where people sign in with the method `sso`.'),
    trusted_device_days: z
      .number()
      .int()
      .describe('Days that this browser can be trusted for: `trust_device` of `/complete`; 0: it cannot.'),
    user: z
      .object({ display: z.string().describe('Masked address or name.') })
      .nullable()
      .describe('Who it is; null until a factor is proven.'),
    account: z
      .object({ display: z.string().describe('Masked address or name.') })
      .nullable()
      .describe(
        'The account of this browser that the person chose and has to prove. Credentials may leave out its name.',
      ),
    challenge,
    redirect_to: z
      .string()
      .optional()
      .describe('Where the browser goes: to an identity provider (method `sso`), or back to the site (`/cancel`).'),
    registration_enabled: z.boolean().describe('Whether a person may sign up.'),
    recovery_enabled: z.boolean().describe('Whether an account can be recovered.'),
  })
  .meta({
    examples: [
      {
        session_id: 'auth_session_kT3v9Qm2R0yLx8cP4sWb1A',
        status: 'pending',
        expires_at: '2026-12-01T10:10:00.000Z',
        locale: 'en',
        client: { client_id: 'client123', name: 'Shop', logo_uri: null, policy_uri: null, tos_uri: null },
        required: { level: 2, acr: 'urn:countersign:acr:2', factors: 2, max_age: null },
        achieved: { level: 0, acr: null, amr: [], auth_time: null },
        methods: [{ auth_method: 'passkey' }, { auth_method: 'password' }],
        identity_providers: [],
        trusted_device_days: 0,
        user: null,
        account: null,
        challenge: null,
        registration_enabled: false,
        recovery_enabled: false,
      },
    ],
  });
