import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoCustomers } from '../../dev/parts/demonstration.ts';
import { codeMailAfter } from '../authentication/support/people.ts';
import { addProvider, newAccount } from '../authentication/sso/support/provider-sign-in.ts';
import type { ProviderAccount } from '../authentication/sso/support/provider-sign-in.ts';
import { checkState, openWatchedContext, type WatchedContext } from '../browser/support/watched-context.ts';
import type { PortalServer } from './support/portal-server.ts';

const noor = demoCustomers[1]!;

/** Part of the walk: people sign in with accounts at identity providers, and connect one to their account. */
export function describeProviderSignIn(start: () => { browser: Browser; server: PortalServer }): void {
  let watched: WatchedContext;
  let page: Page;
  const own = newAccount({ email: noor.email, name: 'Noor' });

  beforeAll(async () => {
    watched = await openWatchedContext(start().browser);
    page = await watched.context.newPage();
    const { endpoints } = start().server;
    await addProvider(endpoints, 'google', { name: 'Google', on_no_match: 'create', position: 1 });
    await addProvider(endpoints, 'apple', { name: 'Apple', on_no_match: 'create', position: 2 });
    await addProvider(endpoints, 'github', { name: 'GitHub', position: 3 });
    await addProvider(endpoints, 'slack', { name: 'Slack', on_no_match: 'create', position: 4 });
    // Example ID is in the seed.
  });
  afterAll(() => watched?.close());

  const heading = (name: string) => page.getByRole('heading', { name, exact: true });
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const addressOf = (path: string) => `${start().server.endpoints.api}${path}`;

  async function signInThere(title: string, { account, email, name, email_verified: verified }: ProviderAccount) {
    await heading(`Sandbox: ${title}`).waitFor();
    await page.getByLabel('Account').fill(account);
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('The address is verified').setChecked(verified === 'yes');
    await button('Sign in').click();
  }

  it('lets a newcomer into the shop by the provider of the demonstration, as whom its page proposes', async () => {
    await page.goto(start().server.pages.siteUrl);
    await page.getByRole('link', { name: 'Sign in with Countersign', exact: true }).click();
    await button('Continue with Example ID').click();
    await heading('Sandbox: Example ID').waitFor();
    await button('Sign in').click();
    await heading('Hello Robin Jansen').waitFor();
  });

  it('offers them side by side, so that all are in view', async () => {
    await watched.context.clearCookies();
    await page.goto(addressOf('/account'));
    const [first, last] = [button('Continue with Google'), button('Continue with Example ID')];
    await last.waitFor();
    await checkState(page, 'portal-providers');
    await page.setViewportSize({ width: 1366, height: 650 });
    await expect.poll(async () => (await last.boundingBox())?.y ?? Infinity).toBeLessThan(650 - 46);
    expect((await first.boundingBox())?.width).toBeLessThan(200);
  });

  it.each(['Google', 'Apple', 'Slack', 'Example ID'])(
    'signs in with an account of %s, which becomes a person',
    async (name) => {
      await watched.context.clearCookies();
      await page.goto(addressOf('/account'));
      await heading('Sign in to Countersign').waitFor();
      await button(`Continue with ${name}`).click();
      await signInThere(name, newAccount());
      await heading('Sign-in methods').waitFor();
      const row = page.getByRole('listitem').filter({ hasText: name });
      await row.getByText('Account elsewhere').waitFor();
      await row.getByText('Your only way to sign in').or(row.getByText('Added')).first().waitFor();
    },
  );

  it('helps where an account cannot be used, and goes on in another way', async () => {
    await watched.context.clearCookies();
    await page.goto(addressOf('/account'));
    await button('Continue with Google').click();
    await heading('Sandbox: Google').waitFor();
    await button('Cancel').click();
    await page.getByText('You did not sign in with the other account.').waitFor();
    await checkState(page, 'portal-provider-cancelled');
    await button('Continue with GitHub').click();
    await signInThere('GitHub', own);
    await page.getByText('There is an account with that address already.').waitFor();
    await page.getByLabel('E-mail, phone number or username').fill(noor.username);
    await button('Continue').click();
    await page.getByLabel('Password', { exact: true }).fill(noor.password);
    await button('Continue').click();
    await heading('Sign-in methods').waitFor();
  });

  it('connects an account after the best proof that there is, and signs in with it', async () => {
    await button('Connect GitHub').click();
    await button('Send the code').or(heading('One more step')).first().waitFor();
    if (await heading('One more step').isVisible()) await page.getByRole('button', { name: /^Code by e-mail/ }).click();
    const { code } = await codeMailAfter(noor.email, () => button('Send the code').click());
    await heading('Check your e-mail').waitFor();
    await page.getByLabel('Code of 6 digits').fill(code);
    await page.getByText('You confirmed that it is you. You can go on.').waitFor();
    await checkState(page, 'portal-connect');
    await button('Connect GitHub').click();
    await signInThere('GitHub', own);
    await page.getByText('The account is connected. You can sign in with it.').waitFor();
    await page.getByRole('listitem').filter({ hasText: 'GitHub' }).waitFor();
    await watched.context.clearCookies();
    await page.goto(addressOf('/account'));
    await button('Continue with GitHub').click();
    await signInThere('GitHub', own);
    await page.getByRole('listitem').filter({ hasText: 'GitHub' }).waitFor();
    await page.getByRole('listitem').filter({ hasText: noor.email }).waitFor();
  });

  it('says so where the answer of a provider fits no sign-in of this browser', async () => {
    await page.goto(addressOf('/authentication/sso/google/callback?code=made-up&state=made-up'));
    await heading('That sign-in cannot go on').waitFor();
    await checkState(page, 'portal-sso-failed');
  });

  it('finds no fault on the console', () => {
    // The browser's own notes of refusals.
    const faults = watched.faults.filter((fault) => !fault.startsWith('console: Failed to load resource'));
    expect(faults).toEqual([]);
  });
}
