import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Pages } from '../../dev/parts/pages.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { giveCamera, isFilming } from './support/camera.ts';
import { tabTo } from './support/keyboard.ts';
import { PocketPhone } from './support/pocket-phone.ts';
import { Shop } from './support/shop.ts';
import { openWatchedContext, checkState, type WatchedContext } from './support/watched-context.ts';

/** Part of the walk: the phone reads the enrolment code from a picture. */
export function describeScanning(start: () => { browser: Browser; pages: Pages }): void {
  let watched: WatchedContext;
  let shop: Shop;
  let phone: PocketPhone;
  beforeAll(async () => {
    const { browser, pages } = start();
    watched = await openWatchedContext(browser);
    shop = await Shop.enter(watched.context, pages.siteUrl, `Toni ${Date.now()}`);
    await shop.page.getByRole('link', { name: 'Connect a phone' }).click();
    phone = new PocketPhone(await watched.context.newPage());
    await phone.open(pages.phoneUrl);
  });
  afterAll(() => watched?.close());

  const codeOnShop = () => shop.page.getByTestId('enrollment-code').innerText();
  const codeOnPhone = () => phone.page.getByRole('textbox', { name: 'Code' });
  const pictureOfCode = () => shop.page.getByRole('img', { name: /QR code/ }).screenshot();

  it('shows that there is no camera, and keeps the entered name', async () => {
    await phone.page.getByLabel('Name of this phone').fill('Old phone');
    await tabTo(phone.page, /^Scan the code$/);
    await phone.page.keyboard.press('Enter');
    await phone.page.getByText('No camera can be used here').waitFor();
    await checkState(phone.page, 'phone-scan');
    await phone.button('Type the code instead').click();
    expect(await phone.page.getByLabel('Name of this phone').inputValue()).toBe('Old phone');
  });

  it('reads the code in a picture of the shop’s page', async () => {
    await phone.button('Scan the code').click();
    await choose(phone.page, { name: 'shop.png', mimeType: 'image/png', buffer: await shop.page.screenshot() });
    await codeOnPhone().waitFor();
    expect(await codeOnPhone().inputValue()).toBe(await codeOnShop());
    expect(await phone.page.getByLabel('Name of this phone').inputValue()).toBe('Old phone');
  });

  it('refuses a picture without a code, and a file that is not a picture', async () => {
    await phone.button('Scan the code').click();
    await choose(phone.page, {
      name: 'wind.png',
      mimeType: 'image/png',
      buffer: await shop.page.getByRole('banner').screenshot(),
    });
    await phone.page.getByText('There is no code in that picture').waitFor();
    await choose(phone.page, { name: 'letter.png', mimeType: 'image/png', buffer: Buffer.from('not a picture') });
    await phone.page.getByText('That file is not a picture').waitFor();
  });

  it('refuses pasted text without a code, and reads a pasted picture', async () => {
    await paste(phone.page, { text: 'https://elsewhere.example/#code=12345' });
    await phone.page.getByText('That is another code').waitFor();
    const old = await codeOnShop();
    await shop.page.getByRole('button', { name: 'New code' }).click();
    await shop.page.getByTestId('enrollment-code').filter({ hasNotText: old }).waitFor();
    await paste(phone.page, { picture: (await pictureOfCode()).toString('base64') });
    expect(await codeOnPhone().inputValue()).toBe(await codeOnShop());
    await phone.finishSetUp();
    await shop.page.getByText('It is called “Old phone”').waitFor();
    expect(watched.faults).toEqual([]);
  });

  it('reads the code from the camera and then stops the camera', async () => {
    const elsewhere = await watched.openAnother();
    shop = await Shop.enter(elsewhere, start().pages.siteUrl, `Gert ${Date.now()}`);
    await shop.page.getByRole('link', { name: 'Connect a phone' }).click();
    const other = new PocketPhone(await elsewhere.newPage());
    await giveCamera(other.page, await pictureOfCode());
    await other.open(start().pages.phoneUrl);
    await other.button('Scan the code').click();
    const code = other.page.getByRole('textbox', { name: 'Code' });
    await code.waitFor();
    expect(await code.inputValue()).toBe(await codeOnShop());
    // The camera stops shortly after the screen has changed.
    await eventually(async () => ((await isFilming(other.page)) ? undefined : true));
    await other.setUp('Phone with a camera', 'iPhone');
    await shop.page.getByText('It is called “Phone with a camera”').waitFor();
    expect(watched.faults).toEqual([]);
  });

  it('shows the camera image while it contains no code', async () => {
    const elsewhere = await watched.openAnother();
    const other = new PocketPhone(await elsewhere.newPage());
    await giveCamera(other.page, await shop.page.getByRole('banner').screenshot());
    await other.open(start().pages.phoneUrl);
    await other.button('Scan the code').click();
    await other.page.locator('[data-camera=on]').getByLabel('Camera').waitFor();
    expect(await isFilming(other.page)).toBe(true);
    await checkState(other.page, 'phone-camera');
    await other.button('Type the code instead').click();
    await eventually(async () => ((await isFilming(other.page)) ? undefined : true));
  });
}

async function choose(page: Page, file: { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  const asked = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a picture' }).click();
  await (await asked).setFiles(file);
}

/** Pastes like Ctrl+V without the clipboard of the machine, which parallel tests share. */
async function paste(page: Page, content: { text?: string; picture?: string }): Promise<void> {
  await page.evaluate(({ text, picture }) => {
    const data = new DataTransfer();
    if (text) data.setData('text/plain', text);
    if (picture)
      data.items.add(
        new File([Uint8Array.from(atob(picture), (sign) => sign.charCodeAt(0))], 'code.png', { type: 'image/png' }),
      );
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
  }, content);
}
