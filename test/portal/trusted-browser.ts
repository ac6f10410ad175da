import { randomBytes, randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPolicy } from '../../src/commands/authentication/policies/change-policies.ts';
import { TrustedDevice } from '../../src/entities/authentication/trusted-device.ts';
import { OauthArtifact } from '../../src/entities/tokens/oauth-artifact.ts';
import type { Deps } from '../../src/runtime/deps.ts';
import {
  addPersonWithPassword,
  codeMailAfter,
  rightPassword,
  type TestPerson,
} from '../authentication/support/people.ts';
import {
  checkInView,
  checkState,
  openWatchedContext,
  type WatchedContext,
} from '../browser/support/watched-context.ts';
import { origin } from '../sign-in-methods/support/person-database.ts';
import { createTestDeps } from '../support/own-server.ts';
import type { PortalServer } from './support/portal-server.ts';

/** Part of the walk: a person of whom policy asks two proofs trusts their browser, and ends that in their account. */
export function describeTrustedBrowser(start: () => { browser: Browser; server: PortalServer }): void {
  let watched: WatchedContext;
  let page: Page;
  let deps: Deps;
  let person: TestPerson;

  beforeAll(async () => {
    const { server, browser } = start();
    watched = await openWatchedContext(browser);
    page = await watched.context.newPage();
    deps = await createTestDeps(server.environment);
    person = await addPersonWithPassword(deps, server.endpoints);
    await createPolicy(deps, {
      origin,
      values: {
        ...{ name: 'Two proofs', kind: 'user', subjectId: person.id, minimumLevel: 1, factors: 2 },
        ...{ methods: ['password', 'email'], firstFactors: ['password'] },
        ...{ maxSessionAge: null, trustedDeviceDays: 30, conditions: [] },
      },
    });
  });
  afterAll(async () => {
    await watched?.close();
    await deps?.close();
  });

  const heading = (name: string) => page.getByRole('heading', { name, exact: true });
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const trustBox = () => page.getByRole('checkbox', { name: /^Trust this browser for 30 days/ });
  const codeField = () => page.getByLabel('Code of 6 digits');
  const browsers = () => page.getByRole('list', { name: 'Trusted browsers' }).getByRole('listitem');
  const addressOf = (path: string) => `${start().server.endpoints.api}${path}`;

  async function provePassword(): Promise<void> {
    await page.goto(addressOf('/account'));
    await page.getByLabel('E-mail, phone number or username').fill(person.email);
    await button('Continue').click();
    await page.getByLabel('Password', { exact: true }).fill(rightPassword);
    expect(await trustBox().count()).toBe(0);
    await button('Continue').click();
  }

  const openSessions = () => page.getByRole('link', { name: 'Sessions and devices' }).click();

  async function signOut(): Promise<void> {
    await button('Sign out').click();
    await heading('You are signed out').waitFor();
  }

  /** As far as the field, in which the last digit goes on by itself. */
  async function askForCode(): Promise<string> {
    const { code } = await codeMailAfter(person.email, () => button('Send the code').click());
    await heading('Check your e-mail').waitFor();
    return code;
  }

  it('offers to trust it beside the second proof, and does not by itself', async () => {
    await provePassword();
    const code = await askForCode();
    expect(await trustBox().isChecked()).toBe(false);
    await page.getByText('Only on a device that you alone use.').waitFor();
    await checkState(page, 'portal-trust');
    await checkInView(page, { box: trustBox(), code: codeField() });
    await codeField().fill(code);
    await openSessions();
    await page.getByText('You trust no browser.').waitFor();
    await checkState(page, 'portal-trusted-none');
    await signOut();
  });

  it('is trusted by a tick, which the account shows', async () => {
    await provePassword();
    const code = await askForCode();
    await trustBox().check();
    await codeField().fill(code);
    await openSessions();
    await browsers().getByText('This browser').waitFor();
    expect(await browsers().count()).toBe(1);
    await browsers()
      .getByRole('heading', { name: /^Chrome on / })
      .waitFor();
    await browsers().getByText('Trusted from 127.0.0.1').waitFor();
    await page.getByLabel('Language').selectOption('nl');
    await page.getByRole('heading', { name: 'Vertrouwde browsers' }).waitFor();
    await checkState(page, 'portal-trusted-dutch');
    await page.getByLabel('Taal').selectOption('en');
    await signOut();
  });

  it('needs one proof from then on', async () => {
    for (const userAgent of ['Windows Firefox/145.0', 'iPhone Version/19.0 Safari/604.1']) {
      const row = { id: randomUUID(), person: person.id, tokenHash: randomBytes(32), userAgent, createdAt: new Date() };
      await deps.em().insert(TrustedDevice, { ...row, expiresAt: new Date(Date.now() + 86_400_000) });
    }
    await provePassword();
    await heading('Sign-in methods').waitFor();
    await openSessions();
    await browsers().getByText('This browser').waitFor();
    expect(await browsers().count()).toBe(3);
    await checkState(page, 'portal-trusted');
  });

  it('keeps what cannot be ended, and explains it', async () => {
    await page.route('**/self-service/v1/trusted-devices/*', (route) => route.abort());
    await button('End trust: Firefox on Windows').click();
    await page.getByText('There is no answer. Check your connection, and try again.').waitFor();
    await page.unroute('**/self-service/v1/trusted-devices/*');
    expect(await browsers().count()).toBe(3);
  });

  it('ends the trust in one', async () => {
    await button('End trust: Firefox on Windows').click();
    await page.getByText('“Firefox on Windows” is not trusted any more.').waitFor();
    await expect.poll(() => browsers().count(), { timeout: 120_000 }).toBe(2);
    expect(await heading('Trusted browsers').evaluate((title) => title === document.activeElement)).toBe(true);
  });

  it('ends it in all, and needs two proofs again', async () => {
    await button('End trust in all').click();
    await page.getByText('No browser is trusted any more.').waitFor();
    await page.getByText('You trust no browser.').waitFor();
    await signOut();
    await provePassword();
    await button('Send the code').waitFor();
  });

  it('signs out of another browser, and of all', async () => {
    const sessions = () => page.getByRole('list', { name: 'Signed in now' }).getByRole('listitem');
    const { code } = await codeMailAfter(person.email, () => button('Send the code').click());
    await codeField().fill(code);
    for (const userAgent of ['Windows Firefox/145.0', 'iPhone Version/19.0 Safari/604.1', 'Android Chrome/140.0']) {
      const payload = { acr: 'urn:countersign:acr:1', methods: ['password'], userAgent, ipAddress: '192.0.2.9' };
      await deps.em().insert(OauthArtifact, {
        ...{ id: randomBytes(32), model: 'Session', uid: randomUUID(), accountId: person.id, type: 'DEFAULT', payload },
        ...{ createdAt: new Date(), expiresAt: new Date(Date.now() + 3_600_000) },
      });
    }
    await openSessions();
    await sessions().getByText('This browser').waitFor();
    expect(await sessions().count()).toBe(4);
    await checkState(page, 'portal-sessions');
    await button('Sign out there: Firefox on Windows').click();
    await page.getByText('“Firefox on Windows” is signed out.').waitFor();
    await expect.poll(() => sessions().count(), { timeout: 120_000 }).toBe(3);
    await page.getByLabel('Language').selectOption('nl');
    await page.getByRole('heading', { name: 'Sessies en apparaten' }).waitFor();
    await checkState(page, 'portal-sessions-dutch');
    await page.getByLabel('Taal').selectOption('en');
    await button('Sign out everywhere else').click();
    await page.getByText('You are signed out everywhere else.').waitFor();
    await expect.poll(() => sessions().count(), { timeout: 120_000 }).toBe(1);
    await signOut();
  });

  it('finds no fault on the console, and no request to another server', () => {
    // The browser's own notes of the refusals above.
    const faults = watched.faults.filter((fault) => !fault.startsWith('console: Failed to load resource'));
    expect(faults).toEqual([]);
  });
}
