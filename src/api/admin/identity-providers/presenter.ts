import type { z } from 'zod';
import { callbackAddress } from '../../../domain/configuration/identity-providers/callback-address.ts';
import { presentFields } from '../../../domain/configuration/field-names.ts';
import { identityProviderFields } from '../../../domain/configuration/identity-providers/identity-provider-fields.ts';
import type { IdentityProvider } from '../../../entities/configuration/identity-provider.ts';
import type { providerSchema } from './schema.ts';

const { clientSecret: _secret, privateKey: _key, ...shown } = identityProviderFields;

/** A provider without its secrets. */
export function presentProvider(row: IdentityProvider, publicUrl: string): z.input<typeof providerSchema> {
  return {
    id: row.id,
    ...presentFields(shown, row),
    api_url: row.apiUrl ?? null,
    team_id: row.teamId ?? null,
    key_id: row.keyId ?? null,
    client_secret_set: Boolean(row.clientSecret),
    private_key_set: Boolean(row.privateKey),
    redirect_uri: callbackAddress(publicUrl, row.id),
    created_at: row.createdAt.toISOString(),
    changed_at: row.changedAt.toISOString(),
  };
}
