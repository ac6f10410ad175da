import type { Context, Middleware } from 'koa';
import { recordMissingScope } from '../../../commands/configuration/api-client-authentication.ts';
import type { ConfigurationSnapshot } from '../../../commands/configuration/configuration-snapshot.ts';
import { loadConfiguration } from '../../../commands/configuration/load-configuration.ts';
import { ensureFirstApiClient } from '../../../commands/configuration/resources/api-clients.ts';
import type { ApiClient } from '../../../entities/configuration/api-client.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { createAssertionAuthentication } from '../client-authentication/by-assertion.ts';
import { authenticateBySecret } from '../client-authentication/by-secret.ts';
import type { ClientAuthentication } from '../client-authentication/client-authentication.ts';
import { requestOriginOf } from '../request-origin.ts';

/**
 * The configuration, in which there is at least the API client that the environment names: it is added when a caller first
 * calls an installation without any, so that a database that is away when the process starts is no reason not to start.
 */
async function configurationWithClients(
  deps: Pick<ApiDeps, 'configuration' | 'em' | 'clock' | 'keyring' | 'environment'>,
  context: Context,
): Promise<ConfigurationSnapshot> {
  const configuration = await deps.configuration.current();
  const { firstApiClient: id, firstApiClientSecret: secret } = deps.environment;
  if (configuration.apiClients.size > 0 || id === undefined || secret === undefined) return configuration;
  await ensureFirstApiClient(deps, { id, secret, origin: requestOriginOf(context) });
  return loadConfiguration(deps);
}

type Deps = Pick<
  ApiDeps,
  | 'authenticationFailures'
  | 'secretLimits'
  | 'configuration'
  | 'keyring'
  | 'em'
  | 'clock'
  | 'clientKeys'
  | 'environment'
>;

/**
 * Authenticates the calling API client by the one method it is configured for (contract/mobile-authentication.md section 1:
 * secret or signed JWT) and checks that it holds the scope of the surface.
 * @param withoutScope how a client that lacks it is refused.
 */
export function authenticateApiClient(
  deps: Deps,
  scope: string,
  withoutScope: 'invalid_client' | 'insufficient_scope' = 'insufficient_scope',
): Middleware {
  const byAssertion = createAssertionAuthentication(deps);
  const checkScope = requireScope(deps, scope, withoutScope);
  return async (context, next) => {
    const configuration = await configurationWithClients(deps, context);
    const assertion = /^Bearer +(\S+) *$/i.exec(context.get('authorization'))?.[1];
    const authentication =
      assertion === undefined
        ? await countTry(deps, context, authenticateBySecret(deps, configuration, context))
        : await byAssertion(configuration, assertion);
    if ('refused' in authentication) {
      const { refused: detail, named, retryAfterSeconds } = authentication;
      await deps.authenticationFailures.record({ ...requestOriginOf(context), clientId: named ?? null, detail });
      throw new CountersignError('invalid_client', {
        detail,
        ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
      });
    }
    const { client } = authentication;
    context.state.apiClient = client;
    await checkScope(context, next);
  };
}

/** After {@link authenticateApiClient}: the client holds this scope. */
export function requireScope(
  deps: Parameters<typeof recordMissingScope>[0],
  scope: string,
  withoutScope: 'invalid_client' | 'insufficient_scope' = 'insufficient_scope',
): Middleware {
  return async (context, next) => {
    const client = context.state.apiClient as ApiClient;
    if (!client.scopes.includes(scope as ApiClient['scopes'][number])) {
      await recordMissingScope(deps, { ...requestOriginOf(context), scope });
      throw new CountersignError(withoutScope, { detail: `${client.id} lacks ${scope}` });
    }
    await next();
  };
}

/** Refused beyond the limit like a wrong secret, so that deployed clients understand it, with `Retry-After` (decision 0072). */
async function countTry(
  { secretLimits }: Pick<Deps, 'secretLimits'>,
  context: Context,
  authentication: ClientAuthentication,
): Promise<ClientAuthentication> {
  const isRight = 'client' in authentication;
  const named = isRight ? authentication.client.id : authentication.named;
  const retryAfterSeconds = await secretLimits.count({ clientId: named, isRight, origin: requestOriginOf(context) });
  if (retryAfterSeconds === undefined) return authentication;
  return { refused: 'client_secret: too many wrong ones', named, retryAfterSeconds };
}
