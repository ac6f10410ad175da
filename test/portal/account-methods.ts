import type { Browser, Page } from 'playwright-core';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mailsTo } from '../messages/support/mails-to.ts';
import { codeMailTo, uniquePhone } from '../authentication/support/people.ts';
import { PocketPhone } from '../browser/support/pocket-phone.ts';
import { checkState, openWatchedContext, type WatchedContext } from '../browser/support/watched-context.ts';
import { callPersons, uniqueEmail } from '../persons/support/persons-api.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { codeIn, textMessagesTo } from '../support/text-messages.ts';
import type { PortalServer } from './support/portal-server.ts';

/** Part of the walk: a person adds an app, an address and a number, takes them away again, and undoes a change by the link of its mail. */
export function describeAccountMethods(start: () => { browser: Browser; server: PortalServer }): void {
  let watched: WatchedContext;
  let page: Page;
  let phone: PocketPhone;
  const home = uniqueEmail();

  beforeAll(async () => {
    watched = await openWatchedContext(start().browser);
    page = await watched.context.newPage();
    const json = { email_addresses: [{ value: home, primary: true, verified: true }] };
    await callPersons('POST', '/persons', { json }, start().server.endpoints);
  });
  afterAll(() => watched?.close());

  const heading = (name: string) => page.getByRole('heading', { name, exact: true });
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const row = (text: string) => page.getByRole('listitem').filter({ hasText: text });
  const addressOf = (path: string) => `${start().server.endpoints.api}${path}`;

  it('is entered by a code of a mail', async () => {
    await page.goto(addressOf('/account'));
    await page.getByLabel('E-mail, phone number or username').fill(home);
    await button('Continue').click();
    await button('Try another way').click();
    await page.getByRole('button', { name: /^Code by e-mail/ }).click();
    await button('Send the code').click();
    await page.getByLabel('Code of 6 digits').fill((await codeMailTo(home)).code);
    await heading('Sign-in methods').waitFor();
    await row(home).waitFor();
  });

  it('adds an authenticator app by its key', async () => {
    await button('Add an authenticator app').click();
    await page.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor();
    await checkState(page, 'portal-add-app');
    const key = await page.getByText(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/).textContent();
    const secret = Secret.fromBase32((key ?? '').replaceAll(' ', ''));
    const added = page.getByText('“Authenticator app” was added.');
    // A machine that stands still for a minute types a code that is too old: the next one is right.
    for (const left of [4, 3, 2]) {
      await page.getByLabel('Code of the app').fill(TOTP.generate({ secret }));
      await added
        .or(page.getByText(`You have ${left} more tries.`))
        .first()
        .waitFor();
      if (await added.isVisible()) break;
    }
    await added.waitFor();
    await row('Authenticator app').waitFor();
  });

  it('adds an e-mail address by the code that was sent there', async () => {
    const email = uniqueEmail();
    await button('Add an e-mail address').click();
    await page.getByLabel('E-mail address', { exact: true }).fill('no address');
    await button('Send the code').click();
    await page.getByText('That is no e-mail address.').waitFor();
    await checkState(page, 'portal-add-email');
    await page.getByLabel('E-mail address', { exact: true }).fill(email);
    await button('Send the code').click();
    await page.getByLabel('Code of 6 digits').waitFor();
    await checkState(page, 'portal-add-email-code');
    const { code } = await codeMailTo(email);
    await page.getByLabel('Code of 6 digits').fill(code === '000000' ? '000001' : '000000');
    await page.getByText('That code is not right. You have 4 more tries.').waitFor();
    await page.getByLabel('Code of 6 digits').fill(code);
    await page.getByText(`“${email}” was added.`).waitFor();
    await button(`Use first: ${email}`).click();
    await page.getByText(`“${email}” is used first from now on.`).waitFor();
    await row(email).getByText('Used first').waitFor();
    await button(`Use first: ${email}`).waitFor({ state: 'detached' });
  });

  it('adds a phone number, and removes it by a code that is sent there', async () => {
    const number = uniquePhone();
    const codes = (count: number) =>
      eventually(async () => {
        const messages = await textMessagesTo(start().server.endpoints, number);
        return messages.length >= count ? codeIn(messages.at(-1)) : undefined;
      }, 60_000);
    await button('Add a phone number').click();
    await page.getByLabel('Phone number', { exact: true }).fill(`${number.slice(0, 3)} ${number.slice(3)}`);
    await button('Send the code').click();
    await page.getByLabel('Code of 6 digits').fill(await codes(1));
    await page.getByText(`“${number}” was added.`).waitFor();
    await checkState(page, 'portal-account-methods');
    await button(`Remove: ${number}`).click();
    await page.getByText('We send a code there first, to be sure that it is you.').waitFor();
    await button('Send the code').click();
    await page.getByLabel('Code of 6 digits').fill(await codes(2));
    await checkState(page, 'portal-remove-phone');
    await button('Remove').click();
    await page.getByText(`“${number}” was removed.`).waitFor();
    await row(number).waitFor({ state: 'detached' });
  });

  it('has a lost app removed after a day, unless it is kept', async () => {
    await button('Remove: Authenticator app').click();
    await button('I have lost it').click();
    await page.getByText('“Authenticator app” is removed after 24 hours.').waitFor();
    await row('Is being removed on').waitFor();
    await checkState(page, 'portal-lost-app');
    await button('Keep it: Authenticator app').click();
    await page.getByText('“Authenticator app” stays.').waitFor();
    await row('Is being removed on').waitFor({ state: 'detached' });
  });

  it('is in Dutch too', async () => {
    await page.getByLabel('Language').selectOption('nl');
    await heading('Inlogmethoden').waitFor();
    await button('Authenticator-app toevoegen').click();
    await page.getByRole('img', { name: 'QR-code voor uw authenticator-app' }).waitFor();
    await checkState(page, 'portal-add-app-dutch');
    await button('Annuleren').click();
    await page.getByLabel('Taal').selectOption('en');
    await heading('Sign-in methods').waitFor();
  });

  it('says when no message reaches a phone, and when its code was too old', async () => {
    // A clock is that of a whole browser profile: the page of the other tests must not jump with this one.
    const profile = await watched.openAnother();
    await profile.addCookies(await watched.context.cookies());
    const tab = await profile.newPage();
    const press = (name: string) => tab.getByRole('button', { name, exact: true }).click();
    const isUsed = () =>
      tab.route('**/self-service/v1/methods/*', (route) =>
        route.request().method() === 'GET'
          ? route.fulfill({ status: 404, json: { code: 'method_unknown' } })
          : route.continue(),
      );
    await tab.clock.install();
    await isUsed();
    await tab.goto(addressOf('/account'));
    await press('Connect your phone');
    await tab.getByText('Your phone is connected. It is switching its messages on').waitFor();
    await tab.clock.fastForward('00:30');
    await tab.getByText('Your phone is connected, but gets no messages yet.').waitFor();
    await checkState(tab, 'portal-phone-quiet');
    await press('Close');
    await tab.unrouteAll({ behavior: 'wait' });
    await tab.route('**/self-service/v1/methods', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      const answer = await route.fetch();
      return route.fulfill({ response: answer, json: { ...(await answer.json()), expires_at: new Date(0) } });
    });
    await press('Connect your phone');
    await tab.getByText('Waiting for your phone').waitFor();
    await isUsed();
    await tab.getByText('That code has expired').waitFor();
    await checkState(tab, 'portal-phone-expired');
    await tab.unrouteAll({ behavior: 'wait' });
    await press('Get a new code');
    await tab.getByText('Waiting for your phone').waitFor();
    await profile.close();
  });

  it('connects a phone by the picture or the link of its code, and sees it arrive', async () => {
    await button('Connect your phone').click();
    await page.getByRole('img', { name: 'QR code that opens the app with your code' }).waitFor();
    await page.getByText('Waiting for your phone').waitFor();
    await checkState(page, 'portal-connect-phone');
    await button('Cancel').click();
    await button('Connect your phone').click();
    const opened = watched.context.waitForEvent('page');
    await page.getByRole('link', { name: 'Open the app on this device' }).click();
    phone = new PocketPhone(await opened);
    await phone.describe('Phone of the account', 'Android');
    await phone.finishSetUp();
    await page.getByText('“Phone of the account” was added.').waitFor();
    await row('Phone of the account').getByText('Phone app').waitFor();
  });

  /** Does what asks for the best proof, which is the phone by now; a slow machine may be asked for it again. */
  async function confirming(act: () => Promise<void>, done: string): Promise<void> {
    const toPhone = button('Send it to my phone');
    await act();
    await page.getByText(done).or(toPhone).first().waitFor();
    if (!(await toPhone.isVisible())) return;
    await page.getByText('Before you change your account, prove that it is you.').waitFor();
    await toPhone.click();
    const shown = page.getByTestId('verification-code');
    await shown.waitFor();
    await phone.openNotification();
    await phone.page.getByRole('textbox').fill((await shown.innerText()).replaceAll(/\D/g, ''));
    await phone.button('Approve').click();
    await page.getByText('You confirmed that it is you. You can go on.').waitFor();
    await confirming(act, done);
  }

  it('sets, changes and removes the code that sites ask for, which is told by mail', async () => {
    const save = (opener: string, code: string) => async () => {
      await button(opener).click();
      await page.getByLabel('New code', { exact: true }).fill(code);
      await button('Save').click();
    };
    await save('Choose a code', '123')();
    await page.getByText('A code has 4 to 32 characters.').waitFor();
    await checkState(page, 'portal-user-code');
    await button('Cancel').click();
    await confirming(save('Choose a code', 'four words of mine'), 'The code is set.');
    await confirming(save('Change the code', 'other words of mine'), 'The code was changed.');
    await checkState(page, 'portal-user-code-set');
    await confirming(() => button('Remove the code').click(), 'The code was removed.');
    await button('Choose a code').waitFor();
    await eventually(async () => {
      const mails = await mailsTo(home);
      const isTold = (change: string) => mails.some(({ text }) => text?.includes(`The code was ${change}.`));
      return ['set', 'changed', 'removed'].every(isTold) ? true : undefined;
    }, 60_000);
  });

  it('has a lost phone removed after a day, unless it is kept', async () => {
    const name = 'Phone of the account';
    const lose = async () => {
      await button(`I have lost it: ${name}`).click();
      await button('Remove this phone').click();
    };
    await button(`I have lost it: ${name}`).click();
    await page.getByText(`Have you lost “${name}”?`).waitFor();
    await checkState(page, 'portal-lost-phone');
    await button('Keep it').click();
    await confirming(lose, `“${name}” is removed after 24 hours.`);
    await row(name).getByText('Is being removed on').waitFor();
    await confirming(() => button(`Keep it: ${name}`).click(), `“${name}” stays.`);
  });

  it('undoes a change by the link of its mail, by a press, and signs out everywhere', async () => {
    const mail = await eventually(
      async () => (await mailsTo(home)).find(({ text }) => text?.includes('Added: authenticator app')),
      60_000,
    );
    const [link = ''] = /https?:\/\/\S+#\S+/.exec(mail.text ?? '') ?? [];
    await page.goto(link);
    await heading('Was this not you?').waitFor();
    await checkState(page, 'portal-not-me');
    await button('This was not me: undo it').click();
    await heading('It is undone').waitFor();
    await checkState(page, 'portal-undone');
    await page.goto(addressOf('/account'));
    await heading('Sign in to Countersign').waitFor();
    await page.goto(link);
    await button('This was not me: undo it').click();
    await heading('This link is of no use any more').waitFor();
    await checkState(page, 'portal-link-used');
  });

  it('finds no fault on the console, and no request to another server', () => {
    // The browser's own notes of the refusals above.
    const faults = watched.faults.filter((fault) => !fault.startsWith('console: Failed to load resource'));
    expect(faults).toEqual([]);
  });
}
