import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Pages } from '../../dev/parts/pages.ts';
import { tabTo } from './support/keyboard.ts';
import { PocketPhone } from './support/pocket-phone.ts';
import { openShopAndPhone, type ShopAndPhone } from './support/shop-and-phone.ts';
import { takeScreenshots } from './support/watched-context.ts';

/** Part of the walk: the customer's phones on the shop's account page, and what a phone notices that is disconnected there. */
export function describeAccountDevices(start: () => { browser: Browser; pages: Pages }): void {
  let tabs: ShopAndPhone;
  let second: PocketPhone;
  beforeAll(async () => {
    const { browser, pages } = start();
    tabs = await openShopAndPhone(browser, pages);
    await tabs.phone.setUp('First phone', 'Android');
    await tabs.shop.page.getByRole('link', { name: 'To your bills' }).waitFor();
  });
  afterAll(() => tabs?.watched.close());

  const row = (name: string) => tabs.shop.page.getByRole('group', { name, exact: true });
  const disconnect = (name: string) => tabs.shop.page.getByRole('button', { name: `Disconnect ${name}`, exact: true });
  const dialog = () => tabs.shop.page.getByRole('dialog');

  it('connects a second phone, which is told that the first one has the notifications', async () => {
    second = await connectAnother(tabs, start().pages, 'Second phone');
    await takeScreenshots(second.page, 'phone-user-already-enrolled');
    await second.button('Go on without notifications').click();
    await second.page.getByText('Notifications are off').waitFor();
  });

  it('lists both, with what they can do', async () => {
    const { shop } = tabs;
    await shop.page.goto(start().pages.siteUrl);
    await row('First phone').getByText('Northwind ID, Android').waitFor();
    await row('First phone').getByText('Notifications on').waitFor();
    await row('Second phone').getByText('Northwind ID, iPhone').waitFor();
    await row('Second phone').getByText('Notifications off').waitFor();
    for (const name of ['First phone', 'Second phone']) {
      await row(name).getByText('Confirms payments').waitFor();
      await row(name).getByText(/^Last used \d+ \w+,? /).waitFor();
    }
    await takeScreenshots(shop.page, 'shop-phones');
  });

  it('shows that notifications were switched off on the phone', async () => {
    const { shop, phone } = tabs;
    await phone.goTo('Settings');
    await phone.page.getByRole('switch', { name: 'Notifications' }).press('Space');
    await phone.page.getByRole('switch', { name: 'Notifications', checked: false, disabled: false }).waitFor();
    await shop.page.reload();
    await row('First phone').getByText('Notifications off').waitFor();
    await phone.page.getByRole('switch', { name: 'Notifications' }).press('Space');
    await phone.page.getByRole('switch', { name: 'Notifications', checked: true, disabled: false }).waitFor();
    await phone.goTo('Home');
  });

  it('asks before it disconnects, and does nothing when the answer is no', async () => {
    const { shop } = tabs;
    await disconnect('First phone').click();
    await dialog().getByRole('heading', { name: 'Disconnect First phone?' }).waitFor();
    await takeScreenshots(shop.page, 'shop-disconnect');
    await shop.page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await disconnect('First phone').click();
    // The way out has the focus.
    await shop.page.keyboard.press('Enter');
    await dialog().waitFor({ state: 'detached' });
    await shop.page.reload();
    await row('First phone').waitFor();
  });

  it('disconnects one by keyboard; that phone says so, and the other takes its place', async () => {
    const { shop, phone } = tabs;
    await disconnect('First phone').focus();
    await shop.page.keyboard.press('Enter');
    await dialog().waitFor();
    await tabTo(shop.page, /^Disconnect$/);
    await shop.page.keyboard.press('Enter');
    await row('First phone').waitFor({ state: 'detached' });
    await row('Second phone').waitFor();
    await phone.heading('Disconnected').waitFor();
    await takeScreenshots(phone.page, 'phone-disconnected');
    await phone.page.reload();
    await phone.heading('Disconnected').waitFor();
    await second.goTo('Settings');
    await second.page.getByRole('switch', { name: 'Notifications' }).press('Space');
    await second.page.getByRole('switch', { name: 'Notifications', checked: true }).waitFor();
    await shop.pay('On my phone');
    await second.openNotification();
    await second.button('Approve').click();
    await shop.heading('Paid').waitFor();
    await second.button('Done').click();
  });

  it('disconnects all that are left, while a payment waits there', async () => {
    const { shop, watched } = tabs;
    const third = await connectAnother(tabs, start().pages, 'Third phone');
    await third.button('Go on without notifications').click();
    await third.page.getByText('Notifications are off').waitFor();
    await shop.pay('On my phone');
    await shop.heading('Waiting for your phone').waitFor();
    const account = await watched.context.newPage();
    await account.goto(start().pages.siteUrl);
    await account.getByRole('button', { name: 'Disconnect all' }).click();
    await account.getByRole('dialog').getByRole('button', { name: 'Disconnect all' }).click();
    await account.getByText('Connect your phone once').waitFor();
    await account.close();
    await shop.heading('Cancelled').waitFor();
    await third.heading('Disconnected').waitFor();
    // It was in its settings: there it is told, too.
    await second.heading('Disconnected').waitFor();
  });

  it('connects a phone again that was disconnected', async () => {
    const { shop, phone } = tabs;
    await shop.page.goto(`${start().pages.siteUrl}/connect`);
    const code = await shop.page.getByTestId('enrollment-code').innerText();
    await phone.button('Connect it again').click();
    await phone.page.getByRole('textbox', { name: 'Code' }).fill(code);
    await phone.finishSetUp();
    await shop.page.getByText('It is called “First phone”').waitFor();
    await shop.pay('On my phone');
    await phone.openNotification();
    await phone.button('Approve').click();
    await shop.heading('Paid').waitFor();
  });

  it('saw no other error than the refusals of disconnected phones, and sent nothing off this machine', () => {
    const refused = /the server responded with a status of 40[019]/;
    expect(tabs.watched.faults.filter((fault) => !refused.test(fault))).toEqual([]);
  });
}

/** One more phone of the same customer, in a browser of its own: as far as it gets while another one has the notifications. */
async function connectAnother({ shop, watched }: ShopAndPhone, pages: Pages, name: string): Promise<PocketPhone> {
  await shop.page.goto(`${pages.siteUrl}/connect`);
  const link = await shop.page.getByRole('link', { name: 'Open the phone' }).getAttribute('href');
  const phone = new PocketPhone(await (await watched.openAnother()).newPage());
  await phone.page.goto(link ?? '');
  await phone.describe(name, 'iPhone');
  await phone.connect();
  await phone.page.getByText('Another phone gets the notifications').waitFor();
  return phone;
}
