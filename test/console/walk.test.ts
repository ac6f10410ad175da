import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OperatorPassword } from '../../dev/operators/sign-in-operator.ts';
import { launchChromium } from '../browser/support/chromium.ts';
import { checkState, openWatchedContext, type WatchedContext } from '../browser/support/watched-context.ts';
import { addPersonWithPassword, rightPassword } from '../authentication/support/people.ts';
import type { Deps } from '../../src/runtime/deps.ts';
import { createTestDeps } from '../support/own-server.ts';
import { enrollPhone, type EnrolledPhone } from '../support/enrolled-phone.ts';
import { createWebsite } from '../support/website.ts';
import { createReceiver } from '../support/connections/callback-receiver.ts';
import { signIn as signInByApi } from '../admin/support/admin-api.ts';
import { measureFirstLoad } from '../portal/support/first-load.ts';
import { describeSigningInAgain } from './signing-in-again.ts';
import { startConsoleServer, type ConsoleServer } from './support/console-server.ts';
import { describeChannels } from './channels.ts';
import { describeConfiguration } from './configuration.ts';
import { describeNetwork } from './parts/network.ts';
import { describeProviderTest } from './parts/providers.ts';
import { describePeople } from './people.ts';
import { describeRoles } from './roles.ts';
import { describeSystem } from './system.ts';
import { describeTransactions } from './transactions.ts';

/** DESIGN.md section 7. */
const firstLoadLimit = 250_000;

/** The browser's own notes of refused requests, which a test has caused. */
const causedNote = /^console: Failed to load resource/;

/** A name as an attacker would choose it, and as long as it may be. */
const hostile = '<img src=x onerror="document.title=1"><script>alert(1)</script>';
const long = 'Aleksandra-Konstantina Wilhelmina Papadopoulou-van Bergen-Henegouwen tot Zutphen';

let server: ConsoleServer;
let browser: Browser;
let watched: WatchedContext;
let page: Page;
let phone: EnrolledPhone;
let deps: Deps;

beforeAll(async () => {
  [server, browser] = await Promise.all([startConsoleServer(), launchChromium()]);
  watched = await openWatchedContext(browser);
  page = await watched.context.newPage();
  const admin = await signInByApi(server.endpoints.api, server.endpoints.operators.admin);
  for (const [username, display_name] of [
    ['hostile', hostile],
    ['long', long],
  ])
    await admin.call('POST', '/users', { body: { username, display_name } });
  deps = await createTestDeps(server.environment);
  phone = await enrollPhone(server.endpoints, { userId: 'user-of-the-walk' });
});
afterAll(async () => {
  await watched?.close();
  await browser?.close();
  await deps?.close();
  await server?.stop();
});

const open = (path: string) => page.goto(`${server.endpoints.api}/console${path}`);
const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name });
const button = (name: string | RegExp) => page.getByRole('button', { name });

async function signIn(role: 'admin' | 'operator' | 'helpdesk'): Promise<void> {
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await enterPassword(page, server.endpoints.operators[role]);
}

/** On the sign-in pages. */
async function enterPassword(at: Page, { username, password }: OperatorPassword): Promise<void> {
  const goOn = at.getByRole('button', { name: 'Continue', exact: true });
  await at.getByLabel('E-mail, phone number or username').fill(username);
  await goOn.click();
  await at.getByLabel('Password', { exact: true }).fill(password);
  await goOn.click();
}

async function signOut(name: RegExp): Promise<void> {
  await button(name).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await heading('Countersign console').waitFor();
}

/** Nothing but what the test has caused. */
function expectNoFaults(): void {
  expect(watched.faults.filter((fault) => !causedNote.test(fault))).toEqual([]);
}

describe('the console', { timeout: 600_000 }, () => {
  it('is one document that holds nothing of a person and runs nothing inline', async () => {
    const answer = await fetch(`${server.endpoints.api}/console/users/alex`);
    expect(answer.status).toBe(200);
    const policy = answer.headers.get('content-security-policy') ?? '';
    for (const directive of ["script-src 'self';", "style-src 'self';", "frame-ancestors 'none'", "form-action 'none'"])
      expect(policy).toContain(directive);
    expect(policy).not.toContain('unsafe');
    expect(answer.headers.get('permissions-policy')).not.toContain('publickey');
    expect(await answer.text()).not.toMatch(/<script(?![^>]*src=)|<style| style=| on\w+=/);
    expect((await fetch(`${server.endpoints.api}/console/assets/..%2findex.html`)).status).toBe(404);
    expect((await fetch(`${server.endpoints.api}/console`, { method: 'POST' })).status).toBe(405);
    expect((await fetch(`${server.endpoints.api}/consoles`)).status).toBe(404);
  });

  it('leads to the sign-in and back to the page that was asked for', async () => {
    await open('/users?q=walk');
    await heading('Countersign console').waitFor();
    await checkState(page, 'console-sign-in');
    await signIn('admin');
    await heading('Users').waitFor();
    expect(new URL(page.url()).search).toBe('?q=walk');
  });

  it('loads little', async () => {
    await open('/overview');
    await heading('Overview').waitFor();
    await page.getByText('Callbacks owed').waitFor();
    expect(await measureFirstLoad(page)).toBeLessThan(firstLoadLimit);
  });

  it('keeps every token from the scripts of the page', async () => {
    const kept = await page.evaluate(() =>
      JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }]),
    );
    // The sign-in keeps the state of its request, which is in the address of its answer anyway.
    expect(kept.replaceAll(/"countersign\.flow\.[\w-]{43}"/g, '')).not.toMatch(/cs_console|[\w-]{43}/);
  });

  it('shows what is open and what the day brought', async () => {
    const website = createWebsite(server.endpoints);
    const { body } = await website.initialise({
      type: 'login_with_push',
      user_id: phone.userId,
      device_id: phone.deviceId,
      callback_uri: createReceiver(server.endpoints.sandbox).url,
      message: 'Hi',
    });
    await phone.answer(body.transaction_id);
    await page.getByText('100 % of those that ended').waitFor();
    await checkState(page, 'console-overview');
  });

  it('finds users as one types, and shows every name as text', async () => {
    await page.getByRole('link', { name: 'Users' }).click();
    await page.getByRole('link', { name: /onerror/ }).waitFor();
    await checkState(page, 'console-users');
    await page.getByRole('textbox', { name: 'Search' }).fill('papad');
    await page.getByRole('link', { name: /onerror/ }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: long }).click();
    await heading(long).waitFor();
    await page.getByText('No phone is connected.').waitFor();
    await checkState(page, 'console-user-long');
    await page.goBack();
    await heading('Users').waitFor();
    expect(new URL(page.url()).search).toBe('?q=papad');
    await page.getByRole('textbox', { name: 'Search' }).fill('xqzvkj');
    await page.getByText('No user matches').waitFor();
    await checkState(page, 'console-users-none');
  });

  it('opens a user by the palette, with the keyboard alone', async () => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: /A page, or a part/ }).pressSequentially('overv');
    await page.getByRole('option', { name: 'Overview', selected: true }).waitFor();
    await checkState(page, 'console-palette');
    await page.keyboard.press('Enter');
    await heading('Overview').waitFor();
  });

  it('disconnects a phone after it has said what will happen', async () => {
    await open(`/users/${phone.userId}`);
    await heading(phone.userId).waitFor();
    await page.getByText('Mobile authentication', { exact: true }).first().waitFor();
    await checkState(page, 'console-user');
    await button(/^Actions for phone/).click();
    await checkState(page, 'console-user-menu');
    await page.getByRole('menuitem', { name: 'Disconnect', exact: true }).click();
    await page.getByText('has to connect this phone again').waitFor();
    await checkState(page, 'console-disconnect');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await button(/^Actions for phone/).press('Enter');
    // An open menu gives the focus to its first action; a key before that would not be one of the menu.
    await page.locator('[role=menuitem]:focus').waitFor();
    await page.getByRole('menuitem', { name: 'Disconnect', exact: true }).press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Disconnect', exact: true }).press('Enter');
    await page.getByText('No phone is connected.').waitFor();
    await page.getByText(/^Done: Disconnect/).waitFor();
  });

  it('disables with a reason, enables, and deletes only what is typed', async () => {
    await open('/users?q=onerror');
    await page.getByRole('link', { name: /onerror/ }).click();
    await button('Actions for this user').click();
    await page.getByRole('menuitem', { name: 'Disable', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disable', exact: true }).click();
    await page.getByText('Give a reason.').waitFor();
    await page.getByLabel('Reason', { exact: true }).fill('Called: phone stolen');
    await page.getByRole('dialog').getByRole('button', { name: 'Disable', exact: true }).click();
    await page.getByText('Called: phone stolen').waitFor();
    await button('Actions for this user').click();
    await page.getByRole('menuitem', { name: 'Delete', exact: true }).click();
    await page.getByLabel('Type hostile to confirm').fill('hostil');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('This is not the same text.').waitFor();
    await checkState(page, 'console-delete');
    await page.getByLabel('Type hostile to confirm').fill('hostile');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  describePeople(() => ({ page, endpoints: server.endpoints }));
  describeTransactions(() => ({ page, endpoints: server.endpoints }));
  describeConfiguration(() => ({ page, endpoints: server.endpoints }));
  describeSystem(() => ({ page, endpoints: server.endpoints }));
  describeChannels(() => ({ page, endpoints: server.endpoints }));
  describeProviderTest(() => ({ page, endpoints: server.endpoints }));
  describeNetwork(() => ({ page, endpoints: server.endpoints }));

  it('says that a user, and a page, does not exist', async () => {
    await open('/users/an%20unknown%20name');
    await page.getByText('There is no user an unknown name').waitFor();
    await checkState(page, 'console-user-unknown');
    await open('/no-such-page');
    await page.getByText('There is no such page').first().waitFor();
    await checkState(page, 'console-not-found');
  });

  describeSigningInAgain(() => ({ page, watched, server, enterPassword, user: long }));

  it('speaks Dutch, and is dark when that is chosen', async () => {
    await open('/users');
    await page.getByLabel('Language').selectOption('Nederlands');
    await heading('Gebruikers').waitFor();
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    await button(/Kleuren en uitloggen/).click();
    await page.getByRole('menuitem', { name: 'Donker' }).click();
    await expect.poll(ground).not.toBe(light);
    await page.reload();
    await heading('Gebruikers').waitFor();
    await expect.poll(ground).not.toBe(light);
    await button(/Kleuren en uitloggen/).click();
    await page.getByRole('menuitem', { name: 'Kleuren van het systeem' }).click();
    await page.getByLabel('Taal').selectOption('English');
    await heading('Users').waitFor();
  });

  describeRoles(() => ({ page, endpoints: server.endpoints, deps }));

  it('hides from a role what it may not do, and says so at its address', async () => {
    await signOut(/Colours and sign-out/);
    await watched.context.clearCookies();
    await signIn('helpdesk');
    await heading('Users').waitFor();
    expect(await page.getByRole('link', { name: 'Overview' }).count()).toBe(0);
    await open(`/users/${phone.userId}`);
    await page.getByText('Latest events').waitFor();
    expect(await button('Actions for this user').count()).toBe(0);
    await open('/overview');
    await page.getByText('Your role does not allow this').waitFor();
    await checkState(page, 'console-not-allowed');
  });

  it('shows an operator of the phone its navigation in a narrow window', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await button('Open the navigation').click();
    await checkState(page, 'console-navigation');
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('dialog').getByRole('link', { name: 'Users' }).click();
    await heading('Users').waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('explains to a person without a role that they are no operator, and lets another one sign in', async () => {
    const { email } = await addPersonWithPassword(deps, server.endpoints);
    await page.setViewportSize({ width: 1280, height: 800 });
    await watched.context.clearCookies();
    await open('/users');
    await button('Sign in').click();
    await enterPassword(page, { username: email, password: rightPassword });
    await page.getByText('You are no operator').waitFor();
    await checkState(page, 'console-no-roles');
    expect(await page.getByRole('link', { name: 'Users' }).count()).toBe(0);
    await button('Sign out').click();
    await heading('Countersign console').waitFor();
  });

  it('asked no other machine for anything, and met no error', () => {
    expectNoFaults();
  });
});
