import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  activation,
  activationByCode,
  askForToken,
  createToken,
  login,
  personOn,
} from '../action-tokens/support/tokens.ts';
import { PocketPhone } from '../browser/support/pocket-phone.ts';
import {
  checkInView,
  checkState,
  openWatchedContext,
  type WatchedContext,
} from '../browser/support/watched-context.ts';
import { mailsTo } from '../messages/support/mails-to.ts';
import { uniqueEmail } from '../persons/support/persons-api.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { createConfigurationApi } from '../configuration/support/configuration-api.ts';
import type { PortalServer } from './support/portal-server.ts';

/** The browser's own notes of the refusals that a test has caused. */
const causedNote = /^console: Failed to load resource/;

/** Part of the walk: the link of an action token, in a real browser. */
export function describeToken(start: () => { browser: Browser; server: PortalServer }): void {
  let watched: WatchedContext;
  let page: Page;

  beforeAll(async () => {
    watched = await openWatchedContext(start().browser);
    page = await watched.context.newPage();
  });
  afterAll(async () => {
    await setActivation(null);
    await watched?.close();
  });

  const endpoints = () => start().server.endpoints;
  const addressOf = (path: string) => `${endpoints().api}${path}`;
  const heading = (name: string, on = page) => on.getByRole('heading', { level: 1, name, exact: true });
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const configure = async (group: 'features' | 'general-settings', values: object) => {
    const { status, body } = await createConfigurationApi(endpoints()).patch(`/${group}`, values);
    expect(status, JSON.stringify(body)).toBe(204);
  };
  const setActivation = (value: true | null) => configure('general-settings', { person_activation_enabled: value });
  const newPerson = () => personOn(endpoints());
  const linkOf = async (personId: string, actions: readonly object[] = [login]) => {
    const { token, activation_code: code } = await createToken(personId, actions, endpoints());
    return { token: token as string, code: code as string, url: addressOf(`/token/?token=${token}`) };
  };

  it('is a document that is kept in no cache, sends no referrer and does not hold the token', async () => {
    const { url, token } = await linkOf(await newPerson());
    const answer = await fetch(url);
    expect([answer.status, answer.headers.get('cache-control'), answer.headers.get('referrer-policy')]).toEqual([
      200,
      'no-store',
      'no-referrer',
    ]);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await answer.text()).not.toContain(token);
  });

  it('shows what will happen, and takes the token out of the address, the history and every request', async () => {
    const { url, token } = await linkOf(await newPerson());
    const asked: string[] = [];
    page.on('request', (request) => void asked.push(`${request.url()} ${request.headers()['referer'] ?? ''}`));
    await page.goto(url);
    await heading('Sign in by this link').waitFor();
    await page.getByText('you are signed in with this browser.').waitFor();
    expect(page.url()).toBe(addressOf('/token/'));
    expect(asked.filter((request) => request.includes(token))).toEqual([`${url} `]);
    const kept = await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }, history.state]));
    expect(kept).not.toContain(token);
    expect(await page.content()).not.toContain(token);
    await checkState(page, 'portal-token');
    await checkInView(page, { heading: heading('Sign in by this link') });
  });

  it('uses nothing up by being opened, and keeps no link for a reload', async () => {
    const { url } = await linkOf(await newPerson());
    for (let time = 0; time < 3; time += 1) {
      const scanner = await (await watched.openAnother()).newPage();
      await scanner.goto(url);
      await heading('Sign in by this link', scanner).waitFor();
      await scanner.close();
    }
    await page.goto(url);
    await button('Sign in').waitFor();
    await page.reload();
    await heading('Open the link again').waitFor();
    await checkState(page, 'portal-token-gone');
  });

  it('signs in by a press, and only once', async () => {
    const { url } = await linkOf(await newPerson());
    await page.goto(url);
    await button('Sign in').click();
    await heading('Sign-in methods')
      .or(page.getByRole('heading', { name: 'Your account' }))
      .first()
      .waitFor();
    await page.goto(url);
    await heading('This link does not work').waitFor();
    await checkState(page, 'portal-token-invalid');
    await button('Sign in').click();
    await page.waitForURL(addressOf('/account'));
  });

  it('names that another account is signed out', async () => {
    const { url } = await linkOf(await newPerson());
    await page.goto(url);
    await page.getByText('the account that is signed in here now is signed out.').waitFor();
    await checkState(page, 'portal-token-other');
    await button('Sign in').click();
    await page.waitForURL(addressOf('/account'));
  });

  it('asks for the code that came by another way, and is used by the keyboard alone', async () => {
    await setActivation(true);
    const { url, code } = await linkOf(await newPerson(), [activationByCode]);
    await page.goto(url);
    await heading('Activate your account').waitFor();
    const field = page.getByLabel('Code of 6 digits');
    const wrong = code === '000000' ? '111111' : '000000';
    await field.focus();
    await page.keyboard.type(wrong);
    await page.getByText('You have 4 more tries.').waitFor();
    await checkState(page, 'portal-token-code');
    await field.fill('');
    await page.keyboard.type(code);
    await heading('Your account is active').waitFor();
    await checkState(page, 'portal-token-done');
  });

  it('asks for a new link, which works in the browser that asked alone where the setting says so', async () => {
    await setActivation(true);
    await configure('general-settings', { action_token_same_device: true });
    const email = uniqueEmail();
    const links = async () =>
      (await mailsTo(email)).flatMap(({ text }) => /https?:\/\/\S+\/token\/\?token=[\w-]+/.exec(text ?? '') ?? []);
    await personOn(endpoints(), { email_addresses: [{ value: email }] });
    const first = await eventually(async () => (await links())[0]);
    await page.goto(addressOf('/token/?token=unknown'));
    await heading('This link does not work').waitFor();
    await page.getByLabel('E-mail address').fill(email);
    await button('Send me a new link').click();
    await page.getByText('a new link is on its way').waitFor();
    await checkState(page, 'portal-token-new-link');
    const link = await eventually(async () => (await links()).find((one) => one !== first));
    const elsewhere = await (await watched.openAnother()).newPage();
    await elsewhere.goto(link);
    await heading('This link does not work', elsewhere).waitFor();
    await page.goto(link);
    await button('Activate and sign in').click();
    await page.waitForURL(addressOf('/account'));
    await configure('general-settings', { action_token_same_device: null });
  });

  it('speaks Dutch', async () => {
    const { url } = await linkOf(await newPerson(), [activation, login]);
    await page.goto(url);
    await heading('Activate your account').waitFor();
    await page.getByLabel('Language').selectOption('Nederlands');
    await heading('Uw account activeren').waitFor();
    await checkState(page, 'portal-token-dutch');
    await page.getByLabel('Taal').selectOption('English');
    await button('Activate and sign in').click();
    await page.waitForURL(addressOf('/account'));
    await setActivation(null);
  });

  it('acts at once where the setting says so', async () => {
    const { url } = await linkOf(await newPerson());
    await configure('general-settings', { action_token_by_get: true });
    // Who is signed in as another person is asked.
    await page.context().clearCookies();
    await page.goto(url);
    await page.waitForURL(addressOf('/account'));
    await configure('general-settings', { action_token_by_get: null });
  });

  it('says when there is no answer, and asks again', async () => {
    const { url } = await linkOf(await newPerson());
    await page.route('**/authentication/token/describe', (route) => route.abort());
    await page.goto(url);
    await page.getByText('Check your connection').waitFor();
    await page.unroute('**/authentication/token/describe');
    await button('Try again').click();
    await heading('Sign in by this link').waitFor();
    // The answer to the press is lost: the page repeats it, and the sign-in is not.
    let lost = 0;
    await page.route('**/authentication/authenticate', async (route) => {
      lost += 1;
      await route.fetch();
      return route.abort();
    });
    await button('Sign in').click();
    await page.waitForURL(addressOf('/account'));
    expect(lost).toBe(1);
    await page.unroute('**/authentication/authenticate');
  });

  it("leads from the README's link to the shop, signed in", async () => {
    const shop = start().server.pages.siteUrl;
    const { status, body } = await askForToken(
      'sam',
      { actions: [login], redirect_uri: `${shop}/sign-in` },
      endpoints(),
    );
    expect(status, JSON.stringify(body)).toBe(201);
    const newcomer = await (await watched.openAnother()).newPage();
    await newcomer.goto(body.url as string);
    await newcomer.getByText(new URL(shop).host).waitFor();
    await newcomer.getByRole('button', { name: 'Sign in', exact: true }).click();
    await newcomer.getByRole('heading', { name: 'Hello Sam' }).waitFor();
    expect(new URL(newcomer.url()).origin).toBe(shop);
    await configure('general-settings', {
      action_token_redirects: [`${shop}/sign-in`, addressOf('/account')],
    });
    await openFromPhone(newcomer);
  });

  /** The phone of the customer who is signed in to the shop opens their account. */
  async function openFromPhone(shop: Page): Promise<void> {
    await shop.getByRole('link', { name: 'Connect a phone', exact: true }).click();
    const opened = shop.context().waitForEvent('page');
    await shop.getByRole('link', { name: 'Open the phone' }).click();
    const phone = new PocketPhone(await opened);
    await phone.setUp('Sam’s phone', 'Android');
    await phone.goTo('Settings');
    await checkState(phone.page, 'phone-open-my-account');
    const account = shop.context().waitForEvent('page');
    await phone.button('Open my account').click();
    const tab = await account;
    await tab.getByText('you are signed in with this browser, as in your app.').waitFor();
    await tab.getByRole('button', { name: 'Sign in', exact: true }).click();
    await tab.waitForURL(addressOf('/account'));
  }

  it('finds no fault on the console, and no request to another server', () => {
    expect(watched.faults.filter((fault) => !causedNote.test(fault))).toEqual([]);
  });
}
