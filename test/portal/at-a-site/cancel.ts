import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoCustomers } from '../../../dev/parts/demonstration.ts';
import { codeMailAfter } from '../../authentication/support/people.ts';
import {
  checkInView,
  checkState,
  openWatchedContext,
  type WatchedContext,
} from '../../browser/support/watched-context.ts';
import type { PortalServer } from '../support/portal-server.ts';

/** Others sign in by mails to Noor, of whom five in an hour is the limit. */
const sam = demoCustomers[2]!;

/** Part of the walk: the way back to the site stands on each step, and the site is answered that there is no sign-in. */
export function describeCancel(start: () => { browser: Browser; server: PortalServer }): void {
  let watched: WatchedContext;
  let page: Page;

  beforeAll(async () => {
    watched = await openWatchedContext(start().browser);
    page = await watched.context.newPage();
  });
  afterAll(() => watched?.close());

  const heading = (name: string) => page.getByRole('heading', { name, exact: true });
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const link = (name: string) => page.getByRole('link', { name, exact: true });
  const cancelButton = () => button('Cancel and go back to Northwind Energy');

  const steps: [name: string, go: () => Promise<unknown>][] = [
    ['Sign in to Northwind Energy', async () => {}],
    [
      'Enter your password',
      async () => {
        await page.getByLabel('E-mail, phone number or username').fill(sam.email);
        await button('Continue').click();
      },
    ],
    ['How do you want to sign in?', () => button('Try another way').click()],
    ['Get a code', () => page.getByRole('button', { name: /^Code by e-mail/ }).click()],
    ['Check your e-mail', () => codeMailAfter(sam.email, () => button('Send the code').click())],
  ];

  it.each(steps.map(([name], index) => ({ name, index })))('goes back to the site from “$name”', async ({ index }) => {
    await page.goto(start().server.pages.siteUrl);
    await link('Sign in with Countersign').click();
    for (const [name, go] of steps.slice(0, index + 1)) {
      await go();
      await heading(name).waitFor();
    }
    await checkInView(page, { cancel: cancelButton() });
    await cancelButton().click();
    await heading('Energy you understand. Payments you confirm yourself.').waitFor();
    expect(new URL(page.url()).origin).toBe(start().server.pages.siteUrl);
    expect(await page.getByText('You were not signed in').count()).toBe(0);
    // The browser keeps no page of that sign-in.
    await page.goBack();
    await heading('Energy you understand. Payments you confirm yourself.').waitFor();
  });

  it('goes back from the second factor, and signs in anew afterwards', async () => {
    await link('Sign in with your phone').click();
    await page.getByLabel('E-mail, phone number or username').fill(sam.username);
    await button('Continue').click();
    await page.getByLabel('Password', { exact: true }).fill(sam.password);
    await button('Continue').click();
    await heading('One more step').or(heading('Get a code')).waitFor();
    await checkInView(page, { cancel: cancelButton() });
    await cancelButton().click();
    await link('Sign in with Countersign').click();
    await heading('Sign in to Northwind Energy').waitFor();
  });

  it('shows what it did where the site waits no more, and helps where there is no answer', async () => {
    await page.route('**/authentication/cancel', (route) => route.abort());
    await cancelButton().click();
    await page.getByText('Check your connection').waitFor();
    await checkState(page, 'portal-cancel-lost');
    await page.unroute('**/authentication/cancel');
    await page.route('**/authentication/cancel', async (route) => {
      const answer = await route.fetch();
      const { redirect_to: _taken, ...flow } = (await answer.json()) as { redirect_to?: string };
      await route.fulfill({ response: answer, json: flow });
    });
    await cancelButton().click();
    await heading('You cancelled the sign-in').waitFor();
    await checkState(page, 'portal-cancelled');
    await page.unroute('**/authentication/cancel');
    await button('Back to Northwind Energy').click();
    await heading('Energy you understand. Payments you confirm yourself.').waitFor();
  });

  it('leads from the account to a page that says so', async () => {
    await page.goto(`${start().server.endpoints.api}/account`);
    await button('Cancel and go back to Countersign').click();
    await heading('You are not signed in').waitFor();
    await page.getByText('You cancelled the sign-in. Nothing has changed.').waitFor();
  });

  it('finds no fault on the console', () => {
    // The browser's own notes of the requests above that were refused or lost.
    const faults = watched.faults.filter((fault) => !fault.startsWith('console: Failed to load resource'));
    expect(faults).toEqual([]);
  });
}
