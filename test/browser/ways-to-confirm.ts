import { randomInt } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Pages } from '../../dev/parts/pages.ts';
import { PocketPhone } from './support/pocket-phone.ts';
import { openShopAndPhone, type ShopAndPhone } from './support/shop-and-phone.ts';
import { takeScreenshots } from './support/watched-context.ts';

const pin = '73914';

/** Part of the walk: a payment by a code that is typed into the phone, by a picture that it scans, by a link, and by PIN. */
export function describeWaysToConfirm(start: () => { browser: Browser; pages: Pages }): void {
  let tabs: ShopAndPhone;
  let phone: PocketPhone;
  beforeAll(async () => {
    const { browser, pages } = start();
    tabs = await openShopAndPhone(browser, pages, `Kim ${randomInt(1e9)}`);
    phone = tabs.phone;
    // Stretching a PIN takes a second of a free machine, and many of a busy one.
    phone.page.setDefaultTimeout(90_000);
    await phone.setUp('Kim’s phone', 'Android');
    await tabs.shop.heading('Your phone is connected').waitFor();
  });
  afterAll(() => tabs?.watched.close());

  const code = () => phone.page.getByLabel('Code from the shop');
  const paid = async () => {
    await phone.heading('Approved').waitFor();
    await tabs.shop.heading('Paid').waitFor();
    await phone.button('Done').click();
  };

  it('shows a code in the shop, and approves nothing without it', async () => {
    await tabs.shop.pay('With a code from this page');
    const shown = tabs.shop.page.getByTestId('verification-code');
    await shown.waitFor();
    await phone.openNotification();
    await takeScreenshots(tabs.shop.page, 'shop-verification-code');
    await takeScreenshots(phone.page, 'phone-verification-code');
    expect(await phone.button('Approve').isDisabled()).toBe(true);
    const right = await shown.innerText();
    await code().fill(right === '000000' ? '111111' : '000000');
    await phone.button('Approve').click();
    await phone.page.getByText('That is not the code of the shop. You can try 2 more times.').waitFor();
    await takeScreenshots(phone.page, 'phone-verification-code-wrong');
    await code().fill(right);
    await phone.button('Approve').click();
    await paid();
  });

  it('ends after three wrong codes', async () => {
    await tabs.shop.pay('With a code from this page');
    const shown = tabs.shop.page.getByTestId('verification-code');
    await shown.waitFor();
    const right = await shown.innerText();
    await phone.openNotification();
    for (const digit of ['1', '2', '3']) {
      await code().fill(right === digit.repeat(6) ? '444444' : digit.repeat(6));
      await phone.button('Approve').click();
      if (digit !== '3') await phone.page.getByText(digit === '1' ? 'You can try 2 more times' : 'You can try one more time').waitFor();
    }
    await phone.heading('Too many wrong codes').waitFor();
    await tabs.shop.heading('Too many wrong codes').waitFor();
    await phone.button('Done').click();
  });

  it('shows a picture that the phone scans, and asks there', async () => {
    await tabs.shop.pay('Scan a picture');
    const picture = tabs.shop.page.getByTestId('otp-qr');
    await picture.waitFor();
    await takeScreenshots(tabs.shop.page, 'shop-otp');
    await phone.button('Scan a QR code').click();
    await takeScreenshots(phone.page, 'phone-scan-otp');
    const asked = phone.page.waitForEvent('filechooser');
    await phone.button('Choose a picture').click();
    await (await asked).setFiles({ name: 'otp.png', mimeType: 'image/png', buffer: await picture.screenshot() });
    await phone.button('Approve').waitFor();
    expect((await phone.question()).message).toMatch(/^Pay €/);
    await phone.button('Approve').click();
    await paid();
  });

  it('has a link for who has the app on the same device', async () => {
    await tabs.shop.pay('Scan a picture');
    const link = tabs.shop.page.getByRole('link', { name: 'Open Northwind ID on this device' });
    const opened = tabs.watched.context.waitForEvent('page');
    await link.click();
    const other = new PocketPhone(await opened);
    await other.button('Approve').waitFor();
    expect(other.page.url()).not.toContain('otp');
    await other.button('Approve').click();
    await other.heading('Approved').waitFor();
    await tabs.shop.heading('Paid').waitFor();
    await other.page.close();
  });

  it('takes the PIN where the shop asks for it', async () => {
    await phone.goTo('Settings');
    await phone.button('Set a PIN').click();
    await phone.typePin(pin);
    await phone.typePin(pin);
    await phone.page.getByText('PIN', { exact: true }).first().waitFor();
    await phone.goTo('Home');
    await tabs.shop.pay('With my PIN');
    await phone.openNotification();
    await phone.button('Approve').click();
    await phone.typePin(pin);
    await paid();
    // The browser tells of every refused request: of the wrong codes.
    expect(tabs.watched.faults.filter((fault) => !/403 .*\/answer\)$/.test(fault))).toEqual([]);
    expect(tabs.watched.faults).toHaveLength(4);
  });
}
