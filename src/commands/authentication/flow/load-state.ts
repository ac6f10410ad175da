import type { AuthenticationFlow } from '../../../entities/authentication/authentication-flow.ts';
import type { AuthenticationChallenge } from '../../../entities/authentication/authentication-challenge.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import type { IdentityProvider } from '../../../entities/configuration/identity-provider.ts';
import type { OauthClient } from '../../../entities/tokens/oauth-client.ts';
import { stepsOf } from '../methods/all-steps.ts';
import { providersOf } from '../methods/sso/provider-sign-in.ts';
import { findOpenChallenge } from './challenges/open-challenge.ts';
import type { FlowKey } from './find-flow.ts';
import type { FlowDeps } from './flow-deps.ts';
import { settleFlow } from './challenges/settle-challenge.ts';

/** A challenge as it is shown; the members beside these depend on its type. */
export interface ShownChallenge extends Record<string, unknown> {
  challenge_id: string;
  type: string;
  expires_at: string;
}

/** A flow with what is shown of it. */
export interface FlowState {
  flow: AuthenticationFlow;
  client: OauthClient | undefined;
  challenge: ShownChallenge | null;
  /** What `sso` can be used with, where it is offered. */
  identityProviders: readonly IdentityProvider[];
  /** What the challenge waits for elsewhere: a transaction. */
  subjectId: string | undefined;
}

/** @throws CountersignError `flow_unknown`, `flow_expired` */
export async function loadFlow(deps: FlowDeps, key: FlowKey, origin: RequestOrigin): Promise<FlowState> {
  return stateOf(deps, await settleFlow(deps, key, origin));
}

/** What is shown of a flow that was loaded. */
export async function stateOf(deps: FlowDeps, flow: AuthenticationFlow): Promise<FlowState> {
  const { clients } = await deps.registry.current();
  const challenge = await findOpenChallenge(deps, flow);
  const client = clients.get(flow.clientId)?.client;
  const subjectId = challenge?.subjectId ?? undefined;
  const identityProviders = flow.methods.includes('sso') ? await providersOf(deps, flow) : [];
  return { flow, client, challenge: challenge ? show(deps, challenge) : null, identityProviders, subjectId };
}

function show(deps: FlowDeps, challenge: AuthenticationChallenge): ShownChallenge {
  const shown = stepsOf(challenge.method)?.show?.(deps, challenge) ?? { type: challenge.method };
  return { challenge_id: challenge.id, ...shown, expires_at: challenge.expiresAt.toISOString() };
}
