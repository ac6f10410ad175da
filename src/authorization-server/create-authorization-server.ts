import type { JWK } from 'jose';
import type { Context, Middleware, Next } from 'koa';
import { Provider } from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { AuthorizationServerDeps } from './authorization-server-deps.ts';
import type { AuthorizationServer } from './authorization-server.ts';
import { addDefinedClaims } from './accounts/defined-claims.ts';
import { checkSecrets, countUnknownClients } from './clients/check-secrets.ts';
import { keepClients } from './clients/keep-clients.ts';
import { reportRefusedClients } from './clients/report-refused-clients.ts';
import { useProviderCookies } from './cookies.ts';
import { exchangeCodesAtOnce } from './grants/exchange-codes.ts';
import { keepUserCode, storeSessionsOfErrors } from './grants/device-code/device-flow.ts';
import { notifyByWorkflow } from './grants/backchannel/backchannel-authentication.ts';
import { decideRequest } from './grants/backchannel/decide-request.ts';
import { registerEnrollmentCodeGrant } from './grants/enrollment-code/enrollment-code-grant.ts';
import { addRefusalMembers } from './grants/grant-refusal.ts';
import { addProfile } from './grants/refresh-token/name-profile.ts';
import { registerTokenExchange } from './grants/token-exchange/token-exchange-grant.ts';
import { createAccounts } from './interactions/accounts.ts';
import { createConsents } from './interactions/consents.ts';
import { createInteractions } from './interactions/interactions.ts';
import { checkClock } from './middleware/check-clock.ts';
import { followSigningKeys } from './current-provider.ts';
import { checkProofAge } from './middleware/check-proof-age.ts';
import { limitRequests } from './middleware/limit-requests.ts';
import { limitCors } from './middleware/limit-cors.ts';
import { nameResources } from './middleware/name-resources.ts';
import { refuseNulInBodies, refuseNulInQuery } from './middleware/refuse-nul.ts';
import { useDeclaredTypes } from './resources/authorization-details.ts';
import { createProviderConfiguration } from './provider-configuration.ts';
import { presentRegistrations } from './registration/present-registration.ts';
import { reportRefusedRegistrations } from './registration/registration.ts';
import { createLogoutToken, oweLogoutsOfProvider } from './sessions/backchannel-logout.ts';
import { allowLogoutScript } from './sessions/logout.ts';
import { keepAccounts } from './sessions/keep-accounts.ts';
import { keepSignIn } from './sessions/keep-sign-in.ts';
import { keepRemembered } from './sessions/remembered-session.ts';
import { recordSessions } from './sessions/session-events.ts';
import { alwaysNameSession } from './sessions/session-id.ts';
import { loadSettings } from './settings.ts';
import { findUserToken } from './tokens/find-user-token.ts';
import { introspectToken } from './tokens/introspect-token.ts';
import { createProofExpectations } from './tokens/proof-expectations.ts';
import { reportRefusedGrants } from './tokens/report-refused-grants.ts';
import { verifyAccessToken } from './tokens/verify-access-token.ts';
import { verifyDeviceProof } from './tokens/verify-device-proof.ts';
import { verifyRegistration } from './tokens/verify-registration.ts';
import { authorizationServerPath } from './wire-names.ts';

type Deps = Pick<AuthorizationServerDeps, 'log' | 'isDatabaseAway'>;

/** Logs faults inside the provider, which has answered `server_error` already. */
function reportFaults(provider: Provider, deps: Deps): void {
  provider.on('server_error', (ctx: KoaContextWithOIDC, error: Error) => answerFault(deps, ctx, error));
}

/** Answers faults outside of the provider in its error format (RFC 6749 section 5.2). */
function answerFaults(deps: Deps): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      ctx.status = 500;
      ctx.body = { error: 'server_error', error_description: 'something went wrong on our side' };
      answerFault(deps, ctx, error);
    }
  };
}

/** Logs a server fault. An unreachable database has an answer of its own. */
function answerFault({ log, isDatabaseAway }: Deps, ctx: Context | KoaContextWithOIDC, error: unknown): void {
  const fields = { err: error, request_id: ctx.state.requestId as unknown };
  if (!isDatabaseAway?.(error)) return log.error(fields, 'authorization server failed');
  log.warn(fields, 'authorization server cannot reach the database');
  ctx.status = 503;
  ctx.set('Retry-After', '2');
  ctx.body = { error: 'temporarily_unavailable', error_description: 'try again after Retry-After' };
}

const postOnly = new Set(['/token', '/token/revocation', '/token/introspect', '/backchannel']);

/** Answers 405 for another method than POST; the provider would answer as for an unknown path. */
const checkMethod: Middleware = async (ctx, next) => {
  if (!postOnly.has(ctx.path) || ctx.method === 'POST' || ctx.method === 'OPTIONS') return next();
  ctx.status = 405;
  ctx.set('Allow', 'POST, OPTIONS');
  ctx.body = { error: 'invalid_request', error_description: 'use POST' };
};

/** Composes middlewares as a Koa app does. */
function compose(chain: readonly Middleware[]): Middleware {
  return (ctx, next) => {
    const run = async (index: number): Promise<unknown> => {
      const middleware = chain[index];
      const onward: Next = () => run(index + 1);
      return middleware ? middleware(ctx, onward) : next();
    };
    return run(0);
  };
}

/** Creates the authorization server. It does not query the database before the first request. */
export function createAuthorizationServer(deps: AuthorizationServerDeps): AuthorizationServer {
  const proofs = createProofExpectations(deps);
  const provider = followSigningKeys(deps, (jwks) => createProvider(deps, jwks));
  const serve: Middleware = async (ctx, next) => {
    const current = await provider();
    useDeclaredTypes(current, await deps.registry.current());
    useProviderCookies(current, ctx);
    return compose(current.middleware)(ctx, next);
  };
  return {
    provider,
    publicOrigin: deps.environment.publicUrl,
    handler: compose([
      limitCors(deps.environment.corsOrigins),
      checkClock(deps),
      answerFaults(deps),
      loadSettings(deps),
      checkMethod,
      refuseNulInQuery,
      keepUserCode,
      allowLogoutScript,
      limitRequests(deps),
      checkProofAge(deps.clock),
      nameResources(deps),
      countUnknownClients(deps),
      addRefusalMembers,
      addProfile,
      keepAccounts(deps),
      serve,
    ]),
    verifyAccessToken: (check) => verifyAccessToken(deps, proofs, check),
    introspectToken: (token) => introspectToken(deps, token),
    findUserToken: (token) => findUserToken(deps, token),
    verifyRegistration: (check) => verifyRegistration(deps, proofs, check),
    verifyDeviceProof: (check) => verifyDeviceProof(deps, proofs, check),
    proofNonce: proofs.proofNonce,
    decideBackchannelRequest: async (id) => decideRequest(deps, await provider(), { id }),
    createLogoutToken: async (about) => createLogoutToken(await provider(), deps, about),
    ...createInteractions(deps, provider),
    ...createConsents(deps, provider),
    ...createAccounts(deps, provider),
  };
}

function createProvider(deps: AuthorizationServerDeps, jwks: { keys: JWK[] }): Provider {
  const issuer = `${deps.environment.publicUrl}${authorizationServerPath}`;
  const provider = new Provider(issuer, createProviderConfiguration(deps, jwks));
  refuseNulInBodies(provider);
  registerEnrollmentCodeGrant(provider, deps);
  registerTokenExchange(provider, deps);
  exchangeCodesAtOnce(provider, deps);
  alwaysNameSession(provider);
  keepRemembered(provider);
  addDefinedClaims(provider);
  keepSignIn(provider);
  storeSessionsOfErrors(provider);
  notifyByWorkflow(provider);
  oweLogoutsOfProvider(provider, deps);
  recordSessions(provider, deps);
  reportFaults(provider, deps);
  reportRefusedGrants(provider, deps);
  reportRefusedClients(provider, deps);
  reportRefusedRegistrations(provider, deps);
  presentRegistrations(provider, deps);
  checkSecrets(provider, deps);
  keepClients(provider, deps);
  return provider;
}
