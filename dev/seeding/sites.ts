import type { EntityManager } from '@mikro-orm/postgresql';
import type { Keyring } from '../../src/security/keyring.ts';
import { putClubClient, type ClubClient } from './club-client.ts';
import { putShopClient, type ShopClient } from './shop-client.ts';

/** The sites of the demonstration that people sign in to; absent without pages. */
export interface Sites {
  shop?: ShopClient;
  club?: ClubClient;
}

export async function putSites(em: EntityManager, keyring: Keyring, { shop, club }: Sites): Promise<void> {
  if (shop) await putShopClient(em, keyring, shop);
  if (club) await putClubClient(em, club);
}
