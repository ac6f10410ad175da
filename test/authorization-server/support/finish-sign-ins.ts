import type { Middleware } from 'koa';
import type { AuthorizationServer } from '../../../src/authorization-server/authorization-server.ts';
import { CountersignError } from '../../../src/errors/countersign-error.ts';

/** Replaces the flow API: opens and finishes interactions of the calling browser, with the sign-in in the query. */
export function finishSignIns(server: AuthorizationServer): Middleware {
  const answers: Record<string, Middleware> = {
    '/authentication/load': async (ctx) => {
      ctx.body = await server.loadInteraction(ctx, String(ctx.query['interaction']));
    },
    '/authentication/finish': async (ctx) => {
      const signIn = JSON.parse(String(ctx.query['sign_in']));
      ctx.body = { redirect_to: await server.finishInteraction(ctx, String(ctx.query['interaction']), signIn) };
    },
    '/authentication/consent-load': async (ctx) => {
      ctx.body = await server.loadConsent(ctx, String(ctx.query['session']));
    },
    '/authentication/consent-give': async (ctx) => {
      const answer = JSON.parse(String(ctx.query['answer']));
      ctx.body = { redirect_to: await server.giveConsent(ctx, String(ctx.query['session']), answer) };
    },
    '/authentication/consent-deny': async (ctx) => {
      ctx.body = { redirect_to: await server.denyConsent(ctx, String(ctx.query['session']), 'en') };
    },
    '/authentication/session': async (ctx) => {
      ctx.body = { session: await server.findBrowserSession(ctx) };
    },
  };
  return async (ctx, next) => {
    const answer = answers[ctx.path];
    if (!answer) return next();
    try {
      await answer(ctx, next);
    } catch (error) {
      if (!(error instanceof CountersignError)) throw error;
      ctx.status = error.httpStatus;
      ctx.body = { code: error.code };
    }
  };
}
