import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findAccessibilityFaults } from '../browser/support/accessibility.ts';
import { launchChromium } from '../browser/support/chromium.ts';
import { sendMail } from './support/mail-client.ts';
import { useSandbox } from './support/running-sandbox.ts';
import { postHttps } from './support/wire-clients.ts';

const sandbox = useSandbox();
const inbox = (path = ''): string => `${sandbox().controlUrl}/inbox${path}`;

/** A foreign server that must not receive requests. */
const elsewhere = createServer((_, response) => void response.end());
const requested: (string | undefined)[] = [];

beforeAll(async () => {
  elsewhere.on('request', ({ url }) => requested.push(url));
  await once(elsewhere.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => elsewhere.close());

const attack = (
  evil: string,
): string => `<html><head><meta http-equiv="refresh" content="0;url=/inbox"><base href="${evil}/">
<link rel="stylesheet" href="${evil}/a.css"><style>body{background:url(${evil}/b.png)}</style></head>
<body><h1>Your code is 482913</h1><script>document.title='run'; fetch('/mails',{method:'DELETE'})</script>
<img src="${evil}/pixel.png" onerror="parent.document.title='run'"><iframe src="${evil}/"></iframe>
<form action="/mails" method="post"><button>Send</button></form><a id="link" href="${evil}/sign-in?token=x">Sign in</a></body></html>`;

async function text(to: string, body: string): Promise<void> {
  const { account_sid: account, auth_token: token, from_number: from } = sandbox().credentials.twilio;
  const authorization = `Basic ${Buffer.from(`${account}:${token}`).toString('base64')}`;
  const form = new URLSearchParams({ To: to, From: from, Body: body });
  await postHttps(sandbox(), `/2010-04-01/Accounts/${account}/Messages.json`, { authorization }, form.toString());
}

async function mail(to: string, subject: string, html: string): Promise<number> {
  await sendMail(sandbox(), { to, subject, html });
  return (await sandbox().client.mails(to)).at(-1)!.id;
}

describe('GET /inbox/mails/{id}/document', () => {
  it('has a sandboxing Content-Security-Policy of its own', async () => {
    const id = await mail('policy@example.com', 'Policy', attack('https://evil.example'));
    const answer = await fetch(inbox(`/mails/${id}/document?view=html`));
    const policy = answer.headers.get('content-security-policy');
    expect(policy).toMatch(/^sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; /);
    expect(policy).not.toMatch(/allow-scripts|allow-same-origin|https?:/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('is 404 for an unknown mail or text message', async () => {
    expect((await fetch(inbox('/mails/1/document'))).status).toBe(404);
    expect((await fetch(inbox('/mails/1'))).status).toBe(404);
    expect((await fetch(inbox('/texts/x'))).status).toBe(404);
  });
});

describe('the inbox page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => browser.close());

  async function open(
    path: string,
    { width = 1280, colorScheme = 'light' }: { width?: number; colorScheme?: 'light' | 'dark' } = {},
  ): Promise<Page> {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
    context.setDefaultTimeout(120_000);
    const page = await context.newPage();
    await page.goto(inbox(path));
    return page;
  }

  const sidewaysPixels = (page: Page) =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

  it('says that nothing has arrived, and shows a mail that arrives while it is open', async () => {
    await sandbox().client.request('DELETE', '/mails');
    await sandbox().client.request('DELETE', '/messages');
    const page = await open('');
    await page.getByText('Nothing has arrived yet.').waitFor();
    expect(await findAccessibilityFaults(page, 'everything')).toEqual([]);
    await mail('live@example.com', 'Arrived while open', '<p>Hello</p>');
    await page.getByRole('link', { name: /Arrived while open/ }).waitFor();
    await expect.poll(() => page.getByRole('status').textContent()).toBe('A new message has arrived.');
    page.once('dialog', (dialog) => void dialog.accept());
    await page.getByRole('button', { name: 'Empty' }).click();
    await page.getByText('Nothing has arrived yet.').waitFor();
    await page.context().close();
  });

  it('shows a mail without running scripts, loading resources or sending forms of it', async () => {
    const to = 'attack@example.com';
    const evil = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
    const id = await mail(to, 'Sign in <script>alert(1)</script>', attack(evil));
    const page = await open(`/mails/${id}`);
    const frame = page.frameLocator('iframe');
    await frame.getByText('Your code is 482913').waitFor();
    await page.getByRole('heading', { name: 'Sign in <script>alert(1)</script>' }).waitFor();
    const opened = page.context().waitForEvent('page');
    await frame.getByRole('link', { name: 'Sign in' }).click();
    const popup = await opened;
    await popup.waitForLoadState();
    // Resources of the mail would have been requested before the link.
    expect(requested.filter((url) => url !== '/favicon.ico')).toEqual(['/sign-in?token=x']);
    expect(await popup.evaluate(() => [window.opener, document.referrer])).toEqual([null, '']);
    expect([await page.title(), page.url()]).toEqual([
      'Sign in <script>alert(1)</script> · Sandbox inbox',
      inbox(`/mails/${id}`),
    ]);
    expect(await sandbox().client.mails(to)).toHaveLength(1);
    await page.context().close();
  });

  it.each([
    [390, 'light'],
    [390, 'dark'],
    [1280, 'light'],
    [1280, 'dark'],
  ] as const)('fits %i pixels and is accessible in the %s scheme, also with long texts', async (width, colorScheme) => {
    const long = 'Averyveryverylongword'.repeat(20);
    const id = await mail('long@example.com', long, `<p>${'Long '.repeat(500)}</p>`);
    await text('+31612340200', `${long} https://shop.example/${long}`);
    const texts = await sandbox().client.messages('+31612340200');
    for (const path of ['', `/mails/${id}`, `/mails/${id}?view=text`, `/texts/${texts[0]!.id}`, '/mails/1']) {
      const page = await open(path, { width, colorScheme });
      expect(await sidewaysPixels(page)).toBe(0);
      expect(await findAccessibilityFaults(page, 'everything')).toEqual([]);
      await page.context().close();
    }
  });

  it('searches on the server, so that search works without scripts', async () => {
    await mail('needle@example.com', 'Needle', '<p>x</p>');
    await mail('hay@example.com', 'Hay', '<p>x</p>');
    const found = await (await fetch(inbox('?q=NEEDLE%40'))).text();
    expect(found).toContain('needle@example.com');
    expect(found).not.toContain('hay@example.com');
    expect(await (await fetch(inbox('?q=%3Cscript%3E'))).text()).toContain('&#60;script&#62;');
  });
});
