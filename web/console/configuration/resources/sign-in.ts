import type { Resource, Row } from '../resource.ts';

const base = '/admin/v1';

function ofAdmin(path: string, key: string): Pick<Resource, 'id' | 'listPath' | 'pathOf' | 'idOf' | 'nameOf'> {
  return {
    id: path,
    listPath: () => `${base}/${path}`,
    pathOf: (id) => `${base}/${path}/${encodeURIComponent(id)}`,
    idOf: (row: Row) => String(row[key]),
    nameOf: (row: Row) => String(row['name'] ?? row[key]),
  };
}

export const clients: Resource = {
  ...ofAdmin('clients', 'client_id'),
  needs: { read: 'clients.read', change: 'clients.manage' },
  schemas: () => import('../schemas/clients.json'),
  columns: ['type', 'client_id', 'enabled'],
  sections: [
    { id: 'general', fields: ['client_id', 'name', 'type', 'enabled'] },
    {
      id: 'addresses',
      fields: [
        'redirect_uris',
        'post_logout_redirect_uris',
        'backchannel_logout_uri',
        'backchannel_logout_session_required',
      ],
    },
    { id: 'access', fields: ['grant_types', 'scopes', 'resources', 'default_acr_values'] },
    {
      id: 'proof',
      fields: ['token_endpoint_auth_method', 'jwks', 'jwks_uri', 'tls_client_auth'],
    },
    {
      id: 'tokens',
      fields: [
        'access_token_lifetime',
        'refresh_token_lifetime',
        'id_token_signed_response_alg',
        'id_token_encrypted_response_alg',
        'id_token_encrypted_response_enc',
        'subject_type',
        'sector_identifier',
        'dpop_bound_access_tokens',
        'tls_client_certificate_bound_access_tokens',
        'require_pushed_authorization_requests',
        'session_management',
        'backchannel_token_delivery_mode',
        'backchannel_client_notification_endpoint',
        'backchannel_user_code_parameter',
      ],
    },
    {
      id: 'consent',
      fields: ['first_party', 'remember_consent', 'consent_lifetime_days', 'consent_motivation', 'consent_items'],
    },
    { id: 'people', fields: ['access', 'client_uri', 'logo_uri', 'policy_uri', 'tos_uri'] },
  ],
  kinds: { jwks: 'json', en: 'area', nl: 'area', san_ip: 'text' },
  usual: {
    type: 'mpa',
    enabled: true,
    remember_consent: true,
    grant_types: ['authorization_code'],
    scopes: ['openid', 'profile', 'email'],
  },
  isShown(name, values) {
    const { token_endpoint_auth_method: method, type, grant_types: grants } = values;
    const { subject_type: subjects, id_token_encrypted_response_alg: encryption } = values;
    if (name === 'token_endpoint_auth_method') return type === 'confidential';
    if (name === 'tls_client_auth') return method === 'tls_client_auth';
    if (name === 'sector_identifier') return subjects === 'pairwise';
    if (name === 'id_token_encrypted_response_enc') return Boolean(encryption);
    if (name === 'jwks' || name === 'jwks_uri') return hasKeys(values);
    if (name === 'backchannel_logout_session_required') return Boolean(values['backchannel_logout_uri']);
    if (name === 'session_management') return type === 'confidential';
    const isCiba = name.startsWith('backchannel_') && name !== 'backchannel_logout_uri';
    return !isCiba || (Array.isArray(grants) && grants.some((grant) => String(grant).includes('ciba')));
  },
};

/** Keys are for its assertions or certificates, for encrypted ID tokens, and for hints of CIBA. */
function hasKeys(client: Record<string, unknown>): boolean {
  const {
    token_endpoint_auth_method: method,
    id_token_encrypted_response_alg: encryption,
    grant_types: grants,
  } = client;
  const isCiba = Array.isArray(grants) && grants.some((grant) => String(grant).includes('ciba'));
  return /jwt|tls/.test(String(method)) || Boolean(encryption) || isCiba;
}

export const protectedResources: Resource = {
  ...ofAdmin('protected-resources', 'id'),
  needs: { read: 'clients.read', change: 'clients.manage' },
  schemas: () => import('../schemas/protected-resources.json'),
  columns: ['identifier', 'token_format', 'binding'],
  sections: [
    { id: 'general', fields: ['identifier', 'name', 'scopes'] },
    { id: 'tokens', fields: ['token_format', 'token_lifetime', 'signing_alg', 'binding'] },
    { id: 'proof', fields: ['required_level', 'max_age', 'introspection_clients', 'authorization_details_types'] },
  ],
  kinds: { schema: 'json', description: 'area' },
  usual: { token_format: 'jwt', signing_alg: 'ES256', binding: 'none' },
  isShown: (name, { token_format: format }) => name !== 'signing_alg' || format === 'jwt',
};

export const claims: Resource = {
  ...ofAdmin('claims', 'id'),
  needs: { read: 'claims.read', change: 'claims.manage' },
  schemas: () => import('../schemas/claims.json'),
  columns: ['claim_type', 'kind', 'updateable'],
  sections: [
    { id: 'general', fields: ['claim_type', 'friendly_name', 'variable_name', 'kind'] },
    { id: 'values', fields: ['options', 'multiple', 'pattern'] },
    {
      id: 'access',
      fields: ['scope', 'updateable', 'restrict_elevation', 'restrict_by_suborganizations', 'personal_data_category'],
    },
  ],
  usual: { kind: 'free' },
  isShown(name, { kind }) {
    if (name === 'options') return kind === 'discrete';
    return name !== 'pattern' || kind === 'free';
  },
};

export const identityProviders: Resource = {
  ...ofAdmin('identity-providers', 'id'),
  needs: { read: 'integrations.read', change: 'integrations.manage' },
  schemas: () => import('../schemas/identity-providers.json'),
  columns: ['kind', 'enabled', 'on_no_match'],
  sections: [
    { id: 'general', fields: ['id', 'name', 'kind', 'enabled', 'position', 'on_no_match'] },
    {
      id: 'connection',
      fields: [
        'issuer',
        'api_url',
        'client_id',
        'client_authentication',
        'client_secret',
        'team_id',
        'key_id',
        'private_key',
        'scopes',
      ],
    },
  ],
  kinds: { private_key: 'area', to: 'text' },
  usual: { kind: 'oidc', enabled: true, on_no_match: 'refuse' },
  isShown(name, { kind }) {
    const isApple = kind === 'apple';
    if (['team_id', 'key_id', 'private_key'].includes(name)) return isApple;
    if (name === 'client_secret') return !isApple;
    return name !== 'api_url' || kind === 'github';
  },
};

export const policies: Resource = {
  ...ofAdmin('authentication-policies', 'id'),
  needs: { read: 'policies.read', change: 'policies.manage' },
  schemas: () => import('../schemas/authentication-policies.json'),
  columns: ['kind', 'subject_id', 'minimum_level', 'factors'],
  sections: [
    { id: 'general', fields: ['name', 'kind', 'subject_id'] },
    { id: 'demands', fields: ['minimum_level', 'factors', 'methods', 'first_factors', 'trusted_device_days'] },
    { id: 'conditions', fields: ['conditions'] },
  ],
  usual: { kind: 'default' },
  // It is asked for where it is needed.
  isShown: (name, { kind }) => name !== 'confirm' && (name !== 'subject_id' || kind !== 'default'),
};

export const apiClients: Resource = {
  id: 'api-clients',
  needs: { read: 'api-clients.manage', change: 'api-clients.manage' },
  listPath: () => '/oauth/api/v1/configuration/api-clients',
  pathOf: (id) => `/oauth/api/v1/configuration/api-clients/${encodeURIComponent(id)}`,
  idOf: (row) => String(row['client_id']),
  nameOf: (row) => String(row['name']),
  schemas: () => import('../schemas/api-clients.json'),
  columns: ['client_id', 'authentication_method'],
  sections: [
    { id: 'general', fields: ['client_id', 'name', 'scopes', 'public_base_uri'] },
    { id: 'proof', fields: ['authentication_method', 'client_secret', 'public_jwk', 'jwks_uri'] },
  ],
  usual: { authentication_method: 'client_secret_basic' },
  needed: ['client_secret'],
  isShown(name, { authentication_method: method }) {
    if (name === 'client_secret') return method === 'client_secret_basic';
    return (name !== 'public_jwk' && name !== 'jwks_uri') || method === 'private_key_jwt';
  },
};
