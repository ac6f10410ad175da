import { Provider as OidcProvider } from 'oidc-provider';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';

/** Members of a stored session beside the provider's own. */
interface Kept {
  /** The sign-in method of the account at an identity provider by which its person signed in. */
  identity?: string;
  /** Names of the sign-in methods by which it was made, those of a session that it builds on among them. */
  methods?: readonly string[];
}

/**
 * Has a session keep by what its person signed in: `amr` has values that several methods share. A step-up without an account at an identity
 * provider leaves the one there was; a sign-in of another person inherits nothing.
 */
export function keepSignIn(provider: Provider): void {
  const stored = [...(provider.Session as unknown as { IN_PAYLOAD: string[] }).IN_PAYLOAD, 'identity', 'methods'];
  Object.defineProperty(provider.Session, 'IN_PAYLOAD', { get: () => stored });
  const { prototype } = provider.Session;
  const { loginAccount } = prototype;
  prototype.loginAccount = function loginWithDetails(this: Kept & { accountId?: string }, details) {
    const { oidc } = (OidcProvider.ctx ?? {}) as Partial<KoaContextWithOIDC>;
    const result = oidc?.entities.Interaction?.result?.login;
    const login = result?.accountId === details.accountId ? (result as Kept) : undefined;
    const kept = this.accountId === details.accountId ? this.identity : undefined;
    const identity = login?.identity ?? kept;
    if (identity === undefined) delete this.identity;
    else this.identity = identity;
    this.methods = login?.methods ?? [];
    loginAccount.call(this as never, details);
  };
}

/** By what a session was made; empty where that is not known. */
export function methodsOfSession(session: object): readonly string[] {
  return (session as Kept).methods ?? [];
}
