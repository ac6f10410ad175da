import type { Context, Middleware } from 'koa';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { ApiDeps } from '../api-deps.ts';
import { authenticateByAssertion } from '../client-authentication/by-assertion.ts';
import { authenticateBySecret } from '../client-authentication/by-secret.ts';
import type { ClientAuthentication } from '../client-authentication/client-authentication.ts';
import { requestOriginOf } from '../request-origin.ts';

type Deps = Pick<ApiDeps, 'authenticationFailures' | 'configuration' | 'keyring' | 'em' | 'clock' | 'clientKeys' | 'environment'>;

/**
 * Authenticates the calling API client by the one method it is configured for (contract/mobile-authentication.md section 1:
 * secret or signed JWT) and checks that it holds the scope of the surface.
 */
export function authenticateApiClient(deps: Deps, scope: string): Middleware {
  return async (context, next) => {
    const authentication = await authenticate(deps, context);
    if ('refused' in authentication) {
      const { refused: detail, named } = authentication;
      await deps.authenticationFailures.record({ ...requestOriginOf(context), clientId: named ?? null, detail });
      throw new CountersignError('invalid_client', { detail });
    }
    const { client } = authentication;
    if (!client.scopes.includes(scope)) throw new CountersignError('insufficient_scope', { detail: `${client.id} lacks ${scope}` });
    context.state.apiClient = client;
    await next();
  };
}

async function authenticate(deps: Deps, context: Context): Promise<ClientAuthentication> {
  const configuration = await deps.configuration.current();
  const assertion = /^Bearer +(\S+) *$/i.exec(context.get('authorization'))?.[1];
  return assertion === undefined ? authenticateBySecret(deps, configuration, context) : authenticateByAssertion(deps, configuration, assertion);
}
