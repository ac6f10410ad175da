import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoCustomers } from '../../dev/parts/demonstration.ts';
import { codeMailAfter } from '../authentication/support/people.ts';
import { PocketPhone } from '../browser/support/pocket-phone.ts';
import {
  checkInView,
  checkState,
  openWatchedContext,
  type WatchedContext,
} from '../browser/support/watched-context.ts';
import type { PortalServer } from './support/portal-server.ts';

const [alex, noor, sam] = demoCustomers;

/** Part of the walk: customers sign in to the shop by OpenID Connect, by each way that a newcomer has. */
export function describeShopSignIn(start: () => { browser: Browser; server: PortalServer }): void {
  let watched: WatchedContext;
  let page: Page;
  let phone: PocketPhone;

  beforeAll(async () => {
    watched = await openWatchedContext(start().browser);
    page = await watched.context.newPage();
  });
  afterAll(() => watched?.close());

  const heading = (name: string) => page.getByRole('heading', { name, exact: true });
  const link = (name: string) => page.getByRole('link', { name, exact: true });
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const choose = (name: RegExp) => page.getByRole('button', { name }).click();

  async function begin(way: string): Promise<void> {
    await page.goto(start().server.pages.siteUrl);
    await link(way).click();
  }

  async function typeName(name: string): Promise<void> {
    await heading('Sign in to Northwind Energy').waitFor();
    await page.getByLabel('E-mail, phone number or username').fill(name);
    await button('Continue').click();
  }

  async function typePassword(password: string): Promise<void> {
    await page.getByLabel('Password', { exact: true }).fill(password);
    await button('Continue').click();
  }

  it('signs in by password, and says the same of a wrong one and of an unknown name', async () => {
    await begin('Sign in with Countersign');
    for (const name of ['who-is-this', alex!.username]) {
      await typeName(name);
      await typePassword('not the password at all');
      await page.getByText('The name or the password is wrong.').waitFor();
      if (name !== alex!.username) await button('Change').click();
    }
    await checkState(page, 'portal-password-wrong');
    await typePassword(alex!.password);
    await heading('Hello Alex').waitFor();
    expect(new URL(page.url()).origin).toBe(start().server.pages.siteUrl);
  });

  /** A page that is left at once might not send it. */
  async function signOut(): Promise<void> {
    await button('Sign out').click();
    await link('Sign in with Countersign').waitFor();
  }

  it('signs in again without a page, by the session', async () => {
    await signOut();
    await begin('Sign in with Countersign');
    await heading('Hello Alex').waitFor();
  });

  it('steps up by the phone, whose code stands on the page', async () => {
    await page.getByRole('link', { name: 'Connect a phone' }).click();
    const opened = watched.context.waitForEvent('page');
    await link('Open the phone').click();
    phone = new PocketPhone(await opened);
    await phone.setUp('Alex’s phone', 'Android');
    await heading('Your phone is connected').waitFor();
    await signOut();

    // The session has the password already: only the phone is missing.
    await begin('Sign in with your phone');
    await heading('One more step').waitFor();
    await page.getByText(/asks for a (second|stronger) proof/).waitFor();
    await checkState(page, 'portal-second-factor');
    await choose(/^Approve on your phone/);
    await button('Send it to my phone').click();
    const shown = page.getByTestId('verification-code');
    await shown.waitFor();
    await checkState(page, 'portal-phone');
    await checkInView(page, { code: shown });
    await button('No message? Open the app').click();
    await page.getByRole('img', { name: 'QR code that opens the app' }).waitFor();
    expect(await link('Open the app here').getAttribute('href')).toBe(`${start().server.pages.phoneUrl}/`);
    await checkState(page, 'portal-phone-app');
    await phone.openNotification();
    await phone.page.getByRole('textbox').fill((await shown.innerText()).replaceAll(/\D/g, ''));
    await phone.button('Approve').click();
    await heading('Hello Alex').waitFor();
  });

  it('goes on after a refusal on the phone', async () => {
    await watched.context.clearCookies();
    await phone.reload();
    await begin('Sign in with your phone');
    await typeName(alex!.username);
    await typePassword(alex!.password);
    await choose(/^Approve on your phone/);
    await button('Send it to my phone').click();
    await phone.openNotification();
    await phone.button('Refuse').click();
    await heading('One more step').waitFor();
  });

  it('signs in by a code of a mail, and helps after a wrong one', async () => {
    await watched.context.clearCookies();
    await begin('Sign in with Countersign');
    await typeName(noor!.email);
    await button('Try another way').click();
    await choose(/^Code by e-mail/);
    const { code } = await codeMailAfter(noor!.email, () => button('Send the code').click());
    await heading('Check your e-mail').waitFor();
    await page.getByLabel('Code of 6 digits').fill(code === '000000' ? '111111' : '000000');
    await page.getByText('That code is not right. You have 4 more tries.').waitFor();
    await checkState(page, 'portal-code-wrong');
    await page.getByLabel('Code of 6 digits').fill(code);
    await heading('Hello Noor').waitFor();
  });

  it('signs in by the link of a mail, in the tab in which it began', async () => {
    await watched.context.clearCookies();
    await begin('Sign in with Countersign');
    await typeName(sam!.email);
    await button('Try another way').click();
    await choose(/^Code by e-mail/);
    const { link: address } = await codeMailAfter(sam!.email, () => button('Send the code').click());
    await heading('Check your e-mail').waitFor();
    const other = await (await watched.openAnother()).newPage();
    await other.goto(address.href);
    await other.getByRole('button', { name: 'Yes, sign me in' }).click();
    await other.getByText('This is not the browser in which you began.').waitFor();
    await checkState(other, 'portal-link-elsewhere');
    const second = await watched.context.newPage();
    await second.goto(address.href);
    await second.getByRole('heading', { name: 'Sign in with the link of your mail' }).waitFor();
    await checkState(second, 'portal-link');
    await second.getByRole('button', { name: 'Yes, sign me in' }).click();
    await heading('Hello Sam').waitFor();
    await second.getByRole('heading', { name: 'That was right' }).waitFor();
    await checkState(second, 'portal-link-used');
  });

  it('tells the shop’s visitor that a return without a sign-in is none', async () => {
    await watched.context.clearCookies();
    await page.goto(`${start().server.pages.siteUrl}/sign-in/callback?code=made-up&state=made-up`);
    await page.getByText('You were not signed in').waitFor();
  });

  it('finds no fault on the console, and no request to another server', () => {
    // The browser's own notes of the refusals above.
    const faults = watched.faults.filter((fault) => !fault.startsWith('console: Failed to load resource'));
    expect(faults).toEqual([]);
  });
}
