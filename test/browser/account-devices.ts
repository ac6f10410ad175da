import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Pages } from '../../dev/parts/pages.ts';
import { tabTo } from './support/keyboard.ts';
import { PocketPhone } from './support/pocket-phone.ts';
import { openShopAndPhone, type ShopAndPhone } from './support/shop-and-phone.ts';
import { checkInView, checkState } from './support/watched-context.ts';

/** Part of the walk: the customer's phones on the shop's account page, and the phone that is disconnected there. */
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

  it('connects a second phone, which shows that the first one gets the notifications', async () => {
    second = await connectAnother(tabs, start().pages, 'Second phone');
    await checkState(second.page, 'phone-user-already-enrolled');
    await second.button('Go on without notifications').click();
    await second.page.getByText('Notifications are off').waitFor();
  });

  it('lists both phones with their abilities', async () => {
    const { shop } = tabs;
    await shop.page.goto(start().pages.siteUrl);
    await row('First phone').getByText('Northwind ID, Android').waitFor();
    await row('First phone').getByText('Notifications on').waitFor();
    await row('Second phone').getByText('Northwind ID, iPhone').waitFor();
    await row('Second phone').getByText('Notifications off').waitFor();
    for (const name of ['First phone', 'Second phone']) {
      await row(name).getByText('Confirms payments').waitFor();
      await row(name)
        .getByText(/^Last used \d+ \w+,? /)
        .waitFor();
    }
    await checkState(shop.page, 'shop-phones');
  });

  it('shows that the phone switched its notifications off', async () => {
    const { shop, phone } = tabs;
    await phone.goTo('Settings');
    await phone.toggle('Notifications');
    await phone.switch('Notifications', { checked: false }).waitFor();
    await shop.page.reload();
    await row('First phone').getByText('Notifications off').waitFor();
    await phone.toggle('Notifications');
    await phone.switch('Notifications', { checked: true }).waitFor();
    await phone.goTo('Home');
  });

  it('asks for confirmation before it disconnects, and keeps the phone when the customer cancels', async () => {
    const { shop } = tabs;
    await disconnect('First phone').click();
    await dialog().getByRole('heading', { name: 'Disconnect First phone?' }).waitFor();
    await checkState(shop.page, 'shop-disconnect');
    await shop.page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await disconnect('First phone').click();
    // The button that cancels has the focus.
    await dialog().locator('button:focus').waitFor();
    await shop.page.keyboard.press('Enter');
    await dialog().waitFor({ state: 'detached' });
    await shop.page.reload();
    await row('First phone').waitFor();
  });

  it('disconnects one phone by keyboard; that phone shows it, and the other can take the notifications', async () => {
    const { shop, phone } = tabs;
    await disconnect('First phone').focus();
    await shop.page.keyboard.press('Enter');
    await dialog().waitFor();
    await tabTo(shop.page, /^Disconnect$/);
    await shop.page.keyboard.press('Enter');
    await row('First phone').waitFor({ state: 'detached' });
    await row('Second phone').waitFor();
    await phone.heading('Disconnected').waitFor();
    await checkState(phone.page, 'phone-disconnected');
    await phone.reload();
    await phone.heading('Disconnected').waitFor();
    await second.goTo('Settings');
    await second.toggle('Notifications');
    await second.switch('Notifications', { checked: true }).waitFor();
    await shop.pay('On my phone');
    await second.openNotification();
    await second.button('Approve').click();
    await shop.heading('Paid').waitFor();
    await second.button('Done').click();
  });

  it('moves the notifications to a new phone', async () => {
    const { shop } = tabs;
    await shop.page.goto(`${start().pages.siteUrl}/connect`);
    await tabTo(shop.page, /^Move them to the new phone$/);
    await shop.page.keyboard.press('Enter');
    const moved = await openAnother(tabs, 'New phone');
    await moved.finishSetUp();
    await shop.page.getByText('It is called “New phone”').waitFor();
    await shop.page.getByRole('link', { name: 'To your bills' }).click();
    await row('New phone').getByText('Notifications on').waitFor();
    await row('Second phone').getByText('Notifications off').waitFor();
    await shop.pay('On my phone');
    await moved.openNotification();
    await moved.button('Approve').click();
    await shop.heading('Paid').waitFor();
  });

  it('shows that notifications are off when no phone has them', async () => {
    const { shop } = tabs;
    await shop.page.goto(`${start().pages.siteUrl}/connect`);
    await shop.button('Move them to the new phone').click();
    await shop.page.getByTestId('enrollment-code').waitFor();
    await shop.page.goto(start().pages.siteUrl);
    await shop.openBill();
    await shop.page.getByRole('note').getByText('Notifications are off on your phone').waitFor();
    expect(await shop.choice('On my phone').isDisabled()).toBe(true);
    await checkState(shop.page, 'shop-notifications-off');
    // The phone that lost the notifications shows it when its settings are opened.
    await second.goTo('Home');
    await second.goTo('Settings');
    await second.switch('Notifications', { checked: false }).press('Space');
    await second.switch('Notifications', { checked: true }).waitFor();
    await second.goTo('Home');
  });

  it('disconnects all remaining phones while a payment waits for one', async () => {
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
    await second.heading('Disconnected').waitFor();
  });

  it('connects a disconnected phone again', async () => {
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

  it('logged only the refusals of disconnected phones, and sent no request to another machine', () => {
    const refused = /the server responded with a status of 40[0149]/;
    expect(tabs.watched.faults.filter((fault) => !refused.test(fault))).toEqual([]);
  });
}

/** Sets up one more phone of the customer in its own browser profile, while another phone gets the pushes. */
async function connectAnother(tabs: ShopAndPhone, pages: Pages, name: string): Promise<PocketPhone> {
  const { shop } = tabs;
  await shop.page.goto(`${pages.siteUrl}/connect`);
  await shop.heading('One phone at a time gets your notifications').waitFor();
  expect(await shop.page.getByTestId('enrollment-code').count()).toBe(0);
  await checkState(shop.page, 'shop-one-phone');
  await checkInView(shop.page, {
    move: shop.button('Move them to the new phone'),
    leave: shop.button('Leave them where they are'),
  });
  await shop.button('Leave them where they are').click();
  const phone = await openAnother(tabs, name);
  await phone.connect();
  await phone.page.getByText('Another phone gets the notifications').waitFor();
  return phone;
}

/** Opens a new phone in its own browser profile, with the code that the shop shows and a name. */
async function openAnother({ shop, watched }: ShopAndPhone, name: string): Promise<PocketPhone> {
  const link = await shop.page.getByRole('link', { name: 'Open the phone' }).getAttribute('href');
  const phone = new PocketPhone(await (await watched.openAnother()).newPage());
  await phone.open(link ?? '');
  await phone.describe(name, 'iPhone');
  return phone;
}
