import type { Context, Middleware } from 'koa';
import type { UserToken } from '../../authorization-server/authorization-server.ts';
import { refuseOtherRoles } from '../../commands/persons/roles/find-roles.ts';
import { builtInClientIds } from '../../commands/tokens/registry/built-in.ts';
import { levelOfAcr } from '../../domain/authentication/levels.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { ApiDeps } from '../api-deps.ts';
import { checkOrigin } from '../http/browser/check-origin.ts';

/** The resource that access tokens have to be for, below the public URL. */
const resource = '/self-service';
/** Scope for everything, and the one for reading alone. */
const scopes = { all: 'self_service', read: 'self_service:read' } as const;

/** The person who calls, and the sign-in by which they do. */
export type CallingPerson = Pick<UserToken, 'userId' | 'sessionId' | 'level' | 'authTime'>;

type Deps = Pick<ApiDeps, 'authorizationServer' | 'environment' | 'em'>;

/**
 * Authenticates a person by an access token for this API (RFC 6750), or on our own pages by the session of their browser. Either
 * names its person: no path does. A request with a token is never answered by a session.
 * Refuses with invalid_token, insufficient_scope, origin_refused.
 */
export function authenticatePerson(deps: Deps): Middleware {
  const checkPage = checkOrigin(deps.environment.publicUrl);
  return async (context, next) => {
    if (context.get('authorization') !== '') {
      context.state.person = await findByToken(deps, context);
      return next();
    }
    context.state.person = await findBySession(deps, context);
    return checkPage(context, next);
  };
}

async function findByToken(deps: Deps, context: Context): Promise<CallingPerson> {
  const [, value] = /^Bearer ([\w.~+/=-]+)$/i.exec(context.get('authorization')) ?? [];
  const token = value === undefined ? undefined : await deps.authorizationServer.findUserToken(value);
  if (token?.audience !== `${deps.environment.publicUrl}${resource}`) throw new CountersignError('invalid_token');
  const isReading = context.method === 'GET' || context.method === 'HEAD';
  const isAllowed = token.scopes.includes(scopes.all) || (isReading && token.scopes.includes(scopes.read));
  if (!isAllowed) throw new CountersignError('insufficient_scope');
  if (!isReading) await refuseOperators(deps, token);
  return token;
}

/** A client that an operator added must not give them the way in of a person with more roles: these use our own pages. */
async function refuseOperators(deps: Deps, { userId, clientId }: UserToken): Promise<void> {
  if (!builtInClientIds.includes(clientId)) await refuseOtherRoles(deps, userId);
}

/** The session is one of an active person, or none. */
async function findBySession({ authorizationServer }: Deps, context: Context): Promise<CallingPerson> {
  const session = await authorizationServer.findBrowserSession(context);
  if (!session) throw new CountersignError('invalid_token');
  const { accountId, uid, acr, authTime } = session;
  return { userId: accountId, sessionId: uid, level: levelOfAcr(acr), authTime };
}

/** The person who calls. */
export function personOf(context: Context): CallingPerson {
  return context.state.person as CallingPerson;
}
