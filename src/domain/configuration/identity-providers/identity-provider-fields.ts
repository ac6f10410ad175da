/** Columns of an identity provider by their words on the wire. */
export const identityProviderFields = {
  name: 'name',
  kind: 'kind',
  enabled: 'enabled',
  position: 'position',
  issuer: 'issuer',
  apiUrl: 'api_url',
  clientId: 'client_id',
  authentication: 'client_authentication',
  clientSecret: 'client_secret',
  teamId: 'team_id',
  keyId: 'key_id',
  privateKey: 'private_key',
  scopes: 'scopes',
  onUnknownAccount: 'on_no_match',
} as const;
