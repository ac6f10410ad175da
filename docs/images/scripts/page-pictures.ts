import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { demoCustomers, demoOperators } from '../../../dev/parts/demonstration.ts';

/** Pages that people and operators see, in the sizes and colours of the documents. */
export interface PictureSource {
  browser: Browser;
  /** Address of the API, which serves the pages. */
  api: string;
  /** Address of the shop. */
  site: string;
  /** Address of the sandbox, which has the mails. */
  sandbox: string;
}

const laptop = { width: 1280, height: 800 };
const card = { width: 900, height: 680 };

/** The sign-in as the shop's customers begin it, and the account. */
export async function takePortal(source: PictureSource): Promise<void> {
  await inNewProfile(source, card, async (page) => {
    await page.goto(source.site);
    await page.getByRole('link', { name: 'Sign in with Countersign' }).click();
    await page.getByRole('button', { name: 'Sign in with a passkey' }).waitFor();
    await takeBoth(page, 'sign-in');
  });
  await inNewProfile(source, { width: 900, height: 860 }, async (page) => {
    const [, customer] = demoCustomers;
    await page.goto(`${source.api}/account`);
    await signIn(page, customer!);
    await page.getByRole('heading', { name: 'Sign-in methods' }).waitFor();
    await take(page, 'account');
    await page.getByRole('button', { name: 'Connect your phone' }).click();
    const send = () => page.getByRole('button', { name: 'Send the code' }).click();
    const code = await codeMailedBy(send, source, customer!.email);
    await page.getByLabel('Code of 6 digits').fill(code);
    await page.getByText('You confirmed that it is you').waitFor();
    await page.getByRole('button', { name: 'Connect your phone' }).click();
    await page.getByText('Waiting for your phone').waitFor();
    await page.getByRole('region', { name: 'Connect your phone' }).screenshot({ path: pathOf('connect-phone') });
  });
}

/** The console after the payment of Alex that the other pictures show. */
export async function takeConsole(source: PictureSource): Promise<void> {
  await inNewProfile(source, laptop, async (page) => {
    const open = async (path: string, ready: string) => {
      await page.goto(`${source.api}/console/${path}`);
      await page.getByText(ready, { exact: true }).first().waitFor();
    };
    await page.goto(`${source.api}/console`);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await signIn(page, demoOperators.admin);
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await page.getByRole('heading', { name: 'Mobile authentications' }).waitFor();
    await takeBoth(page, 'console-overview');
    await open('users/alex', 'Devices');
    await take(page, 'console-user');
    await open('transactions', 'payment_with_push');
    await page.getByRole('row').filter({ hasText: 'payment_with_push' }).getByRole('link').first().click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await take(page, 'console-transaction');
    await open('channels', 'Text message');
    await take(page, 'console-channels');
    await open('configuration/mobile-authentication-types/edit/payment_with_push', 'Save');
    await take(page, 'console-type');
  });
}

async function inNewProfile(
  { browser }: PictureSource,
  viewport: { width: number; height: number },
  go: (page: Page) => Promise<void>,
): Promise<void> {
  const context: BrowserContext = await browser.newContext({ viewport, reducedMotion: 'reduce', locale: 'en-GB' });
  context.setDefaultTimeout(20_000);
  try {
    await go(await context.newPage());
  } finally {
    await context.close();
  }
}

async function signIn(page: Page, { username, password }: { username: string; password: string }): Promise<void> {
  await page.getByLabel('E-mail, phone number or username').fill(username);
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
}

/** The code of the mail that `send` causes: there can be earlier ones. */
async function codeMailedBy(send: () => Promise<void>, { sandbox }: PictureSource, address: string): Promise<string> {
  const ask = async (path: string) => (await fetch(`${sandbox}/mails${path}`)).json();
  const newest = async () =>
    ((await ask(`?to=${encodeURIComponent(address)}`)) as { mails: { id: number }[] }).mails.at(-1)?.id;
  const before = await newest();
  await send();
  for (let tries = 0; tries < 100; tries += 1) {
    const id = await newest();
    const { text = '' } = id === before ? {} : ((await ask(`/${id}`)) as { text?: string });
    const [code] = /\b\d{6}\b/.exec(text) ?? [];
    if (code !== undefined) return code;
    await sleep(200);
  }
  throw new Error(`No code was mailed to ${address}`);
}

/** In light, and with `-dark` behind the name in dark colours. */
async function takeBoth(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark' });
  await take(page, `${name}-dark`);
  await page.emulateMedia({ colorScheme: 'light' });
  await take(page, name);
}

/** Once the network is quiet: what the page still loads would be missing. */
async function take(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.waitForLoadState('networkidle', { timeout: 5000 }).catch(() => undefined);
  await page.screenshot({ path: pathOf(name) });
}

function pathOf(name: string): string {
  return join(import.meta.dirname, '..', `${name}.png`);
}
