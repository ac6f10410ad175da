import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import type { SandboxCredentials } from '../credentials.ts';
import { retryAfter } from '../http/endpoint.ts';
import type { Endpoint, EndpointAnswer } from '../http/endpoint.ts';
import type { Behaviour } from '../state/behaviours.ts';
import type { AccessTokens } from './access-tokens.ts';

const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const scopes = new Set([
  'https://www.googleapis.com/auth/firebase.messaging',
  'https://www.googleapis.com/auth/cloud-platform',
]);
const longestSeconds = 3600;

/**
 * Google's OAuth token endpoint for service accounts: exchanges an assertion signed with RS256 for an access token.
 * @see https://developers.google.com/identity/protocols/oauth2/service-account#httprest
 */
export function createTokenExchange(credentials: SandboxCredentials, accessTokens: AccessTokens): Endpoint {
  const account = credentials.fcm_service_account;
  const publicKey = createPublicKey(createPrivateKey(account.private_key));
  return {
    provider: 'token',
    method: 'POST',
    path: /^\/token$/,
    address: () => ({}),
    answer: async (request, behaviour) => {
      const misbehaviour = misbehave(behaviour);
      if (misbehaviour !== undefined) return misbehaviour;
      const form = new URLSearchParams(request.body);
      if (form.get('grant_type') !== grantType) return refuse('unsupported_grant_type', 'Invalid grant_type');
      const refusal = await checkAssertion(form.get('assertion') ?? '', account, publicKey);
      return refusal ?? { status: 200, body: accessTokens.issue() };
    },
  };
}

function misbehave(behaviour: Behaviour): EndpointAnswer | undefined {
  switch (behaviour.mode) {
    case 'normal':
    case 'slow':
      return undefined;
    case 'too_many_requests':
      return {
        status: 429,
        headers: retryAfter(behaviour),
        body: { error: 'rate_limit_exceeded' },
        reason: 'rate_limit_exceeded',
      };
    case 'unavailable':
      return { status: 503, headers: retryAfter(behaviour), body: { error: 'backend_error' }, reason: 'backend_error' };
    default:
      return refuse('invalid_grant', 'Invalid grant: account not found');
  }
}

async function checkAssertion(
  assertion: string,
  account: SandboxCredentials['fcm_service_account'],
  publicKey: KeyObject,
): Promise<EndpointAnswer | undefined> {
  let claims: JWTPayload;
  try {
    if (decodeProtectedHeader(assertion).kid !== account.private_key_id)
      return refuse('invalid_grant', 'Invalid grant: key not found');
    const options = {
      algorithms: ['RS256'],
      audience: account.token_uri,
      requiredClaims: ['iat', 'exp', 'iss', 'scope'],
    };
    claims = (await jwtVerify(assertion, publicKey, options)).payload;
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed)
      return refuse('invalid_grant', 'Invalid JWT Signature.');
    return refuse(
      'invalid_grant',
      'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.',
    );
  }
  if (claims.iss !== account.client_email) return refuse('invalid_grant', 'Invalid grant: account not found');
  if (Number(claims.exp) - Number(claims.iat) > longestSeconds)
    return refuse('invalid_grant', 'Invalid JWT: Token must be a short-lived token (60 minutes).');
  const asked = String(claims['scope']).split(' ');
  return asked.some((scope) => scopes.has(scope))
    ? undefined
    : refuse('invalid_scope', 'Empty or missing scope not allowed.');
}

function refuse(error: string, description: string): EndpointAnswer {
  return {
    status: error === 'invalid_grant' ? 400 : 401,
    body: { error, error_description: description },
    reason: error,
  };
}
