import { errors, Provider } from 'oidc-provider';
import type { ClientMetadata, KoaContextWithOIDC } from 'oidc-provider';
import { deleteClient } from '../../commands/tokens/clients/change-clients.ts';
import { clientDefaults } from '../../commands/tokens/clients/client-defaults.ts';
import { changeRegistration, registerClient } from '../../commands/tokens/clients/registration/register-client.ts';
import type { Registration } from '../../commands/tokens/clients/registration/register-client.ts';
import type { CertificateName, ClientType } from '../../domain/tokens/clients/status.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import { certificateFields } from '../../security/clients/client-certificate.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { tokenRequestOrigin } from '../request-origin.ts';
import { requestedScopes } from './registration.ts';

type Metadata = ClientMetadata & Record<string, unknown>;

/** Stores a client that registers itself or changes its registration: the request of the provider that is under way says which. */
export async function storeRegistration(deps: AuthorizationServerDeps, id: string, metadata: Metadata): Promise<void> {
  const ctx = currentContext();
  const { InitialAccessToken: initial, Client: former } = ctx.oidc.entities;
  // A client that has a secret keeps it: the provider knows a text in its place alone.
  const isNew = metadata.client_secret !== former?.clientSecret;
  const registration: Registration = {
    id,
    values: valuesOf(ctx, metadata),
    secret: isNew ? metadata.client_secret : undefined,
    origin: tokenRequestOrigin(ctx),
  };
  await refusing(async () => {
    if (!initial) return changeRegistration(deps, registration);
    if (!(await registerClient(deps, String(ctx.state['initialAccessToken']), registration)))
      throw new errors.InvalidToken('initial access token not found');
  });
  deps.registry.forget?.();
}

/** Deletes a client at its own request. */
export async function removeRegistration(deps: AuthorizationServerDeps, id: string): Promise<void> {
  const origin = tokenRequestOrigin(currentContext());
  await refusing(() => deleteClient(deps, { id, origin, ifMatch: undefined }));
  deps.registry.forget?.();
}

function currentContext(): KoaContextWithOIDC {
  if (!Provider.ctx) throw new Error('A client is stored outside of a request');
  return Provider.ctx;
}

/** In the words of RFC 7591 section 3.2.2. */
async function refusing(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof CountersignError) || error.httpStatus >= 500) throw error;
    const { field, reason } = error.extra;
    if (error.code !== 'client_metadata_invalid') throw new errors.InvalidRequest(error.message);
    throw new errors.InvalidClientMetadata(`${String(field)}: ${String(reason)}`);
  }
}

function valuesOf(ctx: KoaContextWithOIDC, metadata: Metadata): Registration['values'] {
  const text = (name: string) => (metadata[name] as string | undefined) ?? null;
  const method = metadata.token_endpoint_auth_method ?? 'client_secret_basic';
  const isPublic = method === 'none';
  const publicType: ClientType = metadata.application_type === 'native' ? 'native' : 'spa';
  return {
    ...clientDefaults,
    name: metadata.client_name ?? metadata.client_id,
    type: isPublic ? publicType : 'confidential',
    tokenEndpointAuthMethod: method as Registration['values']['tokenEndpointAuthMethod'],
    grantTypes: (metadata.grant_types ?? []) as Registration['values']['grantTypes'],
    redirectUris: [...(metadata.redirect_uris ?? [])],
    postLogoutRedirectUris: [...(metadata.post_logout_redirect_uris ?? [])],
    scopes: requestedScopes(ctx)?.filter((name) => name !== 'openid'),
    jwks: (metadata.jwks as Registration['values']['jwks']) ?? null,
    jwksUri: text('jwks_uri'),
    clientUri: text('client_uri'),
    logoUri: text('logo_uri'),
    policyUri: text('policy_uri'),
    tosUri: text('tos_uri'),
    idTokenSignedResponseAlg: (metadata.id_token_signed_response_alg ?? 'ES256') as 'ES256',
    dpopBoundAccessTokens: metadata.dpop_bound_access_tokens === true,
    tlsClientAuth: certificateNameOf(metadata),
    tlsClientCertificateBoundAccessTokens: metadata.tls_client_certificate_bound_access_tokens === true,
    requirePushedAuthorizationRequests: metadata.require_pushed_authorization_requests === true,
    backchannelLogoutUri: text('backchannel_logout_uri'),
    backchannelLogoutSessionRequired: metadata.backchannel_logout_session_required === true,
  };
}

function certificateNameOf(metadata: Metadata): CertificateName | null {
  const given = certificateFields.flatMap((field) => {
    const value = metadata[`tls_client_auth_${field}`];
    return typeof value === 'string' ? [[field, value]] : [];
  });
  return given.length > 0 ? (Object.fromEntries(given) as CertificateName) : null;
}
