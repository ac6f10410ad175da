import { acrAchieved, achievedBy } from '../../../domain/authentication/levels.ts';
import { AuthenticationFlow } from '../../../entities/authentication/authentication-flow.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { hashFlowCookie } from './find-flow.ts';
import type { AuthorizationRequest } from '../../../domain/authentication/flow/authorization-request.ts';

/** A completed sign-in, as a session is made of it. */
export interface CompletedSignIn {
  accountId: string;
  acr: string;
  amr: readonly string[];
  /** Epoch seconds. */
  authTime: number;
  /** Epoch seconds: when the flow began, which may build on an older session. */
  startedAt: number;
  remember: boolean;
  /** Id of the sign-in method of the account at an identity provider, if one was used. */
  identity?: string;
}

/** What the authorization request has to share with the one that the flow was started for. */
export interface SharedRequest {
  clientId: string;
  redirectUri: string;
  codeChallenge: string;
}

/**
 * Takes the completed flow of a browser that was started for the same request by its client, and uses it up: it is good for one code.
 * @param cookie of the flow; undefined: the browser has none.
 */
export async function takeCompletedFlow(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  cookie: string | undefined,
  request: SharedRequest,
): Promise<CompletedSignIn | undefined> {
  const now = deps.clock();
  const em = deps.em();
  const waiting = { status: 'completed', usedAt: null, interactionId: null, expiresAt: { $gt: now } } as const;
  const cookieHash = hashFlowCookie(deps.keyring, cookie ?? '');
  const flow = await em.findOne(AuthenticationFlow, { ...waiting, cookieHash, clientId: request.clientId });
  if (!flow || !isSameRequest(flow, request)) return undefined;
  const taken = await em.nativeUpdate(AuthenticationFlow, { id: flow.id, ...waiting }, { usedAt: now });
  return taken === 1 ? signInOf(flow) : undefined;
}

function isSameRequest(flow: AuthenticationFlow, { redirectUri, codeChallenge }: SharedRequest): boolean {
  const { parameters = {} } = JSON.parse(flow.request) as AuthorizationRequest;
  return parameters['redirect_uri'] === redirectUri && parameters['code_challenge'] === codeChallenge;
}

/** What was proven in a flow that is complete. */
export function signInOf(flow: AuthenticationFlow): CompletedSignIn {
  const achieved = achievedBy(flow.factors);
  const identity = flow.factors.find((factor) => factor.identity !== undefined)?.identity;
  return {
    accountId: flow.personId ?? '',
    acr: acrAchieved(achieved, flow.required) ?? '',
    amr: achieved.amr,
    authTime: Math.floor(Date.parse(achieved.authTime ?? flow.createdAt.toISOString()) / 1000),
    startedAt: Math.floor(flow.createdAt.getTime() / 1000),
    remember: flow.remember,
    ...(identity && { identity }),
  };
}
