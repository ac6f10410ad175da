import type { EntityManager } from '@mikro-orm/postgresql';
import { redirectOf } from '../../../domain/action-tokens/redirect.ts';
import { matchRedirect } from '../../../domain/configuration/action-tokens/redirect-rules.ts';
import type { GeneralSettings } from '../../../domain/configuration/general-settings.ts';
import { ActionToken } from '../../../entities/action-tokens/action-token.ts';
import { AuthenticationFlow } from '../../../entities/authentication/authentication-flow.ts';
import { hashFlowCookie } from '../../authentication/flow/find-flow.ts';
import type { KeptRequest } from '../../authentication/flow/open-flow.ts';
import { openContent } from '../token-value.ts';
import type { ConsumeDeps } from './consume-token.ts';

/**
 * An address to come back to that was sent along with a token, if the browser may go there: one of the list of the settings, or an
 * authorization request that waits here.
 */
export function allowedReturn(
  general: Pick<GeneralSettings, 'action_token_redirects'>,
  publicUrl: string,
  returnUrl: string | undefined,
): string | undefined {
  if (returnUrl === undefined) return undefined;
  if (matchRedirect(general.action_token_redirects, returnUrl) !== undefined) return returnUrl;
  const url = URL.parse(returnUrl);
  const isOurs = url?.href === returnUrl && url.origin === publicUrl && url.pathname === '/oauth/authorize';
  return isOurs ? returnUrl : undefined;
}

/**
 * Where a browser goes that has just been signed in by a token: the address of the token, the general one of its last action, the one to come
 * back to.
 * @param of the cookie of the sign-in, and the `state` of its authorization request.
 * @returns undefined: no token signed it in, or none of them is set.
 */
export async function redirectOfSignIn(
  deps: Pick<ConsumeDeps, 'em' | 'keyring' | 'configuration' | 'environment'>,
  of: { cookie: string | undefined; state: string },
): Promise<string | undefined> {
  const em = deps.em();
  const cookieHash = hashFlowCookie(deps.keyring, of.cookie ?? '');
  const flow = await em.findOne(AuthenticationFlow, { cookieHash, status: 'completed' });
  if (!flow) return undefined;
  const { parameters = {}, returnUrl } = JSON.parse(flow.request) as KeptRequest;
  const token = parameters['state'] === of.state ? await findUsed(em, flow) : null;
  if (!token) return undefined;
  const { general } = await deps.configuration.current();
  const redirectUri = redirectOf(general, token.types, openContent(deps.keyring, token).redirectUri);
  return redirectUri ?? allowedReturn(general, deps.environment.publicUrl, returnUrl);
}

/** The token that signed in: one that failed in the same sign-in decides nothing. */
function findUsed(em: EntityManager, { id: flowId, personId }: AuthenticationFlow): Promise<ActionToken | null> {
  return em.findOne(ActionToken, { flowId, person: personId ?? '', status: 'succeeded' });
}
