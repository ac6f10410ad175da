import type { AuthenticationResponseJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import { bounds } from '../../../../domain/rate-limits/limits.ts';
import { timeOrderedId } from '../../../../entities/columns/id.ts';
import type { AuthenticationChallenge } from '../../../../entities/authentication/authentication-challenge.ts';
import type { AuthenticationFlow } from '../../../../entities/authentication/authentication-flow.ts';
import { passkeyRequest, verifyAssertion } from '../../../persons/sign-in-methods/passkey/verify-assertion.ts';
import type { FlowDeps } from '../../flow/flow-deps.ts';
import { hasMethod } from '../has-method.ts';
import type { MethodResult, MethodSteps } from '../method-steps.ts';

export interface PasskeyCredentials {
  assertion?: AuthenticationResponseJSON | undefined;
}

/** A passkey, which says whose it is: the browser is asked for any that it has for us. */
export const passkeySteps: MethodSteps<PasskeyCredentials> = {
  async begin(deps, { flow, challenge, credentials: { assertion }, origin }) {
    if (!assertion) return askForPasskey(deps, flow);
    if (!challenge || challenge.expiresAt <= deps.clock()) return { refused: { code: 'assertion_invalid' } };
    const asked = { assertion, challenge: readOptions(challenge).challenge, origin };
    const proven = await verifyAssertion(deps, asked);
    if (!proven) return { refused: { code: 'assertion_invalid' } };
    const { personId, isDeviceBound } = proven;
    return { proven: { personId, amr: [isDeviceBound ? 'hwk' : 'swk', 'user'] } };
  },
  show: (_deps, challenge) => ({ type: 'passkey', public_key: readOptions(challenge) }),
  isSetUp: (deps, personId) => hasMethod(deps, personId, 'passkey'),
};

async function askForPasskey(deps: FlowDeps, flow: AuthenticationFlow): Promise<MethodResult> {
  const now = deps.clock().getTime();
  const latest = now + bounds['passkey-challenge-lifetime'].most * 1000;
  const expiresAt = new Date(Math.min(latest, flow.expiresAt.getTime()));
  const content = await passkeyRequest(deps);
  return {
    challenge: { id: timeOrderedId(now), on: 'challenge sent', personId: flow.personId ?? null, content, expiresAt },
  };
}

function readOptions({ content }: AuthenticationChallenge): PublicKeyCredentialRequestOptionsJSON {
  return JSON.parse(content ?? '{}') as PublicKeyCredentialRequestOptionsJSON;
}
