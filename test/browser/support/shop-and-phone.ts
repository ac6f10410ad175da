import { randomInt } from 'node:crypto';
import type { Browser } from 'playwright-core';
import type { Pages } from '../../../dev/parts/pages.ts';
import { PocketPhone } from './pocket-phone.ts';
import { Shop } from './shop.ts';
import { openWatchedContext, type WatchedContext } from './watched-context.ts';

export interface ShopAndPhone {
  watched: WatchedContext;
  shop: Shop;
  phone: PocketPhone;
}

/** Two tabs: a new customer in the shop, and the phone that the shop's link opened with an enrolment code. */
export async function openShopAndPhone(
  browser: Browser,
  pages: Pages,
  name = `Robin ${randomInt(1e9)}`,
): Promise<ShopAndPhone> {
  const watched = await openWatchedContext(browser);
  const shop = await Shop.enter(watched.context, pages.siteUrl, name);
  await shop.page.getByRole('link', { name: 'Connect a phone' }).click();
  const opened = watched.context.waitForEvent('page');
  await shop.page.getByRole('link', { name: 'Open the phone' }).click();
  return { watched, shop, phone: new PocketPhone(await opened) };
}
