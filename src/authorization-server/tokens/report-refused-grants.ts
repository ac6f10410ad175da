import type { KoaContextWithOIDC, Provider, errors } from 'oidc-provider';
import type { CallerClue } from '../../commands/tokens/record-refused-caller.ts';
import { hashArtifactId } from '../adapter/artifact-id.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { isInstallationId } from '../clients/installation-id.ts';
import { tokenRequestOrigin } from '../request-origin.ts';
import { reportRefusedCaller } from './refused-callers.ts';

/**
 * Records refusals of existing credentials at the token endpoint: a refresh token sent with another key, a proof that was
 * used before. A wrong enrolment code and a wrong factor have events of their own.
 */
export function reportRefusedGrants(provider: Provider, deps: AuthorizationServerDeps): void {
  provider.on('grant.error', (ctx: KoaContextWithOIDC, error: errors.OIDCProviderError) => {
    const clue = clueOf(deps, ctx, error.message);
    if (clue)
      reportRefusedCaller(
        deps,
        tokenRequestOrigin(ctx),
        clue,
        error.error_detail ?? error.error_description ?? error.message,
      );
  });
}

function clueOf({ keyring }: AuthorizationServerDeps, ctx: KoaContextWithOIDC, code: string): CallerClue | undefined {
  if (ctx.state['refusalMembers']) return undefined;
  const { refresh_token: refreshToken } = ctx.oidc.body ?? {};
  const isRefresh = typeof refreshToken === 'string';
  if (isRefresh && (code === 'invalid_grant' || code === 'invalid_dpop_proof'))
    return { tokenHash: hashArtifactId(keyring, 'RefreshToken', refreshToken) };
  const clientId = ctx.oidc.client?.clientId;
  return code === 'invalid_dpop_proof' && clientId && isInstallationId(clientId) ? { clientId } : undefined;
}
