import type { KoaContextWithOIDC, Provider, errors } from 'oidc-provider';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { tokenRequestOrigin } from '../request-origin.ts';
import { isInstallationId } from './installation-id.ts';

/** Has recorded that a client could not be authenticated; a flood is counted, and not written. */
export function reportRefusedClients(
  provider: Provider,
  deps: Pick<AuthorizationServerDeps, 'authenticationFailures' | 'log'>,
): void {
  const report = (ctx: KoaContextWithOIDC, error: errors.OIDCProviderError) => {
    if (error.error !== 'invalid_client') return;
    const origin = tokenRequestOrigin(ctx);
    // An installation that was deleted goes on asking for a while.
    if (isInstallationId(String(ctx.oidc.params?.['client_id'] ?? ''))) return;
    const detail = `OAuth: ${error.error_detail ?? error.error_description ?? 'not authenticated'}`.slice(0, 255);
    deps.authenticationFailures
      .record({ ...origin, detail })
      .catch((cause: unknown) =>
        deps.log.warn({ err: cause, request_id: origin.requestId }, 'refused client not recorded'),
      );
  };
  provider.on('grant.error', report);
  provider.on('backchannel_authentication.error', report);
  provider.on('introspection.error', report);
  provider.on('revocation.error', report);
  provider.on('device_authorization.error', report);
  provider.on('pushed_authorization_request.error', report);
}
