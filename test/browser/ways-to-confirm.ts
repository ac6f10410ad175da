import { randomInt } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Pages } from '../../dev/parts/pages.ts';
import { PocketPhone } from './support/pocket-phone.ts';
import { openShopAndPhone, type ShopAndPhone } from './support/shop-and-phone.ts';
import { checkInView, checkState } from './support/watched-context.ts';

const pin = '73914';

/** Part of the walk: payments by verification code, by scanned picture, by link, by PIN and by fingerprint. */
export function describeWaysToConfirm(start: () => { browser: Browser; pages: Pages }): void {
  let tabs: ShopAndPhone;
  let phone: PocketPhone;
  beforeAll(async () => {
    const { browser, pages } = start();
    tabs = await openShopAndPhone(browser, pages, `Kim ${randomInt(1e9)}`);
    phone = tabs.phone;
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

  it('shows a code in the shop that is required to approve', async () => {
    await tabs.shop.pay('With a code from this page');
    const shown = tabs.shop.page.getByTestId('verification-code');
    await shown.waitFor();
    await phone.openNotification();
    await checkState(tabs.shop.page, 'shop-verification-code');
    await checkState(phone.page, 'phone-verification-code');
    expect(await phone.button('Approve').isDisabled()).toBe(true);
    const right = await shown.innerText();
    await code().fill(right === '000000' ? '111111' : '000000');
    await phone.button('Approve').click();
    await phone.page.getByText('That is not the code of the shop. You can try 2 more times.').waitFor();
    await checkState(phone.page, 'phone-verification-code-wrong');
    await checkInView(phone.page, { 'where the code goes': code(), approve: phone.button('Approve') });
    await code().fill(right);
    await phone.page.keyboard.press('Enter');
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
      if (digit !== '3')
        await phone.page.getByText(digit === '1' ? 'You can try 2 more times' : 'You can try one more time').waitFor();
    }
    await phone.heading('Too many wrong codes').waitFor();
    await tabs.shop.heading('Too many wrong codes').waitFor();
    await phone.button('Done').click();
  });

  it('shows a picture that the phone scans to get the question', async () => {
    await tabs.shop.pay('Scan a picture');
    const picture = tabs.shop.page.getByTestId('otp-qr');
    await picture.waitFor();
    await checkState(tabs.shop.page, 'shop-otp');
    await phone.button('Scan a QR code').click();
    await checkState(phone.page, 'phone-scan-otp');
    const asked = phone.page.waitForEvent('filechooser');
    await phone.button('Choose a picture').click();
    await (await asked).setFiles({ name: 'otp.png', mimeType: 'image/png', buffer: await picture.screenshot() });
    await phone.button('Approve').waitFor();
    expect((await phone.question()).message).toMatch(/^Pay €/);
    await phone.button('Approve').click();
    await paid();
  });

  it('has a link for a customer who has the app on the same device', async () => {
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

  it('offers the PIN only when the phone has one, and approves with it', async () => {
    await tabs.shop.page.goto(start().pages.siteUrl);
    await tabs.shop.openBill();
    await tabs.shop.choice('On my phone').waitFor();
    expect(await tabs.shop.choice('With my PIN').count()).toBe(0);
    expect(await tabs.shop.choice('With my fingerprint').count()).toBe(0);
    await phone.goTo('Settings');
    await phone.button('Set a PIN').click();
    await phone.typePin(pin);
    await phone.heading('Type it once more').waitFor();
    await phone.typePin(pin);
    await phone.button('Change').waitFor();
    await phone.goTo('Home');
    await tabs.shop.pay('With my PIN');
    await phone.openNotification();
    await phone.button('Approve').click();
    await phone.typePin(pin);
    await paid();
  });

  it('approves with the fingerprint', async () => {
    await phone.goTo('Settings');
    await phone.toggle('Fingerprint');
    await phone.typePin(pin);
    await phone.switch('Fingerprint', { checked: true }).waitFor();
    await phone.goTo('Home');
    await tabs.shop.pay('With my fingerprint');
    await phone.openNotification();
    await phone.button('Approve').click();
    await phone.button('Touch the sensor').waitFor();
    await checkInView(phone.page, { sensor: phone.button('Touch the sensor'), no: phone.button('Not now') });
    await phone.page.goBack();
    await phone.button('Approve').click();
    await phone.button('Touch the sensor').click();
    await paid();
    // The browser logs every refused request: those of the wrong codes.
    expect(tabs.watched.faults.filter((fault) => !/403 .*\/answer\)$/.test(fault))).toEqual([]);
    expect(tabs.watched.faults).toHaveLength(4);
  });
}
