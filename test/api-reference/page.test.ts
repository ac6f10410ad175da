import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../browser/support/chromium.ts';
import { useStack } from '../support/stack.ts';
import { operationsOf, readDocument } from './support/document.ts';

const { endpoints } = useStack();
let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(async () => browser.close());

describe('GET /docs', () => {
  it('is a page without scripts, and with nothing from elsewhere', async () => {
    const answer = await fetch(`${endpoints.api}/docs`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    const page = await answer.text();
    expect(page).not.toMatch(/<script|style="|src=|\son\w+="|undefined|\[object/);
    expect([...page.matchAll(/href="([^"]*)"/g)].map((match) => match[1]).filter((href) => !/^(#[\w-]+|\/docs\/style\.css|\/openapi\.json)$/.test(href ?? ''))).toEqual([]);
  });

  it('has every operation of the document, once', async () => {
    const page = await (await fetch(`${endpoints.api}/docs`)).text();
    const ids = [...page.matchAll(/class="body" id="([^"]+)"/g)].map((match) => match[1]);
    expect(ids.toSorted()).toEqual(operationsOf(await readDocument()).map(({ operationId }) => operationId).toSorted());
  });

  it.each([
    { width: 1280, height: 900 },
    { width: 390, height: 844 },
  ])('is read at $width points without scrolling sideways, and breaks no policy of its own', async (viewport) => {
    const context = await browser.newContext({ viewport });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await page.goto(`${endpoints.api}/docs`);
    await page.locator('summary', { hasText: '/oauth/api/v4/authenticate/user' }).first().click();
    await page.locator('#post_oauth_api_v4_authenticate_user').waitFor({ state: 'visible' });
    for (const answer of await page.locator('#post_oauth_api_v4_authenticate_user .answer summary').all()) await answer.click();
    // It is a string, as the page of the test knows no document.
    const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    expect(overflow).toBe(0);
    expect(complaints.filter((text) => !text.includes('favicon'))).toEqual([]);
    if (process.env['PICTURES']) {
      await page.screenshot({ path: `${process.env['PICTURES']}/top-${viewport.width}.png` });
      await page.locator('#post_oauth_api_v4_authenticate_user').scrollIntoViewIfNeeded();
      await page.locator('summary', { hasText: '/oauth/api/v4/authenticate/user' }).first().scrollIntoViewIfNeeded();
      await page.screenshot({ path: `${process.env['PICTURES']}/operation-${viewport.width}.png` });
    }
    await context.close();
  });
});
