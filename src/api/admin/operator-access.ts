import type { Context, Middleware } from 'koa';
import compose from 'koa-compose';
import { findRolesOf, refuseOtherRoles } from '../../commands/persons/roles/find-roles.ts';
import { recordAccessRefusal } from '../../commands/persons/roles/record-access-refusal.ts';
import { addressKey } from '../../commands/rate-limits/address-key.ts';
import { isWithin } from '../../commands/rate-limits/is-within.ts';
import { createRateLimit } from '../../commands/rate-limits/rate-limit.ts';
import type { RateLimit } from '../../commands/rate-limits/rate-limit.ts';
import {
  operatorAudience,
  operatorClientIds,
  operatorLevel,
  operatorScopes,
} from '../../commands/tokens/registry/operator-client.ts';
import type { AuthorizationServer } from '../../authorization-server/authorization-server.ts';
import { acrOf, levelOfAcr } from '../../domain/authentication/levels.ts';
import { administrationScope } from '../../domain/configuration/api-scopes.ts';
import { isAllowed } from '../../domain/persons/roles/access.ts';
import type { Access } from '../../domain/persons/roles/access.ts';
import { bounds, rateLimit } from '../../domain/rate-limits/limits.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { CallingOperator } from '../http/calling-operator.ts';
import { requireScope } from '../http/middleware/authenticate-api-client.ts';
import { requestOriginOf } from '../http/request-origin.ts';

/** Middleware that authenticates an operator and checks what their roles allow. */
export interface OperatorAccess {
  /**
   * By an access token for the admin API of a person with hub roles (RFC 6750), or by the session of a browser that was found before.
   * @throws CountersignError invalid_session; insufficient_user_authentication when they signed in with too little (RFC 9470)
   */
  authenticate: Middleware;
  /**
   * After {@link OperatorAccess.authenticate}.
   * @throws CountersignError role_not_allowed, insufficient_scope
   */
  allow(access: Access): Middleware;
  /**
   * After {@link OperatorAccess.authenticate}, where the path names a user who is to be changed.
   * @throws CountersignError role_elevation
   */
  protectOperators: Middleware;
  /**
   * For an API that machines call too: the session of a browser, and a bearer token that is no JWT, are an operator's, who needs `needed`;
   * `otherwise` authenticates all other callers.
   */
  orOperator(otherwise: Middleware, needed: NeededAccess): Middleware;
  /**
   * After {@link OperatorAccess.orOperator}, for a change that is more than the others of its surface: an operator needs `access` and a recent
   * sign-in, a machine the scope that administers.
   * @throws CountersignError role_not_allowed, insufficient_scope, insufficient_user_authentication
   */
  administer(access: Access): Middleware;
  /**
   * After {@link OperatorAccess.authenticate}: the operator has proven a moment ago who they are.
   * @throws CountersignError insufficient_user_authentication (RFC 9470)
   */
  requireRecentSignIn: Middleware;
}

/** What an operator needs at an API that machines call too. */
export interface NeededAccess {
  read: Access;
  change: Access;
  /** Whether a change needs a recent sign-in, too. */
  changeIsRecent?: boolean;
}

type Deps = Pick<ApiDeps, 'em' | 'clock' | 'keyring' | 'environment' | 'authorizationServer'>;

const { most: maxAge } = bounds['operator-proof-age'];

export function createOperatorAccess(deps: Deps): OperatorAccess {
  const authenticate = authenticateOperator(deps);
  const allow = createAllow(deps);
  const requireRecentSignIn = createRecentSignIn(deps);
  return {
    authenticate,
    allow,
    requireRecentSignIn,
    async protectOperators(context, next) {
      const { user_id: userId } = context.params as { user_id?: string };
      if (userId !== undefined) await refuseOtherRoles(deps, userId, operatorOf(context).roles);
      await next();
    },
    orOperator(otherwise, needed) {
      const reading = compose([authenticate, allow(needed.read)]);
      const recent = needed.changeIsRecent ? [requireRecentSignIn] : [];
      const changing = compose([authenticate, allow(needed.change), ...recent]);
      return (context, next) => {
        const isOperator = browserSessionOf(context) !== undefined || bearerToken(context)?.includes('.') === false;
        if (!isOperator) return otherwise(context, next);
        return (isReading(context) ? reading : changing)(context, next);
      };
    },
    administer(access) {
      const byOperator = compose([allow(access), requireRecentSignIn]);
      const byClient = requireScope(deps, administrationScope);
      return (context, next) => (context.state.operator ? byOperator : byClient)(context, next);
    },
  };
}

function createRecentSignIn(deps: Deps): Middleware {
  return async (context, next) => {
    const isRecent = operatorOf(context).authTime > deps.clock().getTime() / 1000 - maxAge;
    if (!isRecent) throw proveAnew(deps, { max_age: maxAge });
    await next();
  };
}

function authenticateOperator(deps: Deps): Middleware {
  const failures = createRateLimit(deps, rateLimit('operator-session:address'));
  const level = operatorLevel(deps.environment.mode);
  return async (context, next) => {
    const token = bearerToken(context);
    const browser = browserSessionOf(context);
    const byToken = async () => (token === undefined ? undefined : findOperator(deps, token));
    const operator = browser ? await ofBrowser(deps, browser) : await byToken();
    if (!operator) {
      if (token !== undefined) await recordFailure(deps, failures, context);
      throw new CountersignError('invalid_session');
    }
    if (operator.level < level) throw proveAnew(deps);
    context.state.operator = operator;
    await next();
  };
}

function createAllow(deps: Deps): OperatorAccess['allow'] {
  const denials = createRateLimit(deps, rateLimit('access-denied:operator'));
  return (access) => async (context, next) => {
    const { operatorId, roles, readsOnly } = operatorOf(context);
    if (!isAllowed(roles, access)) {
      if (await isWithin(denials, operatorId))
        await recordAccessRefusal(deps, 'ADMIN ACCESS DENIED', requestOriginOf(context), access);
      throw new CountersignError('role_not_allowed', { extra: { access } });
    }
    if (readsOnly && !isReading(context)) throw new CountersignError('insufficient_scope');
    await next();
  };
}

function proveAnew({ environment }: Deps, age: { max_age?: number } = {}): CountersignError {
  const acr = acrOf(operatorLevel(environment.mode));
  return new CountersignError('insufficient_user_authentication', { extra: { acr_values: acr, ...age } });
}

function isReading({ method }: Context): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** The operator that {@link OperatorAccess.authenticate} found. */
export function operatorOf(context: Context): CallingOperator {
  return context.state.operator as CallingOperator;
}

/** The browser's session, as the authorization server finds it. */
type BrowserSession = NonNullable<Awaited<ReturnType<AuthorizationServer['findBrowserSession']>>>;

/** The session of the browser of one of our own pages, if it is what the request is made with. */
export function browserSessionOf(context: Context): BrowserSession | undefined {
  return context.state.browserSession as BrowserSession | undefined;
}

/** A person at a page of ours, who may do what their roles allow: it has no scopes. */
async function ofBrowser(deps: Deps, { accountId, acr, authTime }: BrowserSession): Promise<CallingOperator> {
  const roles = await findRolesOf(deps, accountId);
  return { operatorId: accountId, roles, readsOnly: false, level: levelOfAcr(acr), authTime };
}

/** A person with an access token of a built-in client for this API. */
async function findOperator(deps: Deps, token: string): Promise<CallingOperator | undefined> {
  const found = await deps.authorizationServer.findUserToken(token);
  const isOurs =
    found?.audience === operatorAudience(deps.environment.publicUrl) && operatorClientIds.includes(found.clientId);
  if (!isOurs || !Object.values(operatorScopes).some((scope) => found.scopes.includes(scope))) return undefined;
  const roles = await findRolesOf(deps, found.userId);
  const { userId: operatorId, level, authTime } = found;
  return {
    operatorId,
    roles,
    readsOnly: !found.scopes.includes(operatorScopes.all),
    level,
    authTime,
  };
}

function bearerToken(context: Context): string | undefined {
  return /^Bearer +([\w.~+/-]{1,512}=*) *$/i.exec(context.get('authorization'))?.[1];
}

/** Limits recorded refusals by address, so that a caller cannot fill the table with invented names. */
async function recordFailure(deps: Deps, failures: RateLimit, context: Context): Promise<void> {
  if (await isWithin(failures, addressKey(deps.keyring, context.ip)))
    await recordAccessRefusal(deps, 'ADMIN AUTHENTICATION FAILED', requestOriginOf(context), 'invalid_session');
}
