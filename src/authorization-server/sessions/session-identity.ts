import { Provider as OidcProvider } from 'oidc-provider';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';

/** Member of a stored session: the sign-in method of the account at an identity provider by which its person signed in. */
export const identityOfSession = 'identity';

/**
 * Has a session keep by which account at an identity provider its person signed in. A step-up that uses none leaves it; a sign-in of
 * another person does not inherit it.
 */
export function keepIdentity(provider: Provider): void {
  const stored = [...(provider.Session as unknown as { IN_PAYLOAD: string[] }).IN_PAYLOAD, identityOfSession];
  Object.defineProperty(provider.Session, 'IN_PAYLOAD', { get: () => stored });
  const { prototype } = provider.Session;
  const { loginAccount } = prototype;
  prototype.loginAccount = function loginWithIdentity(this: { accountId?: string; identity?: string }, details) {
    const { oidc } = (OidcProvider.ctx ?? {}) as Partial<KoaContextWithOIDC>;
    const login = oidc?.entities.Interaction?.result?.login;
    const kept = this.accountId === details.accountId ? this.identity : undefined;
    const used = login?.accountId === details.accountId ? login['identity'] : undefined;
    const identity = typeof used === 'string' ? used : kept;
    if (identity === undefined) delete this.identity;
    else this.identity = identity;
    loginAccount.call(this as never, details);
  };
}
