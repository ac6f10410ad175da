import { randomInt } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, expect, it } from 'vitest';
import type { Pages } from '../../dev/parts/pages.ts';
import { useStack } from '../support/stack.ts';
import { openExpressApproval } from './support/express-approval.ts';
import { hasVisibleFocus, tabTo } from './support/keyboard.ts';
import type { PocketPhone } from './support/pocket-phone.ts';
import { openShopAndPhone } from './support/shop-and-phone.ts';
import type { Shop } from './support/shop.ts';
import { checkInView, checkState, type WatchedContext } from './support/watched-context.ts';

/** Part of the walk: every way a payment can end, on one phone from its connection until it is removed. */
export function describeCustomer(start: () => { browser: Browser; pages: Pages }): void {
  let watched: WatchedContext;
  let shop: Shop;
  let phone: PocketPhone;
  const name = `Robin ${randomInt(1e9)}`;
  afterAll(() => watched?.close());

  it('sees that no phone is connected yet', async () => {
    ({ watched, shop, phone } = await openShopAndPhone(start().browser, start().pages, name));
    await checkState(shop.page, 'shop-connect');
    const other = await watched.context.newPage();
    await other.goto(start().pages.siteUrl);
    await other.getByRole('link', { name: /^Pay this bill/ }).click();
    await other.getByText('No phone is connected yet').waitFor();
    expect(await other.getByRole('radio', { name: 'On my phone' }).isDisabled()).toBe(true);
    await checkInView(other, { 'the button that pays': other.getByRole('button', { name: 'Pay €' }) });
    await checkState(other, 'shop-pay-without-phone');
    await other.close();
  });

  it('connects the phone with the code that the shop shows', async () => {
    const code = await shop.page.getByTestId('enrollment-code').innerText();
    expect(await phone.page.getByLabel('Code').inputValue()).toBe(code);
    expect(phone.page.url()).not.toContain(code);
    await checkState(phone.page, 'phone-setup');
    await phone.setUp('Robin’s phone', 'Android');
    await shop.heading('Your phone is connected').waitFor();
    await shop.page.getByText('It is called “Robin’s phone”').waitFor();
    await checkState(phone.page, 'phone-home');
  });

  it('sees the methods that the phone supports, with the rarer ones folded', async () => {
    await shop.page.goto(start().pages.siteUrl);
    await shop.openBill();
    await shop.choice('On my phone').waitFor();
    expect(await shop.choice('With my PIN').count()).toBe(0);
    expect(await shop.choice('Express approval').count()).toBe(0);
    await checkInView(shop.page, { 'the button that pays': shop.button('Pay €') });
    await checkState(shop.page, 'shop-pay');
    await tabTo(shop.page, /^Other ways$/);
    await shop.page.keyboard.press('Enter');
    await shop.choice('Express approval').waitFor();
    await checkState(shop.page, 'shop-pay-other-ways');
  });

  it('approves a payment, and the shop verifies the signature over the text', async () => {
    await shop.pay('On my phone');
    await shop.heading('Waiting for your phone').waitFor();
    await phone.page.getByRole('alert').waitFor();
    await checkState(phone.page, 'phone-notification');
    await checkState(shop.page, 'shop-waiting');
    await checkInView(shop.page, {
      'the question': shop.heading('Waiting for your phone'),
      'the way out': shop.button('Cancel this payment'),
    });
    await phone.openNotification();
    const question = await phone.question();
    expect(question.message).toMatch(/^Pay €\d+\.\d\d to Northwind Energy$/);
    const asked = await shop.page.getByTestId('asked').innerText();
    expect(asked.split(/\n+/)).toEqual([question.message, ...question.secureMessage.split('\n')]);
    await checkState(phone.page, 'phone-question');
    await checkInView(phone.page, {
      'what is asked': phone.page.getByTestId('message'),
      approve: phone.button('Approve'),
      refuse: phone.button('Refuse'),
      'not me': phone.button('This wasn’t me'),
    });
    await phone.button('Approve').click();
    await phone.heading('Approved').waitFor();
    await checkState(phone.page, 'phone-approved');

    await shop.heading('Paid').waitFor();
    await shop.page.getByText('Signature verified').waitFor();
    await shop.page.getByText(/Callback received at/).waitFor();
    const signed = await shop.page.getByRole('region', { name: 'What was signed' }).innerText();
    expect(signed).toContain(question.message);
    expect(signed).toContain(question.secureMessage);
    await checkState(shop.page, 'shop-paid');
    await phone.button('Done').click();
  });

  it('goes back from a payment to the account, and on the phone from a question to the previous screen', async () => {
    await shop.pay('On my phone');
    await shop.heading('Waiting for your phone').waitFor();
    await phone.goTo('Settings');
    await phone.openNotification();
    await phone.page.goBack();
    await phone.heading('Settings').waitFor();
    await phone.page.goBack();
    await phone.heading('One question waits').waitFor();
    await shop.page.goBack();
    await shop.heading('Your payments').waitFor();
    await phone.page.getByRole('main').getByRole('button', { name: /left$/ }).click();
    await phone.button('Refuse').click();
    await phone.heading('Refused').waitFor();
    await phone.button('Done').click();
    await phone.heading('Nothing to approve').waitFor();
  });

  it('approves by keyboard', async () => {
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
    await checkState(shop.page, 'shop-refused');
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
    const userId = name.toLowerCase().replace(' ', '-');
    await openExpressApproval({ shop, phone }, { userId, phoneUrl: start().pages.phoneUrl });
    await phone.heading('Time ran out').waitFor();
    await shop.heading('Time ran out').waitFor();
    await checkState(shop.page, 'shop-expired');
    await phone.button('Done').click();
  });

  it('finds a question whose push was missed, with its text before it is opened', async () => {
    await phone.open('about:blank');
    await shop.pay('On my phone');
    await shop.heading('Waiting for your phone').waitFor();
    await phone.open(start().pages.phoneUrl);
    await phone.page
      .getByRole('main')
      .getByRole('button', { name: /^Pay €.*left$/ })
      .waitFor();
    // The push is not delivered again: the text comes from the server.
    await phone.reload();
    await phone.page
      .getByRole('main')
      .getByRole('button', { name: /^Pay €.*left$/ })
      .click();
    await phone.button('Approve').click();
    await shop.heading('Paid').waitFor();
    await phone.button('Done').click();
  });

  it('pays by text message after a wrong code', async () => {
    await shop.payByText();
    const code = await phone.nextCode();
    await shop.typeCode(code === '000000' ? '000001' : '000000');
    await shop.page.getByRole('alert').getByText('you can try 2 more times').waitFor();
    await checkInView(shop.page, {
      'where the code goes': shop.page.getByLabel('Code', { exact: true }),
      confirm: shop.button('Confirm'),
      'the way out': shop.button('Cancel this payment'),
    });
    await checkState(shop.page, 'shop-wrong-code');
    await checkState(phone.page, 'phone-messages');
    await shop.page.getByLabel('Code', { exact: true }).fill(code);
    await shop.page.keyboard.press('Enter');
    await shop.heading('Paid').waitFor();
  });

  it('sees a banner for a new text message until it is read', async () => {
    await phone.goTo('Home');
    await shop.payByText();
    const banner = phone.page.getByRole('alert').getByRole('button', { name: /^Messages, now/ });
    await banner.waitFor();
    await phone.page.getByRole('navigation').getByRole('button', { name: 'Messages 1 waiting' }).waitFor();
    await checkState(phone.page, 'phone-message-banner');
    await banner.click();
    await phone.heading('Messages').waitFor();
    await shop.typeCode(await phone.nextCode());
    await shop.heading('Paid').waitFor();
    await phone.goTo('Home');
    await phone.heading('Nothing to approve').waitFor();
    expect(await banner.count()).toBe(0);
  });

  it('gets the same code again', async () => {
    await shop.payByText();
    const code = await phone.nextCode();
    await shop.button('Send it again').click();
    await shop.page.getByText('Sent again (1)').waitFor();
    expect(await phone.nextCode()).toBe(code);
  });

  it('pays by text message when the push service refuses', async () => {
    await refuseNextPush(await phone.pushToken());
    await shop.pay('On my phone');
    await shop.page.getByText('Your phone could not be reached').waitFor();
    await shop.typeCode(await phone.nextCode());
    await shop.heading('Paid').waitFor();
  });

  it('has a payment locked after three wrong codes', async () => {
    await shop.payByText();
    const code = await phone.nextCode();
    const wrong = code === '111111' ? '222222' : '111111';
    const refusal = (tries: string) => shop.page.getByRole('alert').getByText(`you can try ${tries}`);
    await shop.typeCode(wrong);
    await refusal('2 more times').waitFor();
    await shop.button('Send it again').click();
    await refusal('2 more times').waitFor({ state: 'detached' });
    expect(await phone.nextCode()).toBe(code);
    await shop.typeCode(wrong);
    await refusal('one more time').waitFor();
    await shop.typeCode(wrong);
    await shop.heading('Too many wrong codes').waitFor();
  });

  it('reports a request with "this was not me"', async () => {
    await phone.goTo('Home');
    await shop.pay('On my phone');
    await phone.openNotification();
    await phone.button('This wasn’t me').click();
    await phone.heading('Thank you for telling us').waitFor();
    await shop.heading('Reported as not you').waitFor();
    await phone.button('Done').click();
    await shop.page.goto(start().pages.siteUrl);
    await shop.heading('Your payments').waitFor();
    await shop.page.getByText('Nothing is sent to your phones for a while').waitFor();
    await checkState(shop.page, 'shop-account');
  });

  it('sees that the phone gets no requests for a while, and pays by text message', async () => {
    await shop.openBill();
    await shop.page.getByText('Your phone is not asked for a while').waitFor();
    expect(await shop.choice('On my phone').isDisabled()).toBe(true);
    expect(await shop.page.getByText('No phone is connected').count()).toBe(0);
    await checkState(shop.page, 'shop-paused');
    await shop.button('Pay €').click();
    await shop.typeCode(await phone.nextCode());
    await shop.heading('Paid').waitFor();
  });

  it('removes the phone', async () => {
    await phone.openSettings();
    await checkState(phone.page, 'phone-settings');
    await phone.button('Forget this phone').click();
    await phone.button('Yes, forget it').click();
    await phone.heading('Set up Northwind ID').waitFor();
  });

  it('caused no error and no request to another machine', () => {
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
