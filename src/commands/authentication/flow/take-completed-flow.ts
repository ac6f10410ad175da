import { acrAchieved, achievedBy, sessionFactor } from '../../../domain/authentication/levels.ts';
import { runStatement } from '../../../database/prepared-statement.ts';
import type { AuthenticationFlow } from '../../../entities/authentication/authentication-flow.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { hashFlowCookie } from './find-flow.ts';
import { readFlow } from './flow-rows.ts';
import type { KeptRequest } from './open-flow.ts';
import type { AuthorizationRequest } from '../../../domain/authentication/flow/authorization-request.ts';

/** A completed sign-in, as a session is made of it. */
export interface CompletedSignIn {
  accountId: string;
  acr: string;
  amr: readonly string[];
  /** Names of the sign-in methods, those of a session that it builds on among them. */
  methods: readonly string[];
  /** Epoch seconds. */
  authTime: number;
  /** Epoch seconds: when the flow began, which may build on an older session. */
  startedAt: number;
  remember: boolean;
  /** Id of the sign-in method of the account at an identity provider, if one was used. */
  identity?: string;
  /** Public handle of the session that proved a part of it, if one did; of no session where that is not known. */
  builtOn?: string;
  /** The page named who is signed in: another person's session in the browser ends. */
  endsOthers: boolean;
}

/** What the authorization request has to share with the one that the flow was started for. */
export interface SharedRequest {
  clientId: string;
  redirectUri: string;
  codeChallenge: string;
}

const isWaiting = `f.status = 'completed' and f.used_at is null and f.interaction_id is null and f.expires_at > ?`;
const take = `update authentication_flow f set used_at = ? where f.id = ? and ${isWaiting} returning f.id`;

/**
 * Takes the completed flow of a browser that was started for the same request by its client, and uses it up: it is good for one code.
 * @param cookie of the flow; undefined: the browser has none.
 */
export async function takeCompletedFlow(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  cookie: string | undefined,
  request: SharedRequest,
): Promise<CompletedSignIn | undefined> {
  const em = deps.em();
  const now = deps.clock();
  const found = [hashFlowCookie(deps.keyring, cookie ?? ''), request.clientId, now];
  const flow = await readFlow(em, { sql: `f.cookie_hash = ? and f.client_id = ? and ${isWaiting}`, parameters: found });
  if (!flow || !isSameRequest(flow, request)) return undefined;
  const taken = await runStatement(em, { sql: take, parameters: [now, flow.id, now] });
  return taken.length === 1 ? signInOf(flow) : undefined;
}

function isSameRequest(flow: AuthenticationFlow, { redirectUri, codeChallenge }: SharedRequest): boolean {
  const { parameters = {} } = JSON.parse(flow.request) as AuthorizationRequest;
  return parameters['redirect_uri'] === redirectUri && parameters['code_challenge'] === codeChallenge;
}

/** What was proven in a flow that is complete. */
export function signInOf(flow: AuthenticationFlow): CompletedSignIn {
  const achieved = achievedBy(flow.factors);
  const identity = flow.factors.find((factor) => factor.identity !== undefined)?.identity;
  const isBuiltOnSession = flow.factors.some(({ method }) => method === sessionFactor);
  const { sessionId = '' } = JSON.parse(flow.request) as KeptRequest;
  return {
    accountId: flow.personId ?? '',
    acr: acrAchieved(achieved, flow.required) ?? '',
    amr: achieved.amr,
    methods: [...new Set(flow.factors.flatMap(({ method, sessionMethods = [method] }) => sessionMethods))],
    authTime: Math.floor(Date.parse(achieved.authTime ?? flow.createdAt.toISOString()) / 1000),
    startedAt: Math.floor(flow.createdAt.getTime() / 1000),
    remember: flow.remember,
    ...(identity && { identity }),
    ...(isBuiltOnSession && { builtOn: sessionId }),
    endsOthers: flow.factors.some(({ method }) => method === 'action_token'),
  };
}
