import type { Provider } from 'oidc-provider';

/** Every ID token names its session (`sid`), not only those of clients that take logout tokens. */
export function alwaysNameSession(provider: Provider): void {
  Object.assign(provider.Client.prototype, { includeSid: () => true });
}
