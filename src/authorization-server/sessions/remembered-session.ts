import type { Provider } from 'oidc-provider';

/**
 * A session is remembered once its person has wanted it, at the first sign-in or at a later one; a step-up that says nothing of it does
 * not shorten it. The provider takes the last word, and only for a shorter session.
 */
export function keepRemembered(provider: Provider): void {
  const { prototype } = provider.Session;
  const { loginAccount } = prototype;
  prototype.loginAccount = function loginAndRemember(details) {
    const wasRemembered = this.accountId === details.accountId && this.transient !== true;
    const isRemembered = details.transient !== true || wasRemembered;
    if (isRemembered) delete this.transient;
    loginAccount.call(this, { ...details, transient: !isRemembered });
  };
}
