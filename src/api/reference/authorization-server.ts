import { z } from 'zod';
import { secret } from '../secret.ts';
import type { DescribedSurface, Refusal } from './described-surface.ts';

/** The routes are the provider's own (oidc-provider); what they take and answer here is RFC 6749, 7009, 7517 and 8414, and docs/app-protocol.md section 4. */
const tokenRequest = z.discriminatedUnion('grant_type', [
  z.object({
    grant_type: z.literal('urn:countersign:grant-type:enrollment-code'),
    client_id: z.string(),
    enrollment_code: secret(z.string()),
    pin_key: z.string().optional(),
  }),
  z.object({ grant_type: z.literal('refresh_token'), client_id: z.string(), refresh_token: secret(z.string()) }),
]);

const tokenAnswer = z.looseObject({
  access_token: z.string(),
  token_type: z.literal('DPoP'),
  expires_in: z.number().int(),
  refresh_token: z.string().optional(),
  scope: z.string().optional(),
  user_id: z.string().optional(),
  profile_id: z.string().optional(),
});

const metadata = z.looseObject({ issuer: z.string(), token_endpoint: z.string(), jwks_uri: z.string() });

const described: readonly [status: number, code: string, meaning: string][] = [
  [400, 'invalid_request', 'A parameter is missing, unknown or repeated.'],
  [400, 'invalid_grant', 'The code or the refresh token is wrong, used or expired.'],
  [400, 'invalid_dpop_proof', 'The DPoP proof is missing, wrong, too old or was used before.'],
  [400, 'use_dpop_nonce', 'The DPoP proof needs the nonce of the header DPoP-Nonce.'],
  [400, 'unauthorized_client', '`version_disabled`: the app has to be updated.'],
  [400, 'unsupported_grant_type', 'There is no such grant.'],
  [401, 'invalid_client', 'The installation is not known.'],
  [413, 'invalid_request', 'Bodies are limited to 64 KiB.'],
  [429, 'slow_down', 'Too many wrong codes: try again after `Retry-After`.'],
  [500, 'server_error', 'A fault of ours; the request id finds it in the log.'],
  [503, 'temporarily_unavailable', 'PostgreSQL is away: try again after `Retry-After`.'],
];

const refusals: readonly Refusal[] = described.map(([status, code, meaning]) => ({ status, code, meaning, example: { error: code, error_description: meaning } }));

/** The authorization server, described as a surface. */
export const authorizationServer: DescribedSurface = {
  name: 'authorization-server',
  title: 'Authorization server',
  base: '/oauth',
  caller: 'anybody',
  reads: ['form'],
  refusals,
  refusalFormat: { mediaType: 'application/json', body: z.looseObject({ error: z.string(), error_description: z.string().optional(), scope: z.string().optional() }) },
  routes: [
    { method: 'post', path: '/token', summary: 'Tokens for an app installation, bound to its device key', caller: 'device', body: tokenRequest, responses: { 200: tokenAnswer } },
    {
      method: 'post',
      path: '/token/revocation',
      summary: 'Revoke a token (RFC 7009)',
      body: z.object({ token: secret(z.string()), token_type_hint: z.string().optional(), client_id: z.string() }),
      responses: { 200: null },
    },
    { method: 'get', path: '/jwks', summary: 'The keys that tokens are signed with (RFC 7517)', responses: {}, otherFormats: ['application/jwk-set+json'] },
    { method: 'get', path: '/.well-known/openid-configuration', summary: 'Metadata of the authorization server (RFC 8414)', responses: { 200: metadata } },
  ],
};
