import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addMethod } from '../../src/commands/persons/sign-in-methods/enrollment/add-method.ts';
import { verifyMethod } from '../../src/commands/persons/sign-in-methods/enrollment/verify-method.ts';
import { makeRecoveryCodes } from '../../src/commands/persons/sign-in-methods/recovery-codes/make-recovery-codes.ts';
import { SignInMethod } from '../../src/entities/persons/sign-in-method.ts';
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
import { createTestPerson, uniqueEmail } from '../persons/support/persons-api.ts';
import { codeOfStep, stepAt } from '../sign-in-methods/support/app-codes.ts';
import { origin } from '../sign-in-methods/support/person-database.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { createTestDeps } from '../support/own-server.ts';
import { codeIn, textMessagesTo } from '../support/text-messages.ts';
import { describeConsentPage } from './at-a-site/consent-page.ts';
import type { PortalServer } from './support/portal-server.ts';
import { addVirtualPasskeys, type VirtualPasskeys } from './support/virtual-passkeys.ts';

/** Part of the walk: one person signs in by each method that the other parts do not use. */
export function describeEveryMethod(start: () => { browser: Browser; server: PortalServer }): void {
  let watched: WatchedContext;
  let page: Page;
  let deps: Deps;
  let person: TestPerson;
  let passkeys: VirtualPasskeys;
  let recoveryCodes: string[];
  let app: { secret: string; step: number };

  beforeAll(async () => {
    const { server, browser } = start();
    watched = await openWatchedContext(browser);
    page = await watched.context.newPage();
    deps = await createTestDeps(server.environment);
    person = await addPersonWithPassword(deps, server.endpoints);
    passkeys = await addVirtualPasskeys(page);
    recoveryCodes = await makeRecoveryCodes(deps, { personId: person.id, origin });
    app = await addApp();
  });
  afterAll(async () => {
    await watched?.close();
    await deps?.close();
  });

  const heading = (name: string) => page.getByRole('heading', { name, exact: true });
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const choose = (name: RegExp) => page.getByRole('button', { name }).click();
  const addressOf = (path: string) => `${start().server.endpoints.api}${path}`;
  const messages = () => textMessagesTo(start().server.endpoints, person.phone);

  /** An app that was added by the code of a step, which is used up. */
  async function addApp(): Promise<{ secret: string; step: number }> {
    const { id, shown } = await addMethod(deps, { personId: person.id, type: 'authenticator_app', origin });
    const secret = shown['secret'] as string;
    const step = stepAt();
    await verifyMethod(deps, { personId: person.id, methodId: id, proof: { code: codeOfStep(secret, step) }, origin });
    return { secret, step };
  }

  /** Begins anew, as a browser that is not known, with a name. */
  async function begin(name: string, level: 1 | 2 = 1): Promise<void> {
    await watched.context.clearCookies();
    await passkeys.answer(false);
    await page.goto(addressOf(`/account/sign-in?level=${level}`));
    await heading('Sign in to Countersign').waitFor();
    await page.getByLabel('E-mail, phone number or username').fill(name);
    await button('Continue').click();
    await heading('Enter your password').waitFor();
  }

  async function typePassword(): Promise<void> {
    await page.getByLabel('Password', { exact: true }).fill(rightPassword);
    await button('Continue').click();
  }

  it.each([
    ['sms', 'Code by text message'],
    ['whatsapp', 'Code by WhatsApp'],
  ])('signs in by a code of a message: %s', async (channel, name) => {
    await begin(`${person.phone.slice(0, 3)} ${person.phone.slice(3, 6)} ${person.phone.slice(6)}`);
    await button('Try another way').click();
    await heading('How do you want to sign in?').waitFor();
    await checkState(page, 'portal-choose');
    await button(name).click();
    await heading('Get a code').waitFor();
    await checkState(page, `portal-send-${channel}`);
    await button('Send the code').click();
    await heading('Check your phone').waitFor();
    const field = page.getByLabel('Code of 6 digits');
    await checkInView(page, { field, button: button('Continue') });
    const sent = await eventually(async () => (await messages()).find((message) => message.channel === channel));
    await field.fill(codeIn(sent));
    await heading('Sign-in methods').waitFor();
  });

  it('steps up by an authenticator app', async () => {
    await begin(person.email, 2);
    await typePassword();
    await choose(/^Authenticator app/);
    await heading('Enter the code of your app').waitFor();
    await checkState(page, 'portal-app');
    const done = heading('Sign-in methods');
    const refused = page.getByText('That code is not right.');
    // A machine that stands still for a minute types a code that is too old: the next one is right.
    for (let tries = 0; tries < 3; tries += 1) {
      app.step = Math.max(app.step + 1, stepAt());
      await page.getByLabel('Code of the app').fill(codeOfStep(app.secret, app.step));
      await done.or(refused).first().waitFor();
      if (await done.isVisible()) break;
    }
    await done.waitFor();
  });

  it('steps up by a recovery code, and helps after a wrong one', async () => {
    await begin(person.email, 2);
    await typePassword();
    await heading('One more step').waitFor();
    await checkState(page, 'portal-every-second-factor');
    await choose(/^Recovery code/);
    const field = page.getByLabel('Recovery code');
    await field.fill('none of them');
    await button('Continue').click();
    await page.getByText('That code is not right.').waitFor();
    await checkState(page, 'portal-recovery-code');
    await checkInView(page, { field, button: button('Continue') });
    await field.fill(recoveryCodes[0]!);
    await button('Continue').click();
    await heading('Sign-in methods').waitFor();
  });

  it('steps up by a passkey, and signs in by one that is chosen in the field', async () => {
    await passkeys.answer(true);
    await button('Add a passkey').click();
    await page.getByText('was added.').waitFor();
    await begin(person.email, 2);
    await typePassword();
    await choose(/^Passkey/);
    await heading('Use your passkey').waitFor();
    await checkState(page, 'portal-passkey');
    await passkeys.answer(true);
    await button('Use a passkey').click();
    await heading('Sign-in methods').waitFor();
    await watched.context.clearCookies();
    // The browser offers it among the names, and the authenticator answers at once.
    await page.goto(addressOf('/account/sign-in'));
    await heading('Sign-in methods').waitFor();
  });

  it('has a password changed that is right and may be used no longer', async () => {
    await deps.em().nativeUpdate(SignInMethod, { person: person.id, type: 'password' }, { mustChange: true });
    await begin(person.email);
    await typePassword();
    await heading('Choose a new password').waitFor();
    const field = page.getByLabel('New password', { exact: true });
    await checkInView(page, { field, button: button('Save and go on') });
    await field.fill('password');
    await button('Save and go on').click();
    await page.getByText('That password is too easy to guess.').waitFor();
    await checkState(page, 'portal-new-password');
    await field.fill('a pond with seven quiet herons');
    await button('Save and go on').click();
    await heading('Sign-in methods').waitFor();
  });

  describeConsentPage(() => ({ page, server: start().server }));

  it('helps where an account has no way that is strong enough', async () => {
    const email = uniqueEmail();
    const profile = { email_addresses: [{ value: email, primary: true, verified: true }] };
    await createTestPerson(profile, start().server.endpoints);
    await begin(email, 2);
    await button('Try another way').click();
    await choose(/^Code by e-mail/);
    const { code } = await codeMailAfter(email, () => button('Send the code').click());
    await page.getByLabel('Code of 6 digits').fill(code);
    await heading('There is no way left to go on').waitFor();
    await checkState(page, 'portal-no-way');
  });

  it('finds no fault on the console, and no request to another server', () => {
    // The browser's own notes of the refusals above.
    const faults = watched.faults.filter((fault) => !fault.startsWith('console: Failed to load resource'));
    expect(faults).toEqual([]);
  });
}
