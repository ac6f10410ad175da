import type { Middleware } from 'koa';
import { recordMissingScope } from '../../commands/api-clients/record-missing-scope.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { ApiDeps } from '../api-deps.ts';
import { createAssertionAuthentication } from '../client-authentication/by-assertion.ts';
import { authenticateBySecret } from '../client-authentication/by-secret.ts';
import { configurationWithClients } from '../client-authentication/first-api-client.ts';
import { requestOriginOf } from '../request-origin.ts';

type Deps = Pick<ApiDeps, 'authenticationFailures' | 'configuration' | 'keyring' | 'em' | 'clock' | 'clientKeys' | 'environment'>;

/**
 * Authenticates the calling API client by the one method it is configured for (contract/mobile-authentication.md section 1:
 * secret or signed JWT) and checks that it holds the scope of the surface.
 */
export function authenticateApiClient(deps: Deps, scope: string): Middleware {
  const byAssertion = createAssertionAuthentication(deps);
  return async (context, next) => {
    const configuration = await configurationWithClients(deps, context);
    const assertion = /^Bearer +(\S+) *$/i.exec(context.get('authorization'))?.[1];
    const authentication = assertion === undefined ? authenticateBySecret(deps, configuration, context) : await byAssertion(configuration, assertion);
    if ('refused' in authentication) {
      const { refused: detail, named } = authentication;
      await deps.authenticationFailures.record({ ...requestOriginOf(context), clientId: named ?? null, detail });
      throw new CountersignError('invalid_client', { detail });
    }
    const { client } = authentication;
    context.state.apiClient = client;
    if (!client.scopes.includes(scope)) {
      await recordMissingScope(deps, { ...requestOriginOf(context), scope });
      throw new CountersignError('insufficient_scope', { detail: `${client.id} lacks ${scope}` });
    }
    await next();
  };
}
