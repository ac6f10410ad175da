import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { OauthClient } from '../../src/entities/tokens/oauth-client.ts';
import { ProtectedResource } from '../../src/entities/tokens/protected-resource.ts';

export interface ClubClient {
  id: string;
  /** Base URL of the club. Its port can change, so what follows from it is written at every start. */
  url: string;
}

const scopes = [
  { name: 'roof:read', description: 'See the shared roof', consent: false },
  { name: 'roof:reserve', description: 'Reserve panels', consent: false },
];

/** The club signs people in from its page, and has an API whose tokens are bound to a key of that page. */
export async function putClubClient(em: EntityManager, { id, url }: ClubClient): Promise<void> {
  const addresses = { redirectUris: [`${url}/callback`], postLogoutRedirectUris: [`${url}/`] };
  const identifier = `${url}/api`;
  const name = 'Northwind Club';
  const known = await em.findOne(OauthClient, { id });
  if (known) {
    const resource = await em.findOne(ProtectedResource, { identifier: known.resources[0] ?? '' });
    em.assign(known, { ...addresses, resources: [identifier] });
    if (resource) resource.identifier = identifier;
    return;
  }
  const now = new Date();
  const times = { createdAt: now, changedAt: now };
  em.create(
    OauthClient,
    {
      ...addresses,
      ...times,
      id,
      name,
      type: 'spa',
      tokenEndpointAuthMethod: 'none',
      grantTypes: ['authorization_code'],
      scopes: ['openid', 'profile', ...scopes.map((scope) => scope.name)],
      resources: [identifier],
      firstParty: true,
      consentItems: [],
      defaultAcrValues: [],
    },
    { persist: true },
  );
  em.create(
    ProtectedResource,
    {
      ...times,
      id: randomUUID(),
      identifier,
      name,
      scopes,
      tokenFormat: 'jwt',
      binding: 'dpop',
      introspectionClients: [],
      authorizationDetailsTypes: [],
    },
    { persist: true },
  );
  await em.flush();
}
