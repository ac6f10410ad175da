import type { Middleware } from 'koa';
import type { ApiDeps } from '../api-deps.ts';

const path = '/.well-known/webauthn';

/**
 * Tells browsers on which origins the passkeys of this installation are used (WebAuthn level 3, section 5.11): its own, and the further
 * ones of the setting.
 */
export function relatedOrigins({ relyingParty }: Pick<ApiDeps, 'relyingParty'>): Middleware {
  const { origins } = relyingParty;
  return async (context, next) => {
    if (context.path !== path || (context.method !== 'GET' && context.method !== 'HEAD')) return next();
    context.state.route = path;
    context.set('Cache-Control', 'public, max-age=300');
    context.body = { origins };
  };
}
