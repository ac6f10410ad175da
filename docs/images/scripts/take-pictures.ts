/**
 * Takes the pictures of the documentation from a stack that runs: connects a phone, pays, approves, looks at the workflow
 * and signs in by the phone, in a real browser; then the pages for people and operators. Usage, while `npm start` runs on a new data folder:
 * npm run docs -- --pictures [FOLDER/endpoints.json]
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { demoCustomers } from '../../../dev/parts/demonstration.ts';
import type { Endpoints } from '../../../dev/parts/endpoints.ts';
import { launchChromium } from '../../../test/browser/support/chromium.ts';
import { PocketPhone } from '../../../test/browser/support/pocket-phone.ts';
import { Shop } from '../../../test/browser/support/shop.ts';
import { takeConsole, takePortal } from './page-pictures.ts';

const endpointsFile = process.argv[2] ?? '.data/endpoints.json';
const height = 860;

const endpoints = JSON.parse(readFileSync(endpointsFile, 'utf8')) as Endpoints;
if (!endpoints.demo_site) throw new Error('The stack runs without its pages: start it without --headless');
await disconnectPhones(endpoints, 'alex');
const browser = await launchChromium();
try {
  const context = await browser.newContext({
    viewport: { width: 800, height },
    reducedMotion: 'reduce',
    locale: 'en-GB',
  });
  context.setDefaultTimeout(20_000);
  const { shop, phone } = await connectPhone(context, endpoints.demo_site);

  await shop.pay('On my phone');
  await shop.heading('Waiting for your phone').waitFor();
  await phone.openNotification();
  await takeSideBySide(context, [shop.page, phone.page], 'shop-and-phone.png');

  await phone.button('Approve').click();
  await phone.heading('Approved').waitFor();
  await shop.page.getByText('Signature verified').waitFor();
  await shop.page.getByText(/Callback received at/).waitFor();
  await takeSideBySide(context, [shop.page, phone.page], 'paid-and-approved.png');

  await takeWorkflow(context, endpoints, 'workflow.png');
  await takeSignIn(shop.page, 'sign-in-by-phone.png');
  const pages = { browser, api: endpoints.api, site: endpoints.demo_site, sandbox: endpoints.sandbox };
  await takePortal(pages);
  await takeConsole(pages);
} finally {
  await browser.close();
}

/** Phones of an earlier run: only one of a user gets notifications. */
async function disconnectPhones({ api, clients }: Endpoints, userId: string): Promise<void> {
  const { id, secret } = clients.end_user;
  const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
  const { status } = await fetch(`${api}/oauth/api/v4/users/${userId}/devices`, {
    method: 'DELETE',
    headers: { authorization },
  });
  if (status !== 204) throw new Error(`The phones of ${userId} were not disconnected: ${status}`);
}

/** A customer of the shop, and a phone connected by the link that the shop shows. */
async function connectPhone(context: BrowserContext, site: string): Promise<{ shop: Shop; phone: PocketPhone }> {
  const shop = await Shop.enter(context, site, 'Alex');
  await shop.page.getByRole('link', { name: /^Connect (a|another) phone/ }).click();
  const opened = context.waitForEvent('page');
  await shop.page.getByRole('link', { name: 'Open the phone' }).click();
  const phone = new PocketPhone(await opened);
  await phone.page.setViewportSize({ width: 460, height });
  await phone.setUp('Alex’s phone', 'Android');
  return { shop, phone };
}

/** One picture of several tabs as they are now. */
async function takeSideBySide(context: BrowserContext, tabs: Page[], name: string): Promise<void> {
  const shots = await Promise.all(tabs.map(async (tab) => (await tab.screenshot()).toString('base64')));
  const figures = await Promise.all(
    tabs.map(
      async (tab, index) =>
        `<figure><figcaption>${await tab.title()}</figcaption><img src="data:image/png;base64,${shots[index]}"></figure>`,
    ),
  );
  const sheet = await context.newPage();
  await sheet.setViewportSize({ width: 1320, height: 960 });
  await sheet.setContent(`<style>
    body { margin: 0; display: inline-flex; gap: 16px; padding: 16px; background: #cfd8d5; font: 500 14px sans-serif; color: #15211f }
    figure { margin: 0; border-radius: 10px; overflow: hidden; background: #fff; box-shadow: 0 1px 6px #0003 }
    figcaption { padding: 8px 14px; background: #eef2f0 } img { display: block }
  </style>${figures.join('')}`);
  await sheet.locator('body').screenshot({ path: pathOf(name) });
  await sheet.close();
}

/** Temporal's page of the newest mobile authentication, with its payloads decoded. */
async function takeWorkflow(
  context: BrowserContext,
  { temporal_ui, temporal_namespace }: Endpoints,
  name: string,
): Promise<void> {
  const page = await context.newPage();
  await page.setViewportSize({ width: 1440, height: 1060 });
  const query = encodeURIComponent('WorkflowType="mobileAuthentication"');
  await page.goto(`${temporal_ui}/namespaces/${temporal_namespace}/workflows?query=${query}`);
  await page.locator('a[href$="/timeline"]').first().click();
  await page.getByText('"transactionId"').waitFor();
  await page.getByText('recordOutcome').waitFor();
  await page.mouse.move(0, 0);
  await page.screenshot({ path: pathOf(name) });
}

/** The page that waits for the phone, at the size of a laptop. */
async function takeSignIn(page: Page, name: string): Promise<void> {
  const [customer] = demoCustomers;
  const button = (text: string) => page.getByRole('button', { name: text, exact: true });
  await button('Sign out').click();
  await page.getByRole('link', { name: 'Sign in with your phone' }).click();
  await page.getByLabel('E-mail, phone number or username').fill(customer!.username);
  await button('Continue').click();
  await page.getByLabel('Password', { exact: true }).fill(customer!.password);
  await button('Continue').click();
  await page.getByRole('button', { name: /^Approve on your phone/ }).click();
  await button('Send it to my phone').click();
  await page.getByTestId('verification-code').waitFor();
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.screenshot({ path: pathOf(name) });
}

function pathOf(name: string): string {
  return join(import.meta.dirname, '..', name);
}
