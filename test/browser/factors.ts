import { randomInt } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Pages } from '../../dev/parts/pages.ts';
import { useStack } from '../support/stack.ts';
import { basic, createWebsite, type Website } from '../support/website.ts';
import { hasVisibleFocus, tabTo } from './support/keyboard.ts';
import { lapseTokens } from './support/lapse-tokens.ts';
import type { PocketPhone } from './support/pocket-phone.ts';
import { openShopAndPhone, type ShopAndPhone } from './support/shop-and-phone.ts';
import { checkInView, checkState } from './support/watched-context.ts';

const firstPin = '73914';
const secondPin = '480251';

/** Part of the walk: PIN and fingerprint, from setup until too many wrong PINs disconnect the phone. */
export function describeFactors(start: () => { browser: Browser; pages: Pages }): void {
  const userId = `pat-${randomInt(1e9)}`;
  let tabs: ShopAndPhone;
  let phone: PocketPhone;
  beforeAll(async () => {
    const { browser, pages } = start();
    tabs = await openShopAndPhone(browser, pages, userId.replace('pat-', 'Pat '));
    phone = tabs.phone;
  });
  afterAll(() => tabs?.watched.close());

  const note = (text: string | RegExp) => phone.page.getByRole('alert').getByText(text);
  const setting = (name: string, checked: boolean) => phone.switch(name, { checked });
  const notifications = () => phone.switch('Notifications');
  const dots = () => phone.page.getByTestId('pin-dots').locator('[data-filled=true]').count();

  /** The user's device, as the Device API returns it to the site. */
  const findDevice = async () => {
    const { api, clients } = useStack().endpoints;
    const url = `${api}/oauth/api/v4/users/${userId}/devices`;
    const headers = { authorization: basic(clients.end_user) };
    const { devices } = (await (await fetch(url, { headers })).json()) as { devices: { id: string }[] };
    return { url, headers, deviceId: devices[0]?.id ?? '' };
  };
  /** Starts a transaction of a type for which the shop has no button, and opens it on the phone. */
  const ask = async (site: Website, type: string) => {
    const callback = `${useStack().endpoints.sandbox}/callbacks/factors`;
    const { deviceId } = await findDevice();
    const { status, body } = await site.initialise({
      type,
      user_id: userId,
      device_id: deviceId,
      callback_uri: callback,
      message: 'Pay € 900?',
    });
    expect(status).toBe(200);
    await phone.openNotification();
    return body.transaction_id as string;
  };

  it('explains why a PIN is not allowed, and asks for an allowed one twice', async () => {
    await phone.page.getByLabel('Name of this phone').fill('Phone with a PIN');
    await phone.button('Connect').click();
    await phone.heading('Choose a PIN').waitFor();
    const rules = phone.page.getByRole('list', { name: 'What a PIN must be' }).getByRole('listitem');
    expect(await rules.allInnerTexts()).toEqual([
      '5 to 12 digits',
      'No digits that count up or down, such as 123',
      'Not the same digits again and again',
    ]);
    await checkInView(phone.page, {
      'the last rule': rules.last(),
      'the last key': phone.button('OK'),
      'the way on': phone.button('Go on without a PIN'),
    });
    await phone.typePin('739');
    await note('It has fewer than 5 digits.').waitFor();
    await phone.typePin('71234');
    await note('count up or down').waitFor();
    await phone.typePin('77777');
    await note('again and again').waitFor();
    await checkState(phone.page, 'phone-choose-pin');
    await phone.typePin(firstPin);
    await phone.heading('Type it once more').waitFor();
    await phone.typePin('73915');
    await note('not the same PIN twice').waitFor();
    await phone.typePin(firstPin);
    await phone.heading('Type it once more').waitFor();
  });

  it('accepts a PIN by keyboard and by touch, and shows only dots', async () => {
    await phone.page.keyboard.type('739');
    await phone.page.keyboard.press('Backspace');
    await expect.poll(dots).toBe(2);
    await phone.button('9').click();
    await tabTo(phone.page, /^1$/);
    expect(await hasVisibleFocus(phone.page)).toBe(true);
    await phone.page.keyboard.press('Enter');
    await phone.page.keyboard.press('4');
    await expect.poll(dots).toBe(5);
    await phone.page.getByText('The PIN again: 5 digits').waitFor();
    expect(await phone.page.content()).not.toContain(firstPin);
    await checkState(phone.page, 'phone-repeat-pin');
    await phone.button('OK').click();
    await phone.heading('This phone is ready').waitFor();
    await phone.button('Done').click();
  });

  it('asks for the PIN when the tokens have expired, and counts wrong ones', async () => {
    await phone.goTo('Settings');
    await checkState(phone.page, 'phone-settings-pin');
    await lapseTokens(userId);
    await notifications().press('Space');
    await phone.heading('Switch notifications off').waitFor();
    await phone.typePin('86420');
    await note('You can try 2 more times').waitFor();
    await checkState(phone.page, 'phone-wrong-pin');
    await phone.typePin(firstPin);
    await setting('Notifications', false).waitFor();
    await expect
      .poll(() => phone.page.evaluate(() => (document.activeElement as HTMLElement).getAttribute('role')))
      .toBe('switch');
  });

  it('changes nothing when the user cancels the PIN prompt', async () => {
    await lapseTokens(userId);
    await notifications().press('Space');
    await phone.button('Not now').click();
    await setting('Notifications', false).waitFor();
    expect(await phone.page.getByRole('alert').count()).toBe(0);
  });

  it('adds a fingerprint with the PIN, and accepts the fingerprint from then on', async () => {
    await phone.toggle('Fingerprint');
    await phone.heading('Your PIN, to add your finger').waitFor();
    await phone.typePin(firstPin);
    await setting('Fingerprint', true).waitFor();
    await lapseTokens(userId);
    await notifications().press('Space');
    await phone.heading('Switch notifications on').waitFor();
    await phone.button('Touch it with another finger').click();
    await phone.page.getByText('That finger is not known').waitFor();
    await checkState(phone.page, 'phone-fingerprint');
    await tabTo(phone.page, /^Touch the sensor$/);
    await phone.page.keyboard.press('Enter');
    await setting('Notifications', true).waitFor();
  });

  it('asks for the PIN after three unknown fingers', async () => {
    await lapseTokens(userId);
    await notifications().press('Space');
    for (let finger = 1; finger <= 3; finger++) await phone.button('Touch it with another finger').click();
    await phone.page.getByText('Type your PIN.').waitFor();
    await phone.typePin(firstPin);
    await setting('Notifications', false).waitFor();
  });

  it('approves a plain push without PIN or fingerprint while the tokens have expired', async () => {
    const { shop } = tabs;
    await notifications().press('Space');
    await setting('Notifications', true).waitFor();
    await phone.goTo('Home');
    await lapseTokens(userId);
    await shop.pay('On my phone');
    await phone.openNotification();
    await phone.button('Approve').click();
    await phone.heading('Approved').waitFor();
    await shop.heading('Paid').waitFor();
    await phone.button('Done').click();
  });

  it('approves a payment with a PIN after a wrong PIN', async () => {
    const site = createWebsite(useStack().endpoints);
    const id = await ask(site, 'payment_with_pin');
    await phone.button('Approve').click();
    await phone.heading('Approve').waitFor();
    // The text of the payment stays visible while the user enters the PIN.
    await phone.page.getByText('Pay € 900?').filter({ visible: true }).waitFor();
    await phone.typePin('86420');
    await note('You can try 2 more times').waitFor();
    await checkState(phone.page, 'phone-approve-with-pin');
    await phone.typePin(firstPin);
    await phone.heading('Approved').waitFor();
    const result = await site.result(id);
    expect(result.body).toMatchObject({ is_authenticated: true });
    await phone.button('Done').click();
  });

  it('approves with the fingerprint, and can refuse without it', async () => {
    const site = createWebsite(useStack().endpoints);
    const accepted = await ask(site, 'login_with_fingerprint');
    await phone.button('Approve').click();
    await phone.button('Touch the sensor').click();
    await phone.heading('Approved').waitFor();
    expect((await site.result(accepted)).body).toMatchObject({ is_authenticated: true });
    await phone.button('Done').click();
    const refused = await ask(site, 'login_with_fingerprint');
    await phone.button('Approve').click();
    await phone.button('Not now').click();
    await phone.button('Refuse').click();
    await phone.heading('Refused').waitFor();
    expect((await site.result(refused)).body).toMatchObject({ is_authenticated: false });
    await phone.button('Done').click();
  });

  it('changes the PIN', async () => {
    await phone.goTo('Settings');
    await phone.button('Change').click();
    await phone.heading('Your PIN until now').waitFor();
    await phone.typePin(firstPin);
    await phone.heading('Choose a PIN').waitFor();
    await phone.typePin(secondPin);
    await phone.heading('Type it once more').waitFor();
    await phone.typePin(secondPin);
    await phone.page.getByText('Asked before changes').waitFor();
    await phone.button('Change').click();
    await phone.typePin(firstPin);
    await note('You can try 2 more times').waitFor();
    await phone.typePin(secondPin);
    await phone.heading('Choose a PIN').waitFor();
    await phone.button('Keep the old one').click();
  });

  it('asks for the PIN when the site has disabled the fingerprint', async () => {
    const { url, headers, deviceId } = await findDevice();
    await fetch(`${url}/${deviceId}/disableFingerprint`, { method: 'POST', headers });
    await lapseTokens(userId);
    await notifications().press('Space');
    await phone.button('Touch the sensor').click();
    await note('The fingerprint is switched off now').waitFor();
    await phone.typePin(secondPin);
    await setting('Notifications', false).waitFor();
    await setting('Fingerprint', false).waitFor();
  });

  it('is disconnected by too many wrong PINs, shows it, and is set up again', async () => {
    const { shop } = tabs;
    await phone.button('Change').click();
    for (const left of ['2 more times', 'once more']) {
      await phone.typePin('86420');
      await note(`You can try ${left}`).waitFor();
    }
    await phone.typePin('86420');
    await phone.heading('Disconnected').waitFor();
    await checkState(phone.page, 'phone-pin-limit');
    await shop.page.goto(start().pages.siteUrl);
    await shop.page.getByText('Connect your phone once').waitFor();
    await shop.page.goto(`${start().pages.siteUrl}/connect`);
    const code = await shop.page.getByTestId('enrollment-code').innerText();
    await phone.button('Connect it again').click();
    await phone.page.getByRole('textbox', { name: 'Code' }).fill(code);
    await phone.finishSetUp();
    await phone.goTo('Settings');
    await phone.button('Set a PIN').waitFor();
  });

  it('sets a PIN later and removes it', async () => {
    await phone.button('Set a PIN').click();
    await phone.typePin(firstPin);
    await phone.heading('Type it once more').waitFor();
    await phone.typePin(firstPin);
    await phone.button('Remove').click();
    await phone.heading('Your PIN, to remove it').waitFor();
    await phone.typePin(firstPin);
    await phone.button('Set a PIN').waitFor();
    expect(await phone.page.getByRole('switch', { name: 'Fingerprint' }).isDisabled()).toBe(true);
  });

  it('shows only that it was disconnected when too many PINs were wrong in an approval', async () => {
    await phone.button('Set a PIN').click();
    await phone.typePin(firstPin);
    await phone.heading('Type it once more').waitFor();
    await phone.typePin(firstPin);
    await phone.button('Change').waitFor();
    const site = createWebsite(useStack().endpoints);
    const id = await ask(site, 'payment_with_pin');
    await phone.button('Approve').click();
    for (const left of ['2 more times', 'once more']) {
      await phone.typePin('86420');
      await note(`You can try ${left}`).waitFor();
    }
    await phone.typePin('86420');
    await phone.heading('This phone was disconnected').waitFor();
    expect((await site.result(id)).body).toMatchObject({ not_authenticated_reason: { reason: 'attempts_exceeded' } });
    await checkState(phone.page, 'phone-pin-limit-approval');
    await phone.button('Done').click();
    await phone.heading('Disconnected').waitFor();
  });

  it('logged only the expected refusals, and sent no request to another machine', () => {
    const refused = /the server responded with a status of 40[013]/;
    expect(tabs.watched.faults.filter((fault) => !refused.test(fault))).toEqual([]);
  });
}
