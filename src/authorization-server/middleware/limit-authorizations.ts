import type { Middleware } from 'koa';
import { limitAddress } from '../../commands/rate-limits/limit-address.ts';
import { rateLimit } from '../../domain/rate-limits/limits.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { renderPage } from '../interactions/error-page.ts';

/** The authorization endpoint in each spelling that a router may take for it; what follows the path is a sign-in that is under way. */
const authorizationPath = /^\/authorize\/?$/i;

/** Limits requests for a sign-in: each stores an interaction, and needs no credentials. */
export function limitAuthorizations(deps: Pick<AuthorizationServerDeps, 'em' | 'keyring'>): Middleware {
  const countAddress = limitAddress(deps, { ...rateLimit('authorization-request:address'), keptInProcess: true });
  return async (ctx, next) => {
    try {
      if (authorizationPath.test(ctx.path)) await countAddress({ clientIp: ctx.ip });
    } catch (error) {
      if (!(error instanceof CountersignError)) throw error;
      ctx.status = error.httpStatus;
      ctx.set('Retry-After', String(error.retryAfterSeconds));
      if (ctx.accepts('json', 'html') === 'html')
        return renderPage(ctx, 'Too many sign-ins', '<p>Wait a minute, go back to the site and start again.</p>');
      ctx.body = { error: error.code, error_description: 'too many authorization requests' };
      return undefined;
    }
    return next();
  };
}
