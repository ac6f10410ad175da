import { randomInt } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, expect, it } from 'vitest';
import type { Pages } from '../../dev/parts/pages.ts';
import { useStack } from '../support/stack.ts';
import { hasVisibleFocus, tabTo } from './support/keyboard.ts';
import type { PocketPhone } from './support/pocket-phone.ts';
import { openShopAndPhone } from './support/shop-and-phone.ts';
import type { Shop } from './support/shop.ts';
import { takeScreenshots, type WatchedContext } from './support/watched-context.ts';

/** Part of the walk: every way a payment ends, on one phone from its connection until it is forgotten. */
export function describeCustomer(start: () => { browser: Browser; pages: Pages }): void {
  let watched: WatchedContext;
  let shop: Shop;
  let phone: PocketPhone;
  const phoneNumber = `+316${randomInt(10_000_000, 99_999_999)}`;
  afterAll(() => watched?.close());

  it('is told that no phone is connected yet', async () => {
    ({ watched, shop, phone } = await openShopAndPhone(start().browser, start().pages));
    await takeScreenshots(shop.page, 'shop-connect');
    const other = await watched.context.newPage();
    await other.goto(start().pages.siteUrl);
    await other
      .getByRole('link', { name: /^Pay €/ })
      .first()
      .click();
    await other.getByText('No phone is connected yet').waitFor();
    expect(await other.getByRole('radio', { name: 'On my phone' }).isDisabled()).toBe(true);
    await other.close();
  });

  it('connects the phone with the code that the shop shows', async () => {
    const code = await shop.page.getByTestId('enrollment-code').innerText();
    expect(await phone.page.getByLabel('Code').inputValue()).toBe(code);
    expect(phone.page.url()).not.toContain(code);
    await takeScreenshots(phone.page, 'phone-setup');
    await phone.setUp('Robin’s phone', 'Android');
    await shop.heading('Your phone is connected').waitFor();
    await shop.page.getByText('It is called “Robin’s phone”').waitFor();
    await takeScreenshots(phone.page, 'phone-home');
  });

  it('approves a payment, and the shop verifies the signed text', async () => {
    await shop.pay('On my phone');
    await shop.heading('Waiting for your phone').waitFor();
    await phone.page.getByRole('alert').waitFor();
    await takeScreenshots(phone.page, 'phone-notification');
    await takeScreenshots(shop.page, 'shop-waiting');
    await phone.openNotification();
    const question = await phone.question();
    expect(question.message).toMatch(/^Pay €\d+\.\d\d to Northwind Energy$/);
    const asked = await shop.page.getByTestId('asked').innerText();
    expect(asked.split(/\n+/)).toEqual([question.message, ...question.secureMessage.split('\n')]);
    await takeScreenshots(phone.page, 'phone-question');
    await phone.button('Approve').click();
    await phone.heading('Approved').waitFor();
    await takeScreenshots(phone.page, 'phone-approved');

    await shop.heading('Paid').waitFor();
    await shop.page.getByText('Signature verified').waitFor();
    await shop.page.getByText(/Callback received at/).waitFor();
    const signed = await shop.page.getByRole('region', { name: 'What was signed' }).innerText();
    expect(signed).toContain(question.message);
    expect(signed).toContain(question.secureMessage);
    await takeScreenshots(shop.page, 'shop-paid');
    await phone.button('Done').click();
  });

  it('approves with the keyboard alone', async () => {
    await shop.choosePayment('On my phone');
    await shop.button('Pay €').focus();
    await shop.page.keyboard.press('Enter');
    await shop.heading('Waiting for your phone').waitFor();
    await phone.page.getByRole('alert').waitFor();
    await tabTo(phone.page, /Northwind ID, now/);
    await phone.page.keyboard.press('Enter');
    await phone.button('Approve').waitFor();
    await tabTo(phone.page, /^Approve$/);
    expect(await hasVisibleFocus(phone.page)).toBe(true);
    await phone.page.keyboard.press('Space');
    await phone.heading('Approved').waitFor();
    await shop.heading('Paid').waitFor();
    await tabTo(phone.page, /^Done$/);
    await phone.page.keyboard.press('Enter');
    await phone.heading('Nothing to approve').waitFor();
  });

  it('refuses a payment', async () => {
    await shop.pay('On my phone');
    await phone.openNotification();
    await phone.button('Refuse').click();
    await phone.heading('Refused').waitFor();
    await shop.heading('You refused this payment').waitFor();
    await takeScreenshots(shop.page, 'shop-refused');
    await phone.button('Done').click();
  });

  it('sees on the phone that the shop cancelled', async () => {
    await shop.pay('On my phone');
    await phone.openNotification();
    await shop.button('Cancel this payment').click();
    await shop.heading('Cancelled').waitFor();
    await phone.heading('Closed elsewhere').waitFor();
    await phone.button('Done').click();
  });

  it('lets a payment expire', async () => {
    await shop.pay('Express approval');
    await phone.openNotification();
    await phone.heading('Time ran out').waitFor();
    await shop.heading('Time ran out').waitFor();
    await takeScreenshots(shop.page, 'shop-expired');
    await phone.button('Done').click();
  });

  it('finds a question whose push it missed', async () => {
    await phone.page.goto('about:blank');
    await shop.pay('On my phone');
    await shop.heading('Waiting for your phone').waitFor();
    await phone.page.goto(start().pages.phoneUrl);
    await phone.page.getByRole('main').getByRole('button', { name: /left$/ }).click();
    await phone.button('Approve').click();
    await shop.heading('Paid').waitFor();
    await phone.button('Done').click();
  });

  it('pays by text message after a wrong code', async () => {
    await shop.payByText(phoneNumber);
    const code = await phone.nextCode(phoneNumber);
    await shop.typeCode(code === '000000' ? '000001' : '000000');
    await shop.page.getByRole('alert').getByText('you can try 2 more times').waitFor();
    await takeScreenshots(shop.page, 'shop-wrong-code');
    await takeScreenshots(phone.page, 'phone-messages');
    await shop.typeCode(code);
    await shop.heading('Paid').waitFor();
  });

  it('gets the same code once more', async () => {
    await shop.payByText(phoneNumber);
    const code = await phone.nextCode(phoneNumber);
    await shop.button('Send it again').click();
    await shop.page.getByText('Sent again (1)').waitFor();
    expect(await phone.nextCode(phoneNumber)).toBe(code);
  });

  it('pays by text message when the push service refuses', async () => {
    await refuseNextPush(await phone.pushToken());
    await shop.pay('On my phone');
    await shop.page.getByText('Your phone could not be reached').waitFor();
    await shop.typeCode(await phone.nextCode(phoneNumber));
    await shop.heading('Paid').waitFor();
  });

  it('locks a payment after three wrong codes', async () => {
    await shop.payByText(phoneNumber);
    const code = await phone.nextCode(phoneNumber);
    const wrong = code === '111111' ? '222222' : '111111';
    const refusal = (tries: string) => shop.page.getByRole('alert').getByText(`you can try ${tries}`);
    await shop.typeCode(wrong);
    await refusal('2 more times').waitFor();
    await shop.button('Send it again').click();
    await refusal('2 more times').waitFor({ state: 'detached' });
    await shop.typeCode(wrong);
    await refusal('one more time').waitFor();
    await shop.typeCode(wrong);
    await shop.heading('Too many wrong codes').waitFor();
  });

  it('says "this was not me"', async () => {
    await phone.goTo('Home');
    await shop.pay('On my phone');
    await phone.openNotification();
    await phone.button('This wasn’t me').click();
    await phone.heading('Thank you for telling us').waitFor();
    await shop.heading('Reported as not you').waitFor();
    await phone.button('Done').click();
    await shop.page.goto(start().pages.siteUrl);
    await shop.heading('Your payments').waitFor();
    await takeScreenshots(shop.page, 'shop-account');
  });

  it('forgets the phone', async () => {
    await phone.goTo('Settings');
    await takeScreenshots(phone.page, 'phone-settings');
    await phone.button('Forget this phone').click();
    await phone.button('Yes, forget it').click();
    await phone.heading('Set up Northwind ID').waitFor();
  });

  it('saw no error and sent nothing off this machine', () => {
    expect(watched.faults).toEqual([]);
  });
}

async function refuseNextPush(token: string): Promise<void> {
  const answer = await fetch(`${useStack().endpoints.sandbox}/behaviour/fcm`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ mode: 'refuse', token, times: 1 }),
  });
  expect(answer.status).toBe(200);
}
