import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { OauthClientSecret } from '../../src/entities/tokens/oauth-client-secret.ts';
import { OauthClient } from '../../src/entities/tokens/oauth-client.ts';
import { oauthSecretHash } from '../../src/security/clients/oauth-secret.ts';
import type { Keyring } from '../../src/security/keyring.ts';

export interface ShopClient {
  id: string;
  secret: string;
  /** Base URL of the shop. Its port can change, so the redirect URI is written at every start. */
  url: string;
}

/** The OAuth client by which customers of the shop sign in. It is of the same house: it asks for no consent. */
export async function putShopClient(em: EntityManager, keyring: Keyring, shop: ShopClient): Promise<void> {
  const addresses = {
    redirectUris: [`${shop.url}/sign-in/callback`],
    backchannelLogoutUri: `${shop.url}/sign-in/logout`,
  };
  const known = await em.findOne(OauthClient, { id: shop.id });
  if (known) {
    em.assign(known, addresses);
    return;
  }
  const now = new Date();
  em.create(
    OauthClient,
    {
      id: shop.id,
      name: 'Northwind Energy',
      type: 'confidential',
      tokenEndpointAuthMethod: 'client_secret_basic',
      grantTypes: ['authorization_code'],
      ...addresses,
      backchannelLogoutSessionRequired: true,
      postLogoutRedirectUris: [`${shop.url}/`],
      scopes: ['openid', 'profile', 'email'],
      resources: [],
      firstParty: true,
      consentItems: [],
      defaultAcrValues: [],
      createdAt: now,
      changedAt: now,
    },
    { persist: true },
  );
  await em.flush();
  const hash = oauthSecretHash(keyring, shop.id, shop.secret);
  em.create(OauthClientSecret, { id: randomUUID(), client: shop.id, hash, createdAt: now }, { persist: true });
}
