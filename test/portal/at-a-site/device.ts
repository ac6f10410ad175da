import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoCustomers } from '../../../dev/parts/demonstration.ts';
import { signIn } from '../../admin/support/admin-api.ts';
import {
  checkInView,
  checkState,
  openWatchedContext,
  type WatchedContext,
} from '../../browser/support/watched-context.ts';
import { addClient } from '../../oauth-clients/support/registry.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import type { PortalServer } from '../support/portal-server.ts';

const sam = demoCustomers[2]!;

/** Part of the walk: a person signs in on a device without a browser (RFC 8628), and out again at the authorization server. */
export function describeDevice(start: () => { browser: Browser; server: PortalServer }): void {
  let watched: WatchedContext;
  let page: Page;
  let clientId: string;

  beforeAll(async () => {
    watched = await openWatchedContext(start().browser);
    page = await watched.context.newPage();
    const { endpoints } = start().server;
    const admin = await signIn(endpoints.api, endpoints.operators.admin);
    const grant_types = ['urn:ietf:params:oauth:grant-type:device_code'];
    const television = { name: 'Television', type: 'native', grant_types, scopes: ['openid'], first_party: true };
    ({ client_id: clientId } = await addClient(admin, television));
  });
  afterAll(() => watched?.close());

  const heading = (name: string) => page.getByRole('heading', { name, exact: true });
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const addressOf = (path: string) => `${start().server.endpoints.api}${path}`;

  const beginOnDevice = () =>
    eventually(async () => {
      const body = new URLSearchParams({ client_id: clientId, scope: 'openid' });
      const answer = await fetch(addressOf('/oauth/device/auth'), { method: 'POST', body });
      return answer.ok ? ((await answer.json()) as { user_code: string; verification_uri: string }) : undefined;
    });

  async function typeCode(code: string): Promise<void> {
    await page.getByLabel('Code that the device shows').fill(code);
    await button('Continue').click();
  }

  /** As far as the page that asks, which has a button of the same name as the one that leads to it. */
  async function typeNewCode(): Promise<void> {
    await page.goto((await beginOnDevice()).verification_uri);
    await typeCode((await beginOnDevice()).user_code);
    await heading('Sign in to Television on a device?').waitFor();
  }

  it('asks for the code, and helps after a wrong one', async () => {
    await page.goto(addressOf('/oauth/device'));
    const field = page.getByLabel('Code that the device shows');
    await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true);
    await checkState(page, 'portal-device');
    await checkInView(page, { field, button: button('Continue') });
    await typeCode('XXXX-XXXX');
    await page.getByRole('alert').getByText('This code is wrong or has expired.').waitFor();
    await checkState(page, 'portal-device-wrong');
  });

  it('names the client and the code before the sign-in, and signs the device in after it', async () => {
    const { user_code: code } = await beginOnDevice();
    await typeCode(code.toLowerCase());
    await heading('Sign in to Television on a device?').waitFor();
    await page.getByText(code, { exact: true }).waitFor();
    await checkState(page, 'portal-device-confirm');
    await checkInView(page, { continue: button('Continue'), cancel: button('Cancel') });
    await button('Continue').click();
    await heading('Sign in to Television').waitFor();
    await page.getByLabel('E-mail, phone number or username').fill(sam.username);
    await button('Continue').click();
    await page.getByLabel('Password', { exact: true }).fill(sam.password);
    await button('Continue').click();
    await heading('Your device is signed in').waitFor();
    await checkState(page, 'portal-device-done');
  });

  it('signs no device in when the person cancels, on its page or on that of the sign-in', async () => {
    await typeNewCode();
    await button('Cancel').click();
    await page.getByText('The device was not signed in.').waitFor();
    await watched.context.clearCookies();
    await typeNewCode();
    await button('Continue').click();
    await button('Cancel and go back to Television').click();
    await page.getByText('The device was not signed in.').waitFor();
  });

  it('speaks the language of the browser', async () => {
    const dutch = await start().browser.newContext({ locale: 'nl-NL', viewport: { width: 390, height: 844 } });
    dutch.setDefaultTimeout(120_000);
    try {
      const other = await dutch.newPage();
      await other.goto(addressOf('/oauth/device'));
      await other.getByRole('heading', { name: 'Inloggen op een apparaat' }).waitFor();
      expect(await other.evaluate(() => document.documentElement.lang)).toBe('nl');
    } finally {
      await dutch.close();
    }
  });

  it('asks before it signs out, and helps where a site is not known', async () => {
    await page.goto(addressOf('/oauth/authorize?client_id=none'));
    await heading('You cannot be signed in this way').waitFor();
    await checkState(page, 'portal-refused');
    await page.goto(addressOf('/account'));
    await page.getByLabel('E-mail, phone number or username').fill(sam.username);
    await button('Continue').click();
    await page.getByLabel('Password', { exact: true }).fill(sam.password);
    await button('Continue').click();
    await heading('Sign-in methods').waitFor();
    await page.goto(addressOf('/oauth/logout'));
    await heading('Sign out?').waitFor();
    await checkState(page, 'portal-sign-out');
    await button('Sign out').click();
    await heading('You are signed out').waitFor();
  });

  it('finds no fault on the console', () => {
    // The browser's own notes of refusals.
    const faults = watched.faults.filter((fault) => !fault.startsWith('console: Failed to load resource'));
    expect(faults).toEqual([]);
  });
}
