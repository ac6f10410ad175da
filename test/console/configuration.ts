import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Endpoints } from '../../dev/parts/endpoints.ts';
import { checkState } from '../browser/support/watched-context.ts';
import { callPersons, uniqueEmail } from '../persons/support/persons-api.ts';

const hostile = '<img src=x onerror="document.title=1">';

/** The file that Firebase gives. */
function serviceAccountFile(tokenUri: string): { name: string; mimeType: string; buffer: Buffer } {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const account = {
    type: 'service_account',
    project_id: 'courier-push',
    private_key_id: 'k1',
    private_key: privateKey,
    client_email: 'push@courier-push.iam.gserviceaccount.com',
    token_uri: tokenUri,
  };
  return { name: 'account.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(account)) };
}

/** Part of the walk, by an administrator: what docs/console.md has an operator configure. */
export function describeConfiguration(start: () => { page: Page; endpoints: Endpoints }): void {
  let page: Page;
  let base: string;
  const name = `courier-${randomBytes(4).toString('hex')}`;
  const open = (path: string) => page.goto(`${base}/console/configuration/${path}`);
  const heading = (text: string) => page.getByRole('heading', { level: 1, name: text, exact: true });
  const field = (label: string | RegExp) => page.getByLabel(label);
  const press = (text: string) => page.getByRole('button', { name: text, exact: true }).click();
  const saved = () => page.getByText('Saved. All processes use it').waitFor();

  beforeAll(() => {
    const { endpoints } = start();
    ({ page } = start());
    base = endpoints.api;
  });

  describe('what is configured', () => {
    it('is created, and what is wrong stands at its field', async () => {
      await open('mobile-authentication-types');
      await page.getByText('login_with_push', { exact: true }).waitFor();
      await checkState(page, 'console-types');
      await page.getByRole('link', { name: 'Add a type' }).click();
      await heading('Add a type').waitFor();
      await field(/^Expires after/).fill('1');
      await press('Create');
      await page.getByText('From 5 to 86400.').waitFor();
      await page.getByText('Fill this in.').waitFor();
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-invalid'))).toBe('true');
      await checkState(page, 'console-type-faults');
      await field(/^Name/).fill('login_with_push');
      await field(/^Expires after/).fill('60');
      await press('Create');
      await page.getByText('There is one with this value already.').waitFor();
      await field(/^Name/).fill(name);
      await field(/^Falls back to/).selectOption('payment_with_sms');
      await press('Create');
      await heading(name).waitFor();
      expect(await field(/^Falls back to/).inputValue()).toBe('payment_with_sms');
    });

    it('has only the fields that its method has', async () => {
      await page.getByText('The user types a code of the site').waitFor();
      await field(/^Method/).selectOption('SMS');
      await page.getByText('Times that a code may be sent again').waitFor();
      expect(await page.getByText('The user types a code of the site').count()).toBe(0);
      await press('Discard');
      await page.getByText('The user types a code of the site').waitFor();
    });

    it('keeps what was typed when the page is left, but no secret', async () => {
      await open('callback-endpoints/new');
      await field(/^URL/).fill('https://courier.example/callback');
      await field(/^Password/).fill('not to be kept');
      await page.getByRole('link', { name: 'Overview' }).click();
      await heading('Overview').waitFor();
      expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain('not to be kept');
      await page.goBack();
      await page.getByText('What you typed before you left').waitFor();
      expect(await field(/^URL/).inputValue()).toBe('https://courier.example/callback');
      expect(await field(/^Password/).inputValue()).toBe('');
      await checkState(page, 'console-callback-new');
      await press('Create');
      await heading('https://courier.example/callback').waitFor();
    });

    it('shows both versions when another operator saved it meanwhile', async () => {
      const other = await page.context().newPage();
      await open(`mobile-authentication-types/edit/${name}`);
      await other.goto(page.url());
      await other.getByLabel(/^Expires after/).fill('90');
      await other.getByRole('button', { name: 'Save', exact: true }).click();
      await other.getByText('Saved. All processes use it').waitFor();
      await other.close();
      await field(/^Falls back to/).selectOption('');
      await press('Save');
      const dialog = page.getByRole('dialog');
      await dialog.getByText('Another operator saved this meanwhile').waitFor();
      await dialog.getByRole('cell', { name: '90', exact: true }).waitFor();
      await checkState(page, 'console-conflict');
      await dialog.getByRole('button', { name: 'Save mine over it' }).click();
      await saved();
      expect(await field(/^Expires after/).inputValue()).toBe('90');
      expect(await field(/^Falls back to/).inputValue()).toBe('');
    });

    it('takes the file of a service account, and never shows it', async () => {
      await open('push-messaging-configurations/new');
      await field(/^Name/).fill(`${name} push`);
      await page.locator('input[type=file]').setInputFiles(serviceAccountFile('https://oauth2.googleapis.com/token'));
      await expect.poll(() => field(/^Service account/).inputValue()).toContain('courier-push');
      await press('Create');
      await heading(`${name} push`).waitFor();
      await page.getByText('courier-push', { exact: true }).waitFor();
      expect(await field(/^Service account/).inputValue()).toBe('');
      expect(await page.content()).not.toContain('PRIVATE KEY');
      await checkState(page, 'console-push');
    });

    it('is an application with a version that uses it', async () => {
      await open('applications/new');
      await field(/^Id/).fill(name);
      await field(/^Name/).fill(hostile);
      await press('Create');
      await heading(hostile).waitFor();
      await page.getByRole('link', { name: 'Add a version' }).first().click();
      await field(/^Version/).fill('1.0.0');
      await field(/^Push configuration/).selectOption({ label: `${name} push` });
      await press('Create');
      await heading('1.0.0').waitFor();
      await page.getByRole('link', { name: 'Applications' }).first().click();
      await page.getByRole('link', { name: hostile }).click();
      await page.getByRole('link', { name: '1.0.0', exact: true }).waitFor();
      await checkState(page, 'console-application');
    });

    it('is deleted after its name was typed, unless it is used', async () => {
      const remove = async (typed: string) => {
        await press('Delete');
        const dialog = page.getByRole('dialog');
        await dialog.getByLabel(/^Type .* to confirm$/).fill(typed);
        await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
      };
      await remove(hostile);
      await page.getByText('What else is configured does not allow this.').waitFor();
      await page.keyboard.press('Escape');
      await open(`mobile-authentication-types/edit/${name}`);
      await heading(name).waitFor();
      await remove(name);
      await heading('Types').waitFor();
      expect(await page.getByRole('link', { name, exact: true }).count()).toBe(0);
    });

    it.each([
      'sms-gateway',
      'mobile-settings',
      'smtp-server',
      'geolocation',
      'outgoing-proxy',
      'features',
      'system-settings',
      'action-token-settings',
      'clients',
      'clients/new',
      'protected-resources',
      'identity-providers',
      'identity-providers/new',
      'authentication-policies',
      'authentication-policies/new',
      'api-clients',
      'api-clients/new',
    ])('%s is shown as it should', async (path) => {
      await open(path);
      await page.locator('main h1').waitFor();
      await expect.poll(() => page.getByRole('status', { name: 'Loading …' }).count()).toBe(0);
      await checkState(page, `console-${path.replaceAll('/', '-')}`);
    });

    it('gives and takes away a role, and names whose it is', async () => {
      await page.goto(`${base}/console/roles`);
      await page.getByRole('row', { name: /helpdesk/ }).waitFor();
      await page.getByLabel('Person').fill('papad');
      await page.getByRole('button', { name: /Papadopoulou/ }).click();
      await page.getByLabel('Role', { exact: true }).selectOption({ label: 'Activity: may look' });
      await press('Give it');
      await page.getByText(/has the role Activity: may look/).waitFor();
      await checkState(page, 'console-roles');
      await page
        .getByRole('button', { name: /^Take Activity: may look away from/ })
        .last()
        .click();
      await page.getByRole('dialog').getByRole('button', { name: 'Take it away', exact: true }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    });

    it('shows a new secret of a client once, and checks the client', async () => {
      await open('clients/new');
      await field(/^Name/).fill('Courier web');
      await field(/^Kind/).selectOption('confidential');
      await field(/^Redirect addresses/).fill('https://courier.example/callback');
      await press('Create');
      await heading('Courier web').waitFor();
      await press('New secret');
      await page.getByText('Copy it now').waitFor();
      const secret = await page
        .locator('code')
        .filter({ hasText: /^[\w-]{40,}$/ })
        .innerText();
      await checkState(page, 'console-client-secret');
      await press('I have kept it');
      await page.getByText('Copy it now').waitFor({ state: 'detached' });
      expect(await page.content()).not.toContain(secret);
      await press('Check it');
      await page
        .getByText(/RFC|Nothing was found/)
        .last()
        .waitFor();
    });

    it('tries an address against the list of redirects, and simulates a policy', async () => {
      await open('action-token-settings');
      await field(/^Addresses to which links may lead/).fill('https://courier.example/*');
      await page.getByLabel('Address', { exact: true }).fill('https://courier.example/welcome');
      await page.getByText('No entry allows it.').waitFor();
      await press('Discard');
      for (let added = 0; added < 3; added += 1) {
        const json = { email_addresses: [{ value: uniqueEmail(), primary: true, verified: true }] };
        await callPersons('POST', '/persons', { json }, start().endpoints);
      }
      await open('authentication-policies/new');
      await field(/^Name/).fill('Two proofs');
      await field(/^For whom/).selectOption('client');
      await field(/^Client or user/).fill('courier-web');
      await field(/^Proofs/).fill('2');
      await press('Create');
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('heading', { name: /^This locks out/ }).waitFor();
      await checkState(page, 'console-lock-out');
      await dialog.getByRole('textbox').fill(/\d+/.exec(await dialog.locator('label').innerText())?.[0] ?? '');
      await dialog.getByRole('button', { name: 'Lock them out', exact: true }).click();
      await heading('Two proofs').waitFor();
      await press('Simulate');
      await page.getByText('Decided by condition').waitFor();
      await checkState(page, 'console-policy-simulation');
    });

    it('lists the signing keys, and has a revocation confirmed by typing', async () => {
      await page.goto(`${base}/console/signing-keys`);
      await page.getByText('Signs', { exact: true }).first().waitFor();
      await checkState(page, 'console-signing-keys');
      await page
        .getByRole('button', { name: /^Revoke the key/ })
        .first()
        .click();
      await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click();
      await page.getByText('This is not the same text.').waitFor();
      await page.keyboard.press('Escape');
    });

    it('says that a page, and one of a kind, does not exist', async () => {
      await open('unknown');
      await heading('There is no such page').waitFor();
      await open('mobile-authentication-types/edit/unknown%2Fname');
      await page.getByText('does not exist, or not any more').waitFor();
    });
  });
}
