import type { z } from 'zod';
import { refuseMetadata } from '../../../commands/tokens/clients/change-clients.ts';
import type { OauthClientValues } from '../../../commands/tokens/clients/change-clients.ts';
import { readFields } from '../../../domain/configuration/field-names.ts';
import { isConfidential } from '../../../domain/tokens/clients/status.ts';
import { oauthClientFields } from '../../../domain/tokens/field-names.ts';
import type { AdminDeps } from '../admin-deps.ts';
import type { newClientBody } from './schema.ts';

/** What a client is that its author said nothing more of. */
const defaults: Omit<OauthClientValues, 'name' | 'type' | 'grantTypes' | 'tokenEndpointAuthMethod'> = {
  enabled: true,
  redirectUris: [],
  postLogoutRedirectUris: [],
  scopes: [],
  resources: [],
  defaultAcrValues: [],
  firstParty: false,
  rememberConsent: true,
  idTokenSignedResponseAlg: 'ES256',
  dpopBoundAccessTokens: false,
  requirePushedAuthorizationRequests: false,
  jwks: null,
  jwksUri: null,
  clientUri: null,
  logoUri: null,
  policyUri: null,
  tosUri: null,
  accessTokenLifetime: null,
  refreshTokenLifetime: null,
};

/** The settings of a new client: those that were sent, and defaults for the others. */
export function readNewClient(body: z.output<typeof newClientBody>): OauthClientValues {
  const { name, type, grant_types: grantTypes } = body;
  const tokenEndpointAuthMethod = isConfidential(type) ? 'client_secret_basic' : 'none';
  const sent = readFields(oauthClientFields, body);
  return { ...defaults, name, type, grantTypes, tokenEndpointAuthMethod, ...sent } as OauthClientValues;
}

/**
 * Keys are fetched over TLS, except in development.
 * @throws CountersignError `client_metadata_invalid`
 */
export function checkKeyAddress(
  { environment }: Pick<AdminDeps, 'environment'>,
  { jwks_uri: address }: { jwks_uri?: string | null | undefined },
): void {
  if (address?.startsWith('http:') && environment.callbackPrivateAddresses !== 'allowed')
    throw refuseMetadata('jwks_uri', 'The address has to begin with https://.');
}
