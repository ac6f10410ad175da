import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoCustomers } from '../../dev/parts/demonstration.ts';
import { codeMailAfter } from '../authentication/support/people.ts';
import { describeAccountConsents } from './account-consents.ts';
import { checkState, openWatchedContext, type WatchedContext } from '../browser/support/watched-context.ts';
import type { PortalServer } from './support/portal-server.ts';
import { addVirtualPasskeys, type VirtualPasskeys } from './support/virtual-passkeys.ts';

const alex = demoCustomers[0]!;

/** Part of the walk: a person adds a passkey to their account, with a real credential of the browser, and signs in by it. */
export function describeAccount(start: () => { browser: Browser; server: PortalServer }): void {
  let watched: WatchedContext;
  let page: Page;
  let passkeys: VirtualPasskeys;

  beforeAll(async () => {
    watched = await openWatchedContext(start().browser);
    page = await watched.context.newPage();
    passkeys = await addVirtualPasskeys(page);
  });
  afterAll(() => watched?.close());

  const heading = (name: string) => page.getByRole('heading', { name, exact: true });
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const passkeyRow = () => page.getByRole('listitem').filter({ hasText: 'Passkey' });
  const addressOf = (path: string) => `${start().server.endpoints.api}${path}`;

  it('is entered by a sign-in, to which its page leads', async () => {
    await page.goto(addressOf('/account'));
    await heading('Sign in to Countersign').waitFor();
    await page.getByLabel('E-mail, phone number or username').fill(alex.username);
    await button('Continue').click();
    await page.getByLabel('Password', { exact: true }).fill(alex.password);
    await button('Continue').click();
    await heading('Sign-in methods').waitFor();
    expect(page.url()).toBe(addressOf('/account'));
    await page.getByRole('listitem').filter({ hasText: 'Password' }).waitFor();
    await checkState(page, 'portal-account');
  });

  it('asks for the best proof that there is before it adds a passkey', async () => {
    await button('Add a passkey').click();
    await button('Send the code').or(heading('One more step')).first().waitFor();
    await page.getByText('Before you change your account, prove that it is you.').waitFor();
    await checkState(page, 'portal-step-up');
    if (await heading('One more step').isVisible()) await page.getByRole('button', { name: /^Code by e-mail/ }).click();
    const { code } = await codeMailAfter(alex.email, () => button('Send the code').click());
    await heading('Check your e-mail').waitFor();
    await page.getByLabel('Code of 6 digits').fill(code);
    await page.getByText('You confirmed that it is you. You can go on.').waitFor();
    await checkState(page, 'portal-account-confirmed');
  });

  it('adds a passkey of this device, once', async () => {
    await button('Add a passkey').click();
    await page.getByText('was added.').waitFor();
    await passkeyRow().waitFor();
    const { devices, authenticatorId } = passkeys;
    expect((await devices.send('WebAuthn.getCredentials', { authenticatorId })).credentials).toHaveLength(1);
    await checkState(page, 'portal-passkey-added');
    await button('Add a passkey').click();
    await page.getByText('This device has a passkey for your account already.').waitFor();
    await page.reload();
    await passkeyRow().waitFor();
    expect(await passkeyRow().count()).toBe(1);
  });

  it('shows recovery codes once', async () => {
    await button('Make recovery codes').click();
    const codes = page.getByRole('region', { name: 'Your recovery codes' });
    await codes.waitFor();
    expect(await codes.getByRole('listitem').count()).toBe(10);
    await checkState(page, 'portal-recovery-codes');
    await button('I have saved them').click();
    await codes.waitFor({ state: 'detached' });
    await page.getByRole('listitem').filter({ hasText: 'Recovery codes' }).waitFor();
  });

  describeAccountConsents(() => ({ page, server: start().server, username: alex.username }));

  it('renames a method, and asks for a proof before it removes one', async () => {
    await passkeyRow()
      .getByRole('button', { name: /^Rename: / })
      .click();
    await page.getByLabel('Name', { exact: true }).fill('Work laptop');
    await button('Save').click();
    await page.getByRole('heading', { name: 'Work laptop' }).waitFor();
    await button('Remove: Password').click();
    await page.getByLabel('Type this password').fill('not the password');
    await button('Remove').click();
    await page.getByText('That was not right. Try again.').waitFor();
    await checkState(page, 'portal-remove');
    await button('Keep it').click();
  });

  it('signs out, and in to the shop by the passkey, without a name', async () => {
    await button('Sign out').click();
    await heading('You are signed out').waitFor();
    // What the field offers would be answered at once, and sign in before the press: its request waits until then.
    let press = () => {};
    const pressed = new Promise<void>((resolve) => (press = resolve));
    await page.route('**/authentication/authenticate', async (route) => {
      await pressed;
      await route.continue();
    });
    await page.goto(start().server.pages.siteUrl);
    await page.getByRole('link', { name: 'Sign in with Countersign', exact: true }).click();
    await heading('Sign in to Northwind Energy').waitFor();
    await button('Sign in with a passkey').click();
    press();
    await heading('Hello Alex').waitFor();
    await page.unroute('**/authentication/authenticate');
  });

  it('removes the passkey by the passkey', async () => {
    await page.goto(addressOf('/account'));
    await button('Remove: Work laptop').click();
    await button('Remove').click();
    await page.getByText('“Work laptop” was removed.').waitFor();
    await page.getByRole('heading', { name: 'Work laptop' }).waitFor({ state: 'detached' });
    // The browser is told, and offers it no more.
    const { devices, authenticatorId } = passkeys;
    await expect
      .poll(async () => (await devices.send('WebAuthn.getCredentials', { authenticatorId })).credentials)
      .toEqual([]);
  });

  it('helps a browser that comes back without a sign-in', async () => {
    await page.goto(addressOf('/account/callback?state=made-up&code=made-up'));
    await heading('You are not signed in').waitFor();
    await page.getByText('That sign-in was begun in another browser or tab').waitFor();
    await checkState(page, 'portal-not-signed-in');
    await button('Sign in').click();
    await heading('Sign-in methods').waitFor();
  });

  it('finds no fault on the console, and no request to another server', () => {
    // The browser's own notes of the refusals above.
    const faults = watched.faults.filter((fault) => !fault.startsWith('console: Failed to load resource'));
    expect(faults).toEqual([]);
  });
}
