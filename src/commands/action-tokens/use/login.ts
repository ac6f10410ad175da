import { openStatuses } from '../../../domain/authentication/flow/status.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { ActionToken } from '../../../entities/action-tokens/action-token.ts';
import { AuthenticationFlow } from '../../../entities/authentication/authentication-flow.ts';
import { Person } from '../../../entities/persons/person.ts';
import { bounds } from '../../../domain/rate-limits/limits.ts';
import { hashActionToken, loginTokenOf, openContent, sealContent } from '../token-value.ts';
import type { ActionSteps, LockedUse, UseDeps } from './perform-action.ts';

const lifetime = bounds['login-token-lifetime'].most;

/**
 * Lets the person be signed in. The session itself is made by the authorization server alone: in the sign-in that asked for it, or, where
 * a site processed the token, in one that the browser begins with another token, which is good for a moment.
 */
export const login: ActionSteps = {
  async perform(deps, use) {
    const { em, token, now } = use;
    const person = await em.findOne(Person, { user: token.person });
    if (person?.status !== 'active') return { failed: 'person_not_active' };
    if (!token.flowId) return { done: { loginTokenId: await addLoginToken(deps, use) } };
    const flow = await em.findOne(AuthenticationFlow, { id: token.flowId }, { disableIdentityMap: true });
    const isOpen = flow && flow.expiresAt > now && openStatuses.some((status) => status === flow.status);
    return isOpen ? { done: {} } : { failed: 'flow_expired' };
  },
  async undo(_deps, { em }, { loginTokenId }) {
    if (loginTokenId !== undefined) await em.nativeDelete(ActionToken, { id: loginTokenId, status: 'open' });
  },
};

async function addLoginToken({ keyring }: UseDeps, { em, token, now, action }: LockedUse): Promise<string> {
  const id = timeOrderedId(now.getTime());
  const { redirectUri } = openContent(keyring, token);
  em.create(
    ActionToken,
    {
      ...{ id, person: token.person, types: [action], level: token.level, journal: {}, createdAt: now },
      tokenHash: hashActionToken(keyring, loginTokenOf(keyring, id)),
      content: sealContent(keyring, id, { parameters: {}, redirectUri }),
      clientId: token.clientId,
      expiresAt: new Date(now.getTime() + lifetime * 1000),
    },
    { persist: true },
  );
  await em.flush();
  return id;
}
