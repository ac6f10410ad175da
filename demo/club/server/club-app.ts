import Router from '@koa/router';
import Koa from 'koa';
import type { Context } from 'koa';
import { pinHost } from '../../serving/own-origin.ts';
import { pageSecurity } from '../../serving/page-security.ts';
import { levelOfReservation, scopes, type ClubConfig, type RoofView } from '../contract.ts';
import type { Caller, TokenCheck } from './check-token.ts';

interface ClubDeps {
  origin: string;
  config: ClubConfig;
  checkToken: TokenCheck;
}

/** Levels that are enough for a reservation. */
const strongLevels: ReadonlySet<string> = new Set([
  levelOfReservation,
  'urn:countersign:acr:3',
  'phr',
  'urn:countersign:acr:4',
]);

const months = [
  ['Jun', 412],
  ['Jul', 438],
  ['Aug', 391],
  ['Sep', 276],
  ['Oct', 158],
  ['Nov', 83],
] as const;
const panels = 240;

/** The club's server: the page, what it needs to begin, and an API that takes tokens alone. It has no session and no cookie. */
export function createClubApp({ origin, config, checkToken }: ClubDeps, page: Koa.Middleware): Koa {
  const app = new Koa();
  app.use(async (ctx, next) => (ctx.path === '/health' ? void (ctx.body = { status: 'ready' }) : next()));
  app.use(pinHost(origin));
  app.use(pageSecurity([config.countersignUrl]));
  app.use(roofRoutes(origin, checkToken).routes());
  app.use(async (ctx, next) => {
    if (ctx.path !== '/config.json') return next();
    ctx.set('Cache-Control', 'no-store');
    ctx.body = config;
  });
  app.use((ctx, next) => (ctx.path.startsWith('/api') ? next() : page(ctx, next)));
  return app;
}

function roofRoutes(origin: string, checkToken: TokenCheck): Router {
  const reservations = new Map<string, Date>();
  const router = new Router({ prefix: '/api/roof', sensitive: true });

  const admit = async (ctx: Context, scope: string): Promise<Caller | undefined> => {
    ctx.set('Cache-Control', 'no-store');
    const { authorization = '', dpop = '' } = ctx.headers as Record<string, string | undefined>;
    const request = new Request(`${origin}${ctx.path}`, { method: ctx.method, headers: { authorization, dpop } });
    const caller = await checkToken(request).catch(() => undefined);
    if (!caller) return refuse(ctx, 401, authorization === '' ? {} : { error: 'invalid_token' });
    if (!caller.scopes.has(scope)) return refuse(ctx, 403, { error: 'insufficient_scope', scope });
    return caller;
  };
  const present = (userId: string): RoofView => ({
    months: months.map(([name, kilowattHours]) => ({ name, yield: kilowattHours })),
    panelsLeft: panels - reservations.size * 4,
    reservedAt: reservations.get(userId)?.toISOString() ?? null,
  });

  router.get('/', async (ctx) => {
    const caller = await admit(ctx, scopes.read);
    if (caller) ctx.body = present(caller.userId);
  });

  router.post('/reservation', async (ctx) => {
    const caller = await admit(ctx, scopes.reserve);
    if (!caller) return;
    // RFC 9470: the page is told which sign-in would do.
    if (!strongLevels.has(caller.acr ?? ''))
      return void refuse(ctx, 401, { error: 'insufficient_user_authentication', acr_values: levelOfReservation });
    if (!reservations.has(caller.userId)) reservations.set(caller.userId, new Date());
    ctx.body = present(caller.userId);
  });
  return router;
}

/** As RFC 6750, 9449 and 9470 have it: why, and what would do. */
function refuse(ctx: Context, status: 401 | 403, reason: Record<string, string>): undefined {
  const parameters = Object.entries({ ...reason, algs: 'ES256' }).map(([name, value]) => `${name}="${value}"`);
  ctx.status = status;
  ctx.set('WWW-Authenticate', `DPoP ${parameters.join(', ')}`);
  ctx.body = reason;
}
