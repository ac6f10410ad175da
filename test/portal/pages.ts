import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addSigningInClient, clientRequest } from '../authentication/support/flow-api.ts';
import { hasVisibleFocus } from '../browser/support/keyboard.ts';
import {
  checkInView,
  checkState,
  openWatchedContext,
  type WatchedContext,
} from '../browser/support/watched-context.ts';
import { useStack } from '../support/stack.ts';
import { measureFirstLoad } from './support/first-load.ts';
import type { PortalServer } from './support/portal-server.ts';

/** DESIGN.md section 7. */
const firstLoadLimit = 150_000;

/** The browser's own notes of refused and lost requests, which a test has caused. */
const causedNote = /^console: Failed to load resource/;

/** Part of the walk: the pages as files, and what they show without a person. */
export function describePages(start: () => { browser: Browser; server: PortalServer }): void {
  let watched: WatchedContext;
  let page: Page;

  beforeAll(async () => {
    watched = await openWatchedContext(start().browser);
    page = await watched.context.newPage();
  });
  afterAll(() => watched?.close());

  const addressOf = (path: string) => `${start().server.endpoints.api}${path}`;
  const heading = (name: string) => page.getByRole('heading', { level: 1, name });
  const open = async (path: string, title: string): Promise<void> => {
    await page.goto(addressOf(path));
    await heading(title).waitFor();
  };

  describe('the pages as files', () => {
    it.each([
      '/sign-in',
      '/sign-in?interaction=x',
      '/consent',
      '/signed-out',
      '/account',
      '/account/consents',
      '/account/not-signed-in',
    ])('%s is one document that holds nothing of a person and runs nothing inline', async (path) => {
      const answer = await fetch(addressOf(path));
      const policy = answer.headers.get('content-security-policy') ?? '';
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      for (const directive of [
        "default-src 'none'",
        "script-src 'self';",
        "style-src 'self';",
        "connect-src 'self';",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
      ])
        expect(policy).toContain(directive);
      expect(policy).not.toContain('unsafe');
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
      expect(answer.headers.get('x-frame-options')).toBe('DENY');
      expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(answer.headers.get('x-robots-tag')).toBe('noindex, nofollow');
      expect(answer.headers.get('cache-control')).toBe('no-cache');
      expect(answer.headers.getSetCookie()).toEqual([]);
      expect(await answer.text()).not.toMatch(/<script(?![^>]*src=)|<style| style=| on\w+=/);
    });

    it('caches what is named by its content for a year, and answers 304 for the document', async () => {
      const document = await fetch(addressOf('/sign-in'));
      const [asset] = /\/assets\/[\w.-]+\.js/.exec(await document.text()) ?? [];
      const script = await fetch(addressOf(asset ?? '/none'));
      expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(script.headers.get('content-type')).toContain('text/javascript');
      const etag = document.headers.get('etag') ?? '';
      // Without a Cache-Control of its own, fetch asks for an answer that is no 304.
      const headers = { 'if-none-match': etag, 'cache-control': 'max-age=0' };
      expect((await fetch(addressOf('/sign-in'), { headers })).status).toBe(304);
    });

    it.each([
      ['GET', '/assets/none.js', 404],
      ['GET', '/assets/..%2f..%2fpackage.json', 404],
      ['GET', '/assets/index.html', 404],
      ['POST', '/sign-in', 405],
      ['GET', '/sign-in-elsewhere', 404],
    ])('answers %s %s with %i', async (method, path, status) => {
      expect((await fetch(addressOf(path), { method })).status).toBe(status);
    });

    it('says clearly that a server has no pages', async () => {
      const answer = await fetch(`${useStack().endpoints.api}/sign-in`);
      expect(answer.status).toBe(503);
      expect(await answer.text()).toContain('COUNTERSIGN_PORTAL_FOLDER');
    });
  });

  describe('/sign-in without a sign-in', () => {
    it('says what the page is for, to every eye and ear', async () => {
      await open('/sign-in', 'Sign in from a site or an app');
      await checkState(page, 'portal-direct');
    });

    it('explains an interaction that the server does not know', async () => {
      await open('/sign-in?interaction=unknown', 'There is no sign-in to go on with');
      await checkState(page, 'portal-unknown');
    });

    it('speaks the language of the browser, and the one that is chosen', async () => {
      await page.getByLabel('Language').selectOption('Nederlands');
      await heading('Er is niets om mee verder te gaan').waitFor();
      expect(await page.evaluate(() => document.documentElement.lang)).toBe('nl');
      await page.reload();
      await page.getByLabel('Taal').selectOption('English');
      await heading('There is no sign-in to go on with').waitFor();
    });

    it('asks again when there was no answer', async () => {
      await page.route('**/authentication/start', (route) => route.abort());
      await open('/sign-in?interaction=lost', 'That did not work');
      await page.getByText('Check your connection').waitFor();
      await checkState(page, 'portal-unreachable');
      await page.unroute('**/authentication/start');
      await page.getByRole('button', { name: 'Try again' }).click();
      await heading('There is no sign-in to go on with').waitFor();
    });

    it('shows that it is waiting, and that there is no network', async () => {
      let go = () => {};
      const held = new Promise<void>((resolve) => (go = resolve));
      await page.route('**/authentication/start', async (route) => {
        await held;
        await route.continue();
      });
      await page.goto(addressOf('/sign-in?interaction=slow'));
      await page.getByText('It takes longer than usual').waitFor();
      await watched.context.setOffline(true);
      await page.getByText('You are offline').waitFor();
      await checkState(page, 'portal-waiting');
      await watched.context.setOffline(false);
      await page.getByText('You are offline').waitFor({ state: 'detached' });
      go();
      await heading('There is no sign-in to go on with').waitFor();
      await page.unroute('**/authentication/start');
    });
  });

  describe('/sign-in of a flow', () => {
    /** A flow of this browser, which the page goes on with as after a reload. */
    beforeAll(async () => {
      const clientId = await addSigningInClient({ name: 'Shop' }, start().server.endpoints);
      await page.evaluate(async (body) => {
        const answer = await fetch('/authentication/start', {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
        });
        const { session_id: sessionId } = (await answer.json()) as { session_id: string };
        sessionStorage.setItem('countersign.flow.begun', sessionId);
      }, clientRequest(clientId));
      await open('/sign-in?interaction=begun', 'Sign in to Shop');
    });

    it('loads little', async () => {
      expect(await measureFirstLoad(page)).toBeLessThan(firstLoadLimit);
    });

    it('asks who it is, with what password managers and passkeys need', async () => {
      const name = page.getByLabel('E-mail, phone number or username');
      expect(await name.getAttribute('autocomplete')).toBe('username webauthn');
      await page.getByRole('button', { name: 'Continue', exact: true }).click();
      await page.getByText('Type who you are first.').waitFor();
      await checkState(page, 'portal-identify');
      await checkInView(page, { name, button: page.getByRole('button', { name: 'Continue', exact: true }) });
    });

    it('says nothing of a passkey that it could not offer in the field', async () => {
      await page.route('**/authentication/authenticate', (route) => route.abort());
      const lost = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/authenticate'));
      await page.reload();
      await lost;
      await page.getByRole('button', { name: 'Continue', exact: true }).click();
      await page.getByText('Type who you are first.').waitFor();
      await page.unroute('**/authentication/authenticate');
    });

    it('is gone through by the keyboard in the order of what is seen', async () => {
      await page.getByLabel('E-mail, phone number or username').focus();
      for (const next of [page.getByRole('checkbox'), page.getByRole('button', { name: 'Continue', exact: true })]) {
        await page.keyboard.press('Tab');
        await expect.poll(() => next.evaluate((element) => element === document.activeElement)).toBe(true);
        await expect.poll(() => hasVisibleFocus(page)).toBe(true);
      }
    });

    it('mirrors from right to left', async () => {
      await page.evaluate(() => (document.documentElement.dir = 'rtl'));
      const box = await page.getByRole('checkbox').boundingBox();
      const words = await page.getByText('Keep me signed in on this device').boundingBox();
      expect(box?.x).toBeGreaterThan((words?.x ?? Infinity) + (words?.width ?? 0) - 1);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(
        0,
      );
      await page.evaluate(() => (document.documentElement.dir = 'ltr'));
    });

    it('is used by the keyboard alone', async () => {
      const headingTop = async () => (await page.getByRole('heading', { level: 1 }).boundingBox())?.y;
      const top = await headingTop();
      await page.getByLabel('E-mail, phone number or username').focus();
      await page.keyboard.type('mia@example.com');
      await page.keyboard.press('Enter');
      const password = page.getByLabel('Password', { exact: true });
      await password.waitFor();
      expect(await headingTop()).toBe(top);
      await expect.poll(() => password.evaluate((field) => field === document.activeElement)).toBe(true);
      await page.keyboard.type('not the password');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Space');
      await expect.poll(() => password.getAttribute('type')).toBe('text');
      await expect.poll(() => hasVisibleFocus(page)).toBe(true);
      await checkState(page, 'portal-password');
      await checkInView(page, { password, button: page.getByRole('button', { name: 'Continue', exact: true }) });
      await page.getByRole('button', { name: 'Change' }).click();
      await heading('Sign in to Shop').waitFor();
    });

    it('goes on after a reload, and is nothing in another browser', async () => {
      await page.reload();
      await heading('Sign in to Shop').waitFor();
      const stolen = await page.evaluate(() => sessionStorage.getItem('countersign.flow.begun'));
      const other = await (await watched.openAnother()).newPage();
      await other.goto(addressOf('/sign-in'));
      await other.evaluate((id) => sessionStorage.setItem('countersign.flow.begun', id ?? ''), stolen);
      await other.goto(addressOf('/sign-in?interaction=begun'));
      await other.getByRole('heading', { name: 'There is no sign-in to go on with' }).waitFor();
    });
  });

  describe('the other pages', () => {
    it.each([
      ['/signed-out', 'You are signed out'],
      ['/consent', 'There is no sign-in to go on with'],
      ['/account', 'Sign in to Countersign'],
      ['/account#signed-in', 'Sign in to see your account'],
      ['/account/not-signed-in', 'You are not signed in'],
    ])('%s says how it stands', async (path, title) => {
      await open(path, title);
      await checkState(page, `portal${path.replaceAll(/[/#]/g, '-')}`);
    });
  });

  it('finds no fault on the console, and no request to another server', () => {
    expect(watched.faults.filter((fault) => !causedNote.test(fault))).toEqual([]);
  });
}
