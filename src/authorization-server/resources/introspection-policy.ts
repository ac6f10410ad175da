import type { Client, KoaContextWithOIDC } from 'oidc-provider';
import { mayUseClient } from '../../commands/tokens/clients/client-access.ts';
import { findActivePerson } from '../accounts/find-account.ts';
import { currentRolesOf } from '../accounts/roles.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';

/** A token as far as it decides who may ask about it. */
interface AskedToken {
  kind: string;
  clientId?: string;
  aud?: string | string[];
  accountId?: string;
  /** What the answer has besides. */
  extra?: Record<string, unknown>;
}

/**
 * Only the clients that a protected resource names learn what its tokens are good for (RFC 7662 section 4); to all others a
 * token is none. A client that does not authenticate learns nothing either. The token of a person who may not sign in is none. Their
 * roles are told as they are now, not as they were when the token was made.
 */
export function createIntrospectionPolicy(deps: Pick<AuthorizationServerDeps, 'registry' | 'em' | 'keyring'>) {
  return async (_ctx: KoaContextWithOIDC, client: Client, token: AskedToken): Promise<boolean> => {
    if (token.kind === 'RefreshToken' || client.tokenEndpointAuthMethod === 'none') return false;
    const { clients, resources } = await deps.registry.current();
    const resource = typeof token.aud === 'string' ? resources.get(token.aud) : undefined;
    const holder = clients.get(token.clientId ?? '')?.client;
    // What a client may not use any more is no right of a token that it got before.
    const isAllowed = resource && holder?.enabled === true && holder.resources.includes(resource.identifier);
    if (isAllowed !== true || !resource.introspectionClients.includes(client.clientId)) return false;
    const { accountId: personId } = token;
    if (personId === undefined) return true;
    if (!(await mayUseClient(deps, { clientId: token.clientId ?? '', personId }))) return false;
    if ((await findActivePerson(deps, personId)) === undefined) return false;
    const roles = await currentRolesOf(deps, personId);
    if (roles.length > 0) token.extra = { ...token.extra, roles };
    return true;
  };
}
