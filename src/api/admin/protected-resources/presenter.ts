import type { z } from 'zod';
import { presentFields } from '../../../domain/configuration/field-names.ts';
import { protectedResourceFields } from '../../../domain/tokens/field-names.ts';
import type { ProtectedResource } from '../../../entities/tokens/protected-resource.ts';
import { presentTime } from '../time.ts';
import type { resourceMetadata, resourceSchema } from './schema.ts';

export function presentResource(resource: ProtectedResource): z.input<typeof resourceSchema> {
  return {
    id: resource.id,
    ...presentFields(protectedResourceFields, resource),
    token_lifetime: resource.tokenLifetime ?? null,
    required_level: resource.requiredLevel ?? null,
    max_age: resource.maxAge ?? null,
    created_at: presentTime(resource.createdAt.getTime()),
    changed_at: presentTime(resource.changedAt.getTime()),
  };
}

/** What a resource server publishes of itself at `/.well-known/oauth-protected-resource` (RFC 9728). */
export function presentResourceMetadata(resource: ProtectedResource, issuer: string): z.input<typeof resourceMetadata> {
  const isBound = resource.binding === 'dpop';
  const types = resource.authorizationDetailsTypes.map(({ type }) => type);
  return {
    resource: resource.identifier,
    authorization_servers: [issuer],
    ...(resource.tokenFormat === 'jwt' ? { jwks_uri: `${issuer}/jwks` } : {}),
    scopes_supported: resource.scopes.map(({ name }) => name),
    bearer_methods_supported: ['header'],
    resource_name: resource.name,
    ...(types.length > 0 ? { authorization_details_types_supported: types } : {}),
    ...(isBound ? { dpop_signing_alg_values_supported: ['ES256'] } : {}),
    dpop_bound_access_tokens_required: isBound,
    ...(resource.binding === 'mtls' ? { tls_client_certificate_bound_access_tokens: true } : {}),
  };
}
