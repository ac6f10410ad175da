import type { EntityManager } from '@mikro-orm/postgresql';
import { defaultMappings } from '../../src/domain/configuration/identity-providers/claim-mapping.ts';
import { providerDefaults } from '../../src/domain/configuration/identity-providers/provider-defaults.ts';
import { IdentityProvider } from '../../src/entities/configuration/identity-provider.ts';

/** The id of the demonstration's identity provider, part of its callback address. */
const providerId = 'example-id';

/** The identity provider of the demonstration: one of the sandbox's. */
export interface DemoProvider {
  /** Its address. The port can change, so it is written at every start. */
  issuer: string;
  client_id: string;
  client_secret: string;
}

/** A button by which any account of the sandbox signs in and becomes a person. What an operator has changed since stays. */
export async function putIdentityProvider(em: EntityManager, provider: DemoProvider): Promise<void> {
  const { issuer, client_id: clientId, client_secret: clientSecret } = provider;
  const known = await em.findOne(IdentityProvider, { id: providerId });
  if (known) {
    if (known.clientId === clientId) known.issuer = issuer;
    return;
  }
  const now = new Date();
  const { authentication, scopes } = providerDefaults.oidc;
  em.create(
    IdentityProvider,
    {
      id: providerId,
      name: 'Example ID',
      kind: 'oidc',
      enabled: true,
      position: 100,
      ...{ issuer, clientId, clientSecret, authentication },
      scopes: [...scopes],
      claims: [...defaultMappings.oidc],
      ...{ acr: {}, trustsAmr: false, trustsAuthTime: false, onUnknownAccount: 'create' },
      createdAt: now,
      changedAt: now,
    },
    { persist: true },
  );
}
