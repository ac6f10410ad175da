import { timeOrderedId } from '../../../../entities/columns/id.ts';
import { hasIdentity } from '../../../persons/sign-in-methods/identity/external-identities.ts';
import type { MethodSteps } from '../method-steps.ts';
import { beginForFlow, enabledProviders, hashOfState } from './provider-sign-in.ts';
import type { KeptSignIn } from './provider-sign-in.ts';

export interface SsoCredentials {
  provider: string;
}

/** An account at an identity provider: the browser goes there, and comes back to the callback, which proves the factor. */
export const ssoSteps: MethodSteps<SsoCredentials> = {
  async begin(deps, { flow, credentials: { provider } }) {
    const content = await beginForFlow(deps, provider, flow);
    const id = timeOrderedId(deps.clock().getTime());
    const subjectId = hashOfState(deps.keyring, content.state).toString('hex');
    const { personId = null, expiresAt } = flow;
    return { challenge: { id, on: 'approval asked for', personId, subjectId, content, expiresAt } };
  },
  show(_deps, { content }) {
    const { provider, address } = JSON.parse(content ?? '{}') as KeptSignIn;
    return { type: 'sso', provider, redirect_to: address };
  },
  isAvailable: async (deps) => (await enabledProviders(deps)).length > 0,
  async isSetUp(deps, personId) {
    const providers = await enabledProviders(deps);
    return hasIdentity(deps.em(), { personId, providers, now: deps.clock() });
  },
};
