import type { z } from 'zod';
import { clientDefaults } from '../../../commands/tokens/clients/client-defaults.ts';
import { refuseMetadata } from '../../../commands/tokens/clients/change-clients.ts';
import type { OauthClientValues } from '../../../commands/tokens/clients/change-clients.ts';
import { readFields } from '../../../domain/configuration/field-names.ts';
import { isConfidential } from '../../../domain/tokens/clients/status.ts';
import { oauthClientFields } from '../../../domain/tokens/field-names.ts';
import type { AdminDeps } from '../admin-deps.ts';
import type { newClientBody } from './schema.ts';

/** Addresses that this server calls. */
const called = ['jwks_uri', 'backchannel_logout_uri', 'backchannel_client_notification_endpoint'] as const;

/** The settings of a new client: those that were sent, and defaults for the others. */
export function readNewClient(body: z.output<typeof newClientBody>): OauthClientValues {
  const { name, type, grant_types: grantTypes } = body;
  const tokenEndpointAuthMethod = isConfidential(type) ? 'client_secret_basic' : 'none';
  const sent = readFields(oauthClientFields, body);
  return { ...clientDefaults, name, type, grantTypes, tokenEndpointAuthMethod, ...sent } as OauthClientValues;
}

/**
 * Keys are fetched, logout tokens and notifications sent over TLS, except in development.
 * @throws CountersignError `client_metadata_invalid`
 */
export function checkServerAddresses(
  { environment }: Pick<AdminDeps, 'environment'>,
  addresses: { [Field in (typeof called)[number]]?: string | null | undefined },
): void {
  if (environment.callbackPrivateAddresses === 'allowed') return;
  for (const field of called)
    if (addresses[field]?.startsWith('http:')) throw refuseMetadata(field, 'The address has to begin with https://.');
}
