import { Provider as OidcProvider } from 'oidc-provider';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { oweLogouts } from '../../commands/tokens/logouts/owe-logouts.ts';
import { deleteExchangedTokens } from '../../commands/tokens/sessions/end-sessions.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { currentRequestOrigin } from '../request-origin.ts';

type Deps = Pick<AuthorizationServerDeps, 'em' | 'clock'>;

/** Whose session a logout token is about, at which client. */
export interface LogoutSubject {
  clientId: string;
  userId: string;
  /** The name of the session for this client. */
  sid: string;
}

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';

/**
 * Has the provider write down which clients get a logout token instead of sending them within the request: workflows send them. A session
 * that ends owes them in the transaction that deletes it.
 */
export function oweLogoutsOfProvider(provider: Provider, deps: Deps): void {
  const { prototype } = provider.Session;
  const { destroy } = prototype;
  prototype.destroy = async function destroyAndOwe() {
    const { accountId: userId, uid: sessionId } = this;
    await deps.em().transactional(async (em) => {
      if (userId) await oweLogouts(em, { userId, sessionId, requestId: requestIdOf() }, deps.clock());
      await deleteExchangedTokens(em, sessionId);
      await destroy.call(this);
    });
  };
  Object.assign(provider.Client.prototype, {
    /** Called for each client of a session that ends, and for the one client that a person leaves while they stay signed in. */
    async backchannelLogout(this: { clientId: string }, userId: string) {
      const { oidc } = OidcProvider.ctx as KoaContextWithOIDC;
      const { session } = oidc;
      if (oidc.params?.['logout'] || !session) return;
      const left = { userId, sessionId: session.uid, clientId: this.clientId, requestId: requestIdOf() };
      await deps.em().transactional((em) => oweLogouts(em, left, deps.clock()));
    },
  });
}

/**
 * A logout token (OpenID Connect Back-Channel Logout 1.0 section 2.4), signed by the current key. It always names the session: without `sid`
 * the client would end the other sessions of the user, too.
 * @returns undefined when there is no such client.
 */
export async function createLogoutToken(
  provider: Provider,
  { random }: Pick<AuthorizationServerDeps, 'random'>,
  { clientId, userId, sid }: LogoutSubject,
): Promise<string | undefined> {
  const client = await provider.Client.find(clientId);
  if (!client) return undefined;
  const token = new provider.IdToken({ sub: userId }, { client });
  Object.assign(token, { mask: { sub: null } });
  token.set('events', { [logoutEvent]: {} });
  token.set('jti', random(16).toString('base64url'));
  token.set('sid', sid);
  return token.issue({ use: 'logout' });
}

function requestIdOf(): string | null {
  return currentRequestOrigin().requestId || null;
}
