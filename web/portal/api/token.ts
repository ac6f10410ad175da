import type { Flow } from './flow.ts';
import { request } from './request.ts';

export type ActionType =
  | 'PERSON_ACTIVATION'
  | 'COUPLE_EXTERNAL_IDP_FROM_PARAMETERS'
  | 'COUPLE_EXTERNAL_IDP_FROM_SESSION'
  | 'LOGIN'
  | 'LOGIN_APP2WEB';

/** What an action token will do. */
export interface DescribedToken {
  actions: { type: ActionType }[];
  user: { display: string };
  signed_in: 'none' | 'same' | 'other';
  code_required: boolean;
  redirect_host: string | null;
  redirect_name: string | null;
  at_once: boolean;
  expires_at: string;
}

const base = '/authentication/token';

/** Uses nothing up. */
export function describeToken(token: string, signal: AbortSignal): Promise<DescribedToken> {
  return request('POST', `${base}/describe`, { body: { token }, signal });
}

/** Asks for a new link to activate an account; the answer is the same for every address. */
export function requestLink(email: string): Promise<void> {
  return request('POST', `${base}/request`, { body: { email } });
}

/** Begins the sign-in in which a token is used by the method `action_token`. */
export function startTokenFlow(returnUrl: string | undefined): Promise<Flow> {
  return request('POST', `${base}/start`, { body: returnUrl === undefined ? {} : { return_url: returnUrl } });
}

/** Uses a token that does not sign in. */
export function processToken(
  token: string,
  code: string | undefined,
  returnUrl: string | undefined,
): Promise<{ redirect_to: string | null }> {
  const given = { ...(code !== undefined && { code }), ...(returnUrl !== undefined && { return_url: returnUrl }) };
  return request('POST', `${base}/process`, { body: { token, ...given } });
}
