import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoCustomers } from '../../../dev/parts/demonstration.ts';
import { checkState, openWatchedContext, type WatchedContext } from '../../browser/support/watched-context.ts';
import type { PortalServer } from '../support/portal-server.ts';

const [, noor, sam] = demoCustomers as unknown as { username: string; password: string }[];

/** Part of the walk: a site asks which of the accounts of this browser it gets. */
export function describeChooseAccount(start: () => { browser: Browser; server: PortalServer }): void {
  let watched: WatchedContext;
  let page: Page;

  beforeAll(async () => {
    watched = await openWatchedContext(start().browser);
    page = await watched.context.newPage();
  });
  afterAll(() => watched?.close());

  const heading = (name: string) => page.getByRole('heading', { name, exact: true });
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });

  /** As a site that has a button for it would ask. */
  async function askForAccount(): Promise<void> {
    await page.goto(start().server.pages.siteUrl);
    const link = page.getByRole('link', { name: 'Sign in with Countersign', exact: true });
    const address = await link.getAttribute('href');
    const begun = await watched.context.request.get(new URL(address ?? '', page.url()).href, { maxRedirects: 0 });
    await page.goto(`${begun.headers()['location'] ?? ''}&prompt=select_account`);
  }

  async function proveBy({ username, password }: { username: string; password: string }): Promise<void> {
    await page.getByLabel('E-mail, phone number or username').fill(username);
    await page.getByLabel('Keep me signed in on this device').check();
    await button('Continue').click();
    await page.getByLabel('Password', { exact: true }).fill(password);
    await button('Continue').click();
  }

  /** The session at Countersign goes on. */
  async function signOutAtShop(): Promise<void> {
    await button('Sign out').click();
    await page.getByRole('link', { name: 'Sign in with Countersign', exact: true }).waitFor();
  }

  it('asks a browser without accounts to sign in', async () => {
    await askForAccount();
    await heading('Sign in to Northwind Energy').waitFor();
    await proveBy(noor!);
    await heading('Hello Noor').waitFor();
  });

  it('lets another person sign in beside the first', async () => {
    await signOutAtShop();
    await askForAccount();
    await heading('Choose an account').waitFor();
    await button('Use another account').click();
    await heading('Sign in to Northwind Energy').waitFor();
    await proveBy(sam!);
    await heading('Hello Sam').waitFor();
  });

  it('goes on as the one that is chosen without a proof', async () => {
    await signOutAtShop();
    await askForAccount();
    await heading('Choose an account').waitFor();
    await checkState(page, 'portal-accounts');
    await button(/^Noor/).click();
    await heading('Hello Noor').waitFor();
  });

  it('forgets an account', async () => {
    await signOutAtShop();
    await askForAccount();
    await button('Remove an account from this browser').click();
    await heading('Which account should this browser forget?').waitFor();
    await checkState(page, 'portal-accounts-forget');
    await button(/^Sam/).click();
    await expect.poll(() => button(/^Sam/).count()).toBe(0);
    await button('Back to the accounts').click();
    await heading('Choose an account').waitFor();
    expect(await button(/^Noor/).count()).toBe(1);
  });

  it('finds no fault on the console', () => expect(watched.faults).toEqual([]));
}
