import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ShopAndPhone } from './support/shop-and-phone.ts';
import { checkState } from './support/watched-context.ts';

/** Part of the walk: how a phone handles interruptions. (Not a test file, because the pages' ports are shared.) */
export function describeInterruptions(open: () => Promise<ShopAndPhone>): void {
  let tabs: ShopAndPhone;
  beforeAll(async () => {
    tabs = await open();
  });
  afterAll(() => tabs?.watched.close());

  it('explains that a code does not work, and accepts another', async () => {
    const { phone } = tabs;
    const code = phone.page.getByRole('textbox', { name: 'Code' });
    const right = await code.inputValue();
    await phone.page.getByLabel('Name of this phone').fill('My pone');
    await code.fill('wrong wrong wrong wrong wrong');
    await phone.connect();
    await phone.page.getByText('That code does not work').waitFor();
    await phone.reload();
    await phone.page.getByText('iPhone', { exact: true }).click();
    expect(await phone.page.getByLabel('Name of this phone').inputValue()).toBe('My pone');
    await phone.page.getByLabel('Name of this phone').fill('My phone');
    await code.fill(right.toLowerCase().replaceAll('-', ''));
    expect(await code.inputValue()).toBe(right);
  });

  it('continues a setup where it stopped', async () => {
    const { phone, shop } = tabs;
    const confirmations = '**/push-enrollment/*/confirmation';
    const lost = phone.page.waitForRequest(confirmations);
    await phone.page.route(confirmations, (route) => route.abort());
    await phone.connect();
    await lost;
    // Leaving the page ends its retries; the next page load is answered.
    const address = phone.page.url();
    await phone.open('about:blank');
    await phone.page.unroute(confirmations);
    const confirmed = phone.page.waitForResponse(confirmations);
    await phone.open(address);
    await phone.button('Continue').waitFor();
    await confirmed;
    await phone.button('Continue').click();
    await phone.heading('This phone is ready').waitFor();
    await phone.button('Done').click();
    await shop.page.getByText('It is called “My phone”').waitFor();
  });

  it('sends an approval again after it was lost', async () => {
    const { phone, shop } = tabs;
    const answers = '**/transactions/*/answer';
    await phone.page.route(answers, (route) => route.abort());
    await shop.pay('On my phone');
    await phone.openNotification();
    await phone.button('Approve').click();
    await phone.page.getByRole('alert').getByText('No connection').waitFor();
    await phone.page.unroute(answers);
    await phone.page.getByRole('button', { name: 'Try again' }).click();
    await phone.heading('Approved').waitFor();
    await shop.heading('Paid').waitFor();
    await phone.button('Done').click();
  });

  it('answers a question that was open before the page was reloaded', async () => {
    const { phone, shop } = tabs;
    await shop.pay('On my phone');
    await phone.openNotification();
    await phone.reload();
    await phone.page.getByRole('main').getByRole('button', { name: /left$/ }).click();
    await phone.button('Approve').click();
    await shop.heading('Paid').waitFor();
    await phone.button('Done').click();
  });

  it('shows that there is no connection until there is one again', async () => {
    const { phone } = tabs;
    const stream = '**/transactions/stream';
    await phone.page.route(stream, (route) => route.abort());
    await phone.reload();
    await phone.heading('No connection').waitFor();
    await checkState(phone.page, 'phone-no-connection');
    await phone.page.unroute(stream);
    await phone.heading('Nothing to approve').waitFor();
  });

  it('shows that it is offline, and does not send the change later', async () => {
    const { phone, watched } = tabs;
    await phone.goTo('Settings');
    await watched.context.setOffline(true);
    await phone.toggle('Notifications');
    await phone.page.getByRole('alert').getByText('Nothing was sent').waitFor();
    await checkState(phone.page, 'phone-offline');
    await watched.context.setOffline(false);
    await phone.switch('Notifications', { checked: true }).waitFor();
    await phone.goTo('Home');
    await phone.heading('Nothing to approve').waitFor();
  });

  it('shows that its clock is wrong, and can still approve', async () => {
    const { phone, shop } = tabs;
    await phone.page.clock.install({ time: Date.now() + 3 * 3_600_000 });
    await phone.reload();
    await phone.page.getByText('The clock of this phone is 3 hours fast').waitFor();
    await checkState(phone.page, 'phone-wrong-clock');
    await shop.pay('On my phone');
    await phone.openNotification();
    // By the wrong clock the time left would be none or hours.
    expect(await phone.page.getByTestId('time-left').innerText()).toMatch(/^(2:00|1:\d\d|0:(?!00)\d\d)$/);
    await phone.button('Approve').click();
    await shop.heading('Paid').waitFor();
    await phone.button('Done').click();
    await phone.page.clock.setSystemTime(Date.now());
    await phone.reload();
    await phone.heading('Nothing to approve').waitFor();
  });

  it('shows that the outcome is unknown when the server did not report it', async () => {
    const { phone, shop } = tabs;
    await phone.page.clock.install();
    await phone.reload();
    await shop.pay('On my phone');
    await phone.openNotification();
    await phone.page.clock.fastForward('02:10');
    await phone.heading('No word from the server').waitFor();
    await shop.button('Cancel this payment').click();
    await shop.heading('Cancelled').waitFor();
    // A late word still counts; by the clock of this phone the time is over.
    await phone.heading('Time ran out').waitFor();
  });
}
