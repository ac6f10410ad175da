import type { Middleware } from 'koa';
import { limitAddress } from '../../commands/rate-limits/limit-address.ts';
import { rateLimit } from '../../domain/rate-limits/limits.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { renderPage, textsFor } from '../pages/page.ts';

/**
 * The endpoints in each spelling that a router may take for them; what follows the path of the authorization endpoint is a sign-in that
 * is under way.
 */
const signIns = /^\/(?:authorize|device(?:\/auth)?|logout)\/?$/i;
const registrations = /^\/register(?:\/.*)?$/i;
const pushedRequests = /^\/(?:par|backchannel)\/?$/i;

/** Limits requests that store something without credentials (an interaction, a device code, the session of a page), or that guess a token. */
export function limitRequests(deps: Pick<AuthorizationServerDeps, 'em' | 'keyring'>): Middleware {
  const countSignIn = limitAddress(deps, { ...rateLimit('authorization-request:address'), keptInProcess: true });
  const countPushed = limitAddress(deps, { ...rateLimit('pushed-request:address'), keptInProcess: true });
  const countRegistration = limitAddress(deps, { ...rateLimit('client-registration:address'), keptInProcess: true });
  return async (ctx, next) => {
    try {
      if (registrations.test(ctx.path)) await countRegistration({ clientIp: ctx.ip });
      if (signIns.test(ctx.path)) await countSignIn({ clientIp: ctx.ip });
      if (pushedRequests.test(ctx.path)) await countPushed({ clientIp: ctx.ip });
    } catch (error) {
      if (!(error instanceof CountersignError)) throw error;
      ctx.status = error.httpStatus;
      ctx.set('Retry-After', String(error.retryAfterSeconds));
      const { tooManyTitle, tooManyText } = textsFor(ctx);
      if (ctx.accepts('json', 'html') === 'html') return renderPage(ctx, tooManyTitle, `<p>${tooManyText}</p>`);
      ctx.body = { error: error.code, error_description: 'too many authorization requests' };
      return undefined;
    }
    return next();
  };
}
