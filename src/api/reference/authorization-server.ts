import { z } from 'zod';
import { secret } from '../http/secret.ts';
import type { DescribedSurface, Refusal } from './described-surface.ts';

/** Routes of oidc-provider, described by RFC 6749, 7009, 7517 and 8414 and by docs/app-protocol.md section 4. */
/** Of an OAuth client; a secret may come by HTTP Basic instead. */
const clientCredentials = {
  client_id: z.string().optional().describe('Id of the client.'),
  client_secret: secret(z.string()).optional().describe('Secret of the client.'),
  client_assertion: z.string().optional().describe('JWT that the client signed, of `private_key_jwt`.'),
  client_assertion_type: z.string().optional().describe('`urn:ietf:params:oauth:client-assertion-type:jwt-bearer`.'),
};

const tokenRequest = z.discriminatedUnion('grant_type', [
  z.object({
    grant_type: z.literal('urn:countersign:grant-type:enrollment-code').describe('The grant.'),
    client_id: z.string().describe('`client_id` of the installation, from its registration.'),
    enrollment_code: secret(z.string()).describe('The code that the site showed to the user.'),
    pin_key: z.string().optional().describe('Public JWK of the PIN, as JSON text, when a PIN is set at once.'),
    scope: z.string().optional().describe('Scopes that the app asks for, separated by spaces.'),
  }),
  z.object({
    grant_type: z.literal('refresh_token').describe('The grant.'),
    client_id: z.string().describe('`client_id` of the installation, from its registration.'),
    refresh_token: secret(z.string()).describe('The refresh token. It works once.'),
    factor_proof: z.string().optional().describe('Proof by a factor of the profile, once it has one.'),
    scope: z.string().optional().describe('Scopes that the app asks for, separated by spaces.'),
  }),
  z.object({
    grant_type: z.literal('client_credentials').describe('The grant.'),
    ...clientCredentials,
    resource: z
      .string()
      .optional()
      .describe('Identifier of the protected resource; needed of a client that may use several.'),
    scope: z
      .string()
      .optional()
      .describe('Scopes that the client asks for, separated by spaces. Without it the token has none.'),
  }),
]);

const tokenAnswer = z.looseObject({
  access_token: z.string().describe('The access token.'),
  token_type: z.enum(['DPoP', 'Bearer']).describe('`DPoP`: the token is bound to a key, of apps to the device key.'),
  expires_in: z.number().int().describe('Seconds until it expires.'),
  refresh_token: z.string().optional().describe('The next refresh token.'),
  scope: z.string().optional().describe('Scopes of the token, separated by spaces.'),
  user_id: z.string().optional().describe('The user.'),
  profile_id: z.string().optional().describe('Id of the registration of the user on this device.'),
});

const introspection = z.looseObject({
  active: z.boolean().describe('`false`: it is no token to this client, and nothing else is told.'),
  client_id: z.string().optional().describe('Client that it was issued to.'),
  aud: z.string().optional().describe('Protected resource that it is for.'),
  scope: z.string().optional().describe('Scopes of the token, separated by spaces.'),
  exp: z.number().int().optional().describe('When it expires, in seconds since 1970.'),
  cnf: z.looseObject({}).optional().describe('Thumbprint of the key that it is bound to.'),
});

const metadata = z.looseObject({
  issuer: z.string().describe('Issuer of the tokens.'),
  token_endpoint: z.string().describe('Address of the token endpoint.'),
  jwks_uri: z.string().describe('Address of the keys.'),
});

const described: readonly [status: number, code: string, meaning: string][] = [
  [400, 'invalid_request', 'A parameter is missing, unknown or repeated.'],
  [400, 'invalid_grant', 'The code or the refresh token is wrong, used or expired.'],
  [400, 'invalid_scope', 'The application does not grant this scope, or it was not granted before.'],
  [400, 'invalid_dpop_proof', 'The DPoP proof is missing, wrong, too old or was used before.'],
  [400, 'use_dpop_nonce', 'The DPoP proof needs the nonce of the header DPoP-Nonce.'],
  [400, 'unauthorized_client', '`version_disabled`: the app has to be updated.'],
  [400, 'unsupported_grant_type', 'There is no such grant.'],
  [400, 'invalid_target', 'The protected resource is not there for the client, or more than one is named.'],
  [400, 'unsupported_token_type', 'The token is a JWT: its resource server reads it.'],
  [
    401,
    'invalid_client',
    'The installation is not known, or the client could not be authenticated. `Retry-After`: too many wrong secrets.',
  ],
  [413, 'invalid_request', 'Bodies are limited to 64 KiB.'],
  [429, 'slow_down', 'Too many wrong codes: try again after `Retry-After`.'],
  [500, 'server_error', 'A fault of ours; the request id finds it in the log.'],
  [
    503,
    'temporarily_unavailable',
    'PostgreSQL is away, or the clock of the server is wrong: try again after `Retry-After`.',
  ],
];

const refusals: readonly Refusal[] = described.map(([status, code, meaning]) => ({
  status,
  code,
  meaning,
  example: {
    error: code,
    error_description: meaning,
  },
}));

/** The authorization server, described as a surface. */
export const authorizationServer: DescribedSurface = {
  name: 'authorization-server',
  title: 'Authorization server',
  base: '/oauth',
  caller: 'anonymous',
  reads: ['form'],
  refusals,
  refusalFormat: {
    mediaType: 'application/json',
    body: z.looseObject({
      error: z.string().describe('Code of the refusal.'),
      error_description: z.string().optional().describe('The same for people.'),
      scope: z.string().optional().describe('Scope that is missing.'),
    }),
  },
  routes: [
    {
      method: 'post',
      path: '/token',
      refuses: described.map(([, code]) => code),
      summary: 'Tokens for an app installation, bound to its device key, or for an OAuth client',
      caller: 'device',
      body: tokenRequest,
      responses: { 200: tokenAnswer },
    },
    {
      method: 'post',
      path: '/token/revocation',
      refuses: [
        'invalid_request',
        'unsupported_token_type',
        'invalid_client',
        'server_error',
        'temporarily_unavailable',
      ],
      summary: 'Revoke a token (RFC 7009)',
      body: z.object({
        token: secret(z.string()).describe('The token to revoke.'),
        token_type_hint: z.string().optional().describe('`access_token` or `refresh_token`.'),
        ...clientCredentials,
      }),
      responses: { 200: null },
    },
    {
      method: 'post',
      path: '/token/introspect',
      refuses: [
        'invalid_request',
        'unsupported_token_type',
        'invalid_client',
        'server_error',
        'temporarily_unavailable',
      ],
      summary: 'What a token of a protected resource is good for (RFC 7662)',
      body: z.object({
        token: secret(z.string()).describe('The token.'),
        token_type_hint: z.string().optional().describe('`access_token`.'),
        ...clientCredentials,
      }),
      responses: { 200: introspection },
    },
    {
      method: 'get',
      path: '/jwks',
      refuses: ['invalid_request', 'server_error', 'temporarily_unavailable'],
      summary: 'The keys that tokens are signed with (RFC 7517)',
      responses: {},
      otherFormats: ['application/jwk-set+json'],
    },
    {
      method: 'get',
      path: '/.well-known/openid-configuration',
      refuses: ['invalid_request', 'server_error', 'temporarily_unavailable'],
      summary: 'Metadata of the authorization server (RFC 8414)',
      responses: { 200: metadata },
    },
  ],
};
