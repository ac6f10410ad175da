import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoCustomers } from '../../dev/parts/demonstration.ts';
import { codeMailAfter } from '../authentication/support/people.ts';
import { checkState, openWatchedContext, type WatchedContext } from '../browser/support/watched-context.ts';
import type { PortalServer } from './support/portal-server.ts';

const noor = demoCustomers[1]!;

/** Part of the walk: a second site. Its page holds the tokens, bound to a key, and its API asks for a stronger sign-in. */
export function describeClub(start: () => { browser: Browser; server: PortalServer }): void {
  let watched: WatchedContext;
  let page: Page;

  beforeAll(async () => {
    watched = await openWatchedContext(start().browser);
    page = await watched.context.newPage();
  });
  afterAll(() => watched?.close());

  const heading = (name: string) => page.getByRole('heading', { name, exact: true });
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const clubUrl = () => start().server.pages.clubUrl;

  async function signInToShop(): Promise<void> {
    await page.goto(start().server.pages.siteUrl);
    await page.getByRole('link', { name: 'Sign in with Countersign' }).click();
    await heading('Sign in to Northwind Energy').waitFor();
    await page.getByLabel('E-mail, phone number or username').fill(noor.username);
    await button('Continue').click();
    await page.getByLabel('Password', { exact: true }).fill(noor.password);
    await button('Continue').click();
    await heading('Hello Noor').waitFor();
  }

  it('takes a person who is signed in at the shop without asking anything', async () => {
    await signInToShop();
    await page.goto(clubUrl());
    await button('Sign in').waitFor();
    await checkState(page, 'club-welcome');
    await button('Sign in').click();
    await heading('Your panels').waitFor();
    await heading('Hello Noor').waitFor();
    await checkState(page, 'club-roof');
    expect(page.url()).toBe(`${clubUrl()}/`);
  });

  it('knows the member again after a reload, by the session', async () => {
    await page.reload();
    await page.getByText('240 panels are free.').waitFor();
  });

  it('keeps tokens and key where no other page of the browser finds them', async () => {
    const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
    expect(JSON.parse(stored)).toEqual([{}, { 'northwind-club.member': 'yes' }]);
  });

  it('asks for a second proof before something binding, and then does it', async () => {
    await button('Reserve four panels').click();
    await button('Confirm that it is me').waitFor();
    await checkState(page, 'club-step-up');
    await button('Confirm that it is me').click();
    // Noor has no other second proof, so there is nothing to choose.
    const { code } = await codeMailAfter(noor.email, () => button('Send the code').click());
    await heading('Check your e-mail').waitFor();
    await page.getByLabel('Code of 6 digits').fill(code);
    await page.getByText('Four panels are yours.').waitFor();
    await checkState(page, 'club-reserved');
  });

  it('signs out of every site', async () => {
    await button('Sign out').click();
    await button('Sign in').click();
    await heading('Sign in to Northwind Club').waitFor();
    // The shop is told by Countersign, from server to server.
    await expect
      .poll(async () => {
        await page.goto(start().server.pages.siteUrl);
        const signIn = page.getByRole('link', { name: 'Sign in with Countersign' });
        // The page first asks who is there.
        await signIn.or(button('Sign out')).first().waitFor();
        return signIn.isVisible();
      })
      .toBe(true);
  });

  it('refuses a call without a token, and one whose token has no proof of the key', async () => {
    const without = await fetch(`${clubUrl()}/api/roof`);
    expect([without.status, without.headers.get('www-authenticate')]).toEqual([401, 'DPoP algs="ES256"']);
    const copied = await fetch(`${clubUrl()}/api/roof`, { headers: { authorization: 'Bearer a.b.c' } });
    expect([copied.status, copied.headers.get('www-authenticate')]).toEqual([
      401,
      'DPoP error="invalid_token", algs="ES256"',
    ]);
  });

  it('finds no fault on the console, and no request to another server', () => {
    // The browser's own note of the 401 that asks for a second proof.
    const faults = watched.faults.filter((fault) => !fault.startsWith('console: Failed to load resource'));
    expect(faults).toEqual([]);
  });
}
