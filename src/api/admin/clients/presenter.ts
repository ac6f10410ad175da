import type { z } from 'zod';
import type { RegisteredClient } from '../../../commands/tokens/registry/oauth-registry.ts';
import { presentFields } from '../../../domain/configuration/field-names.ts';
import { oauthClientFields } from '../../../domain/tokens/field-names.ts';
import { presentTime } from '../time.ts';
import type { clientSchema } from './schema.ts';

/** A client as the admin API shows it, without the text of its secrets. */
export function presentClient({ client, secrets }: RegisteredClient): z.input<typeof clientSchema> {
  const { jwks, jwksUri, clientUri, logoUri, policyUri, tosUri, accessTokenLifetime, refreshTokenLifetime } = client;
  return {
    client_id: client.id,
    ...presentFields(oauthClientFields, client),
    jwks: jwks ?? null,
    tls_client_auth: client.tlsClientAuth ?? null,
    jwks_uri: jwksUri ?? null,
    client_uri: clientUri ?? null,
    logo_uri: logoUri ?? null,
    policy_uri: policyUri ?? null,
    tos_uri: tosUri ?? null,
    consent_lifetime_days: client.consentLifetimeDays ?? null,
    consent_motivation: client.consentMotivation ?? null,
    access_token_lifetime: accessTokenLifetime ?? null,
    refresh_token_lifetime: refreshTokenLifetime ?? null,
    backchannel_logout_uri: client.backchannelLogoutUri ?? null,
    backchannel_client_notification_endpoint: client.backchannelClientNotificationEndpoint ?? null,
    access: client.access ? { roles: [...client.access.roles], users: [...client.access.users] } : null,
    sector_identifier: client.sectorIdentifier ?? null,
    id_token_encrypted_response_alg: client.idTokenEncryptedResponseAlg ?? null,
    id_token_encrypted_response_enc: client.idTokenEncryptedResponseEnc ?? null,
    registered_by: client.registeredBy ?? null,
    owner: client.owner ?? null,
    secrets: secrets.map(({ id, createdAt }) => ({ id, created_at: presentTime(createdAt.getTime()) })),
    created_at: presentTime(client.createdAt.getTime()),
    changed_at: presentTime(client.changedAt.getTime()),
  };
}
