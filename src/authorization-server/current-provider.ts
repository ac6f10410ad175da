import type { JWK } from 'jose';
import type { Provider } from 'oidc-provider';
import type { AuthorizationServerDeps } from './authorization-server-deps.ts';
import { loadSigningKeys } from './signing-keys.ts';

/** Milliseconds after which the keys are looked at again even without a notification of a change. */
const longestAge = 30_000;

/**
 * The provider with the signing keys of now. It takes its keys once, so it is made anew when any process has changed them; what it
 * serves at that moment goes on with the keys that it began with. A failure is forgotten, so that the next caller tries again.
 */
export function followSigningKeys(
  deps: Pick<AuthorizationServerDeps, 'em' | 'clock' | 'notifications'>,
  create: (jwks: { keys: JWK[] }) => Provider,
): () => Promise<Provider> {
  let made: { provider: Provider; keys: string } | undefined;
  let looking: Promise<Provider> | undefined;
  let lookedAt = 0;
  deps.notifications.subscribeAll('signing-keys', () => {
    looking = undefined;
  });

  const look = async (): Promise<Provider> => {
    const jwks = await loadSigningKeys(deps);
    const keys = jwks.keys.map(({ kid }) => kid).join(' ');
    if (made?.keys !== keys) made = { provider: create(jwks), keys };
    return made.provider;
  };
  return () => {
    if (looking && performance.now() - lookedAt < longestAge) return looking;
    const attempt = look();
    looking = attempt;
    lookedAt = performance.now();
    attempt.catch(() => {
      if (looking === attempt) looking = undefined;
    });
    return attempt;
  };
}
