import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import type { Pages } from '../../dev/parts/pages.ts';
import { tabTo } from './support/keyboard.ts';
import { openShopAndPhone, type ShopAndPhone } from './support/shop-and-phone.ts';
import { Shop } from './support/shop.ts';
import { checkState } from './support/watched-context.ts';

/** Part of the walk: two users who share one phone. */
export function describeSeveralUsers(start: () => { browser: Browser; pages: Pages }): void {
  const names = { kim: `Kim ${randomName()}`, sam: `Sam ${randomName()}` };
  const ids = { kim: names.kim.toLowerCase().replace(' ', '-'), sam: names.sam.toLowerCase().replace(' ', '-') };
  let tabs: ShopAndPhone;
  let other: Shop;
  beforeAll(async () => {
    const { browser, pages } = start();
    tabs = await openShopAndPhone(browser, pages, names.kim);
    await tabs.phone.setUp('Our phone', 'Android');
  });
  afterAll(() => tabs?.watched.close());

  it('adds a second account without asking for the name of the phone again', async () => {
    const { phone, watched } = tabs;
    const { pages } = start();
    await phone.goTo('Settings');
    await phone.button('Add an account').click();
    await phone.heading('Add an account').waitFor();
    // Another tab of the same browser is another customer; the first tab keeps its customer.
    other = await Shop.enter(watched.context, pages.siteUrl, names.sam);
    await tabs.shop.page.reload();
    await tabs.shop.page.getByRole('button', { name: `Switch customer in this tab, now ${names.kim}` }).waitFor();
    await other.page.getByRole('link', { name: 'Connect a phone' }).click();
    const code = await other.page.getByTestId('enrollment-code').innerText();
    await phone.page.getByRole('textbox', { name: 'Code' }).fill(code.toLowerCase());
    expect(await phone.page.getByLabel('Name of this phone').count()).toBe(0);
    await phone.finishSetUp();
    await other.page.getByText('It is called “Our phone”').waitFor();
    await phone.page.getByText(`Ready for ${ids.sam}`).waitFor();
  });

  it('switches accounts by keyboard, and keeps the choice', async () => {
    const { phone } = tabs;
    await tabTo(phone.page, new RegExp(`${ids.sam}`));
    await phone.page.keyboard.press('Enter');
    await phone.heading('Accounts').waitFor();
    await checkState(phone.page, 'phone-accounts');
    await tabTo(phone.page, new RegExp(`^K\\s+${ids.kim}`));
    await phone.page.keyboard.press('Enter');
    await phone.page.getByText(`Ready for ${ids.kim}`).waitFor();
    await phone.reload();
    await phone.page.getByText(`Ready for ${ids.kim}`).waitFor();
  });

  it('gets requests for each account, and answers for the account that was asked', async () => {
    const { phone, shop } = tabs;
    await other.pay('On my phone');
    await phone.openNotification();
    await phone.page.getByText(`Question for ${ids.sam}`).waitFor();
    await phone.button('Later').click();
    await shop.pay('On my phone');
    await phone.page.getByRole('alert').waitFor();
    await phone.heading('2 questions wait').waitFor();
    await checkState(phone.page, 'phone-two-questions');
    await phone.openNotification();
    await phone.page.getByText(`Question for ${ids.kim}`).waitFor();
    await phone.button('Approve').click();
    await shop.heading('Paid').waitFor();
    await phone.button('Done').click();
    // The server takes the approved one off the list a moment later.
    await phone.heading('One question waits').waitFor();
    await phone.page.getByRole('main').getByRole('button', { name: /left$/ }).click();
    await phone.button('Refuse').click();
    await other.heading('You refused this payment').waitFor();
    await phone.button('Done').click();
  });

  it('removes one account and keeps the other', async () => {
    const { phone, shop } = tabs;
    await phone.page.getByText(`Ready for ${ids.sam}`).waitFor();
    await phone.openSettings();
    await phone.button('Remove this account').click();
    await checkState(phone.page, 'phone-remove-account');
    await phone.button('Yes, remove it').click();
    await phone.page.getByRole('button', { name: `Switch account, now ${ids.kim}` }).waitFor();
    await phone.goTo('Home');
    await phone.page.getByText(`Ready for ${ids.kim}`).waitFor();
    await other.page.goto(`${start().pages.siteUrl}`);
    await other.openBill();
    // Until the shop disconnects the phone, the server keeps it without keys: it is connected and cannot approve.
    await other.page.getByText('Your phone approves nothing').waitFor();
    await shop.pay('On my phone');
    await phone.openNotification();
    await phone.button('Approve').click();
    await shop.heading('Paid').waitFor();
    await phone.button('Done').click();
  });

  it('switches notifications off and on again', async () => {
    const { phone } = tabs;
    await phone.goTo('Settings');
    await phone.switch('Notifications', { checked: true }).waitFor();
    await phone.toggle('Notifications');
    await phone.switch('Notifications', { checked: false }).waitFor();
    await checkState(phone.page, 'phone-notifications-off');
    await phone.reload();
    await phone.page.getByText('Notifications are off').waitFor();
    await phone.goTo('Settings');
    await phone.toggle('Notifications');
    await phone.switch('Notifications', { checked: true }).waitFor();
  });

  it('caused no error and no request to another machine', () => {
    expect(tabs.watched.faults).toEqual([]);
  });
}

function randomName(): string {
  return Array.from({ length: 8 }, () => String.fromCharCode('a'.charCodeAt(0) + randomInt(26))).join('');
}
