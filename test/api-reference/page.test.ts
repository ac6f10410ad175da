import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../browser/support/chromium.ts';
import { useStack } from '../support/stack.ts';
import { readDocument } from './support/document.ts';

const { endpoints } = useStack();
const policy =
  /^default-src 'none'; script-src 'self'; style-src-elem ('sha256-[\w+/]+=' ?){3}; style-src-attr 'unsafe-inline'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/;

describe('GET /docs', () => {
  it('has only scripts of this server, under a policy that allows no others', async () => {
    const answer = await fetch(`${endpoints.api}/docs`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(answer.headers.get('content-security-policy')).toMatch(policy);
    const page = await answer.text();
    const sources = [...page.matchAll(/<script([^>]*)>([^<]*)</g)].map(([, attributes, content]) => [
      attributes,
      content,
    ]);
    expect(sources).toEqual([
      [expect.stringMatching(/^ src="\/docs\/[0-9a-f]{16}\/scalar\.js"$/), ''],
      [expect.stringMatching(/^ src="\/docs\/[0-9a-f]{16}\/start\.js"$/), ''],
    ]);
    expect(page).not.toMatch(/<style|style="|\son\w+="|https?:/);
  });

  it('is revalidated each time and answered with 304 while unchanged', async () => {
    const { headers } = await fetch(`${endpoints.api}/docs`);
    expect([headers.get('cache-control'), headers.get('pragma')]).toEqual(['public, no-cache', null]);
    const again = await fetch(`${endpoints.api}/docs`, {
      headers: { 'if-none-match': headers.get('etag') as string, 'cache-control': 'max-age=0' },
    });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });
});

describe('GET /docs/:version/:file', () => {
  const scripts = async () =>
    [...(await (await fetch(`${endpoints.api}/docs`)).text()).matchAll(/src="([^"]+)"/g)].map(
      ([, src]) => src as string,
    );

  it.each(['gzip', 'identity'])('sends each script as immutable: %s', async (encoding) => {
    for (const path of await scripts()) {
      const answer = await fetch(endpoints.api + path, { headers: { 'accept-encoding': encoding } });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
      expect(answer.headers.get('content-encoding')).toBe(encoding === 'gzip' ? 'gzip' : null);
      expect(answer.headers.get('vary')).toContain('Accept-Encoding');
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(await answer.text()).toContain('Scalar');
    }
  });

  it('answers 404 for another version', async () => {
    expect((await fetch(`${endpoints.api}/docs/0123456789abcdef/scalar.js`)).status).toBe(404);
    expect((await fetch(`${endpoints.api}/docs/0123456789abcdef/package.json`)).status).toBe(400);
  });
});

describe('the page of /docs in a browser', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium();
  });

  afterAll(async () => browser.close());

  interface Opened {
    page: Page;
    /** Errors of the console, exceptions, and requests to another origin. */
    complaints: string[];
  }

  async function open(width: number, height: number, colorScheme: 'light' | 'dark'): Promise<Opened> {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme });
    context.setDefaultTimeout(120_000);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (protocol !== 'data:' && origin !== new URL(endpoints.api).origin) complaints.push(request.url());
    });
    await page.goto(`${endpoints.api}/docs`);
    await page.getByRole('heading', { name: 'Mobile authentication, v4' }).waitFor();
    return { page, complaints };
  }

  const picture = async (page: Page, name: string) => {
    const folder = process.env['PICTURES'];
    if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
  };

  // A string, as the types of the tests have no DOM.
  const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

  it.each([
    [390, 844, 'light'],
    [390, 844, 'dark'],
    [1280, 900, 'light'],
    [1366, 650, 'dark'],
    [1920, 1080, 'light'],
  ] as const)('fits %i x %i, %s, without foreign requests and policy violations', async (width, height, scheme) => {
    const { page, complaints } = await open(width, height, scheme);
    await picture(page, `top-${width}-${scheme}`);
    await page.goto(`${endpoints.api}/docs#tag/mobile-authentication-v4/POST/oauth/api/v4/authenticate/user`);
    await page.getByRole('heading', { name: 'Initialise a mobile authentication' }).first().waitFor();
    await expect.poll(() => page.evaluate(overflow)).toBe(0);
    const background = async () => {
      const color = String(await page.evaluate('getComputedStyle(document.body).backgroundColor'));
      return Number(/\d+/.exec(color)?.[0] ?? 0) > 127 ? 'light' : 'dark';
    };
    await expect.poll(background).toBe(scheme);
    await picture(page, `operation-${width}-${scheme}`);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  describe('on a desk', () => {
    let opened: Opened;

    beforeAll(async () => {
      opened = await open(1280, 900, 'light');
    });

    afterAll(async () => opened.page.context().close());

    it('offers no request client, chat or other service of the vendor', async () => {
      const { page } = opened;
      const texts = await page.locator('body').innerText();
      expect(texts).not.toMatch(/Test Request|Open API Client|Ask AI|ChatGPT|Cursor|VS Code|MCP/i);
      const links = await page
        .locator('a[href^="http"]')
        .evaluateAll((list) => list.map((link) => link.getAttribute('href')));
      // The library's name below the list is a link.
      expect(links).toEqual([expect.stringMatching(/^https:\/\/scalar\.com\//)]);
    });

    it('shows the sections of the document in the order of their audiences', async () => {
      const { page } = opened;
      const groups = (await readDocument())['x-tagGroups'];
      expect(groups.map(({ name }) => name)).toEqual([
        'Websites',
        'End users',
        'Persons',
        'Sign-in',
        'Apps',
        'Operators',
        'Configuration',
        'Operations',
      ]);
      const sidebar = page.getByRole('complementary', { name: /^Sidebar/ });
      for (const { name } of groups) await sidebar.getByRole('button', { name: `Open Group - ${name}` }).click();
      const texts = groups.flatMap(({ name, tags }) => [name, ...tags]);
      const places = async () => {
        const shown = await sidebar.innerText();
        return texts.map((text) => shown.indexOf(`\n${text}\n`));
      };
      await expect.poll(places).not.toContain(-1);
      const found = await places();
      expect(found).toEqual(found.toSorted((left, right) => left - right));
    });

    it('finds an operation by search and opens it', async () => {
      const { page, complaints } = opened;
      await page
        .getByRole('button', { name: /search/i })
        .first()
        .click();
      await page
        .getByRole('combobox')
        .or(page.getByRole('searchbox'))
        .or(page.getByPlaceholder(/search/i))
        .last()
        .fill('replay');
      await picture(page, 'search');
      await page
        .getByRole('option', { name: /Deliver the callback/ })
        .first()
        .click();
      await page
        .getByRole('heading', { name: /Deliver the callback/ })
        .first()
        .waitFor();
      expect(new URL(page.url()).hash).toContain('replay');
      expect(complaints).toEqual([]);
    });
  });
});
