import { X509Certificate } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { codeMailTo } from '../authentication/support/people.ts';
import { checkState, openWatchedContext, type WatchedContext } from '../browser/support/watched-context.ts';
import { createTestPerson, uniqueEmail } from '../persons/support/persons-api.ts';
import { createAuthority, type Identity } from '../support/connections/certificates.ts';
import type { PortalServer } from './support/portal-server.ts';

/** Part of the walk: a person adds a certificate to their account, signs in by it, and takes it away again. */
export function describeCertificate(start: () => { browser: Browser; server: PortalServer }): void {
  let watched: WatchedContext;
  let page: Page;
  let own: Identity;
  let other: Identity;
  const email = uniqueEmail();

  beforeAll(async () => {
    const { server, browser } = start();
    watched = await openWatchedContext(browser);
    page = await watched.context.newPage();
    const authority = await createAuthority();
    [own, other] = [await authority.issue('Robin on a card'), await authority.issue('Another one')];
    await createTestPerson({ email_addresses: [{ value: email, primary: true, verified: true }] }, server.endpoints);
  });
  afterAll(() => watched?.close());

  const heading = (name: string) => page.getByRole('heading', { name, exact: true });
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const row = () => page.getByRole('listitem').filter({ hasText: 'Robin on a card' });
  const refusal = () => page.getByText('Your browser showed no certificate that is accepted here.');
  const addressOf = (path: string) => `${start().server.endpoints.api}${path}`;

  /** What the reverse proxy adds to each request of a connection with that certificate. */
  const connectWith = ({ certificate }: Identity) =>
    page.setExtraHTTPHeaders({ 'client-cert': `:${new X509Certificate(certificate).raw.toString('base64')}:` });

  async function chooseFile(name: string, content: string): Promise<void> {
    const chooser = page.waitForEvent('filechooser');
    await page.getByLabel('Certificate file').click();
    await (await chooser).setFiles({ name, mimeType: 'application/pkix-cert', buffer: Buffer.from(content) });
    await button('Add it').click();
  }

  it('is added in the account from a file, which has no private key', async () => {
    await page.goto(addressOf('/account'));
    await page.getByLabel('E-mail, phone number or username').fill(email);
    await button('Continue').click();
    await button('Try another way').click();
    await page.getByRole('button', { name: /^Code by e-mail/ }).click();
    await button('Send the code').click();
    await page.getByLabel('Code of 6 digits').fill((await codeMailTo(email)).code);
    await button('Add a certificate').click();
    await heading('Add a certificate').waitFor();
    await button('Add it').click();
    await page.getByText('Choose a file first.').waitFor();
    await chooseFile('robin.pem', own.certificate + own.key);
    await page.getByText('That file has a private key.').waitFor();
    await checkState(page, 'portal-add-certificate');
    await chooseFile('robin.cer', own.certificate);
    await page.getByText('The certificate was added.').waitFor();
    await row().getByText('Not used yet').waitFor();
    await checkState(page, 'portal-certificate-added');
  });

  it('refuses another one, and says how to show the right one', async () => {
    await button('Sign out').click();
    await heading('You are signed out').waitFor();
    await connectWith(other);
    await page.goto(addressOf('/account'));
    await button('Use a certificate').click();
    await heading('Use your certificate').waitFor();
    await button('Use a certificate').click();
    await refusal().waitFor();
    await checkState(page, 'portal-certificate-refused');
  });

  it('signs in by the one that was added, without a name', async () => {
    await connectWith(own);
    await button('Use a certificate').click();
    await heading('Sign-in methods').waitFor();
    await row().getByText('Last used').waitFor();
  });

  it('removes it, after which it signs in no more', async () => {
    await button('Remove: Robin on a card').click();
    await page.getByText('You cannot sign in with it any more.').waitFor();
    await checkState(page, 'portal-remove-certificate');
    await button('Remove').click();
    await page.getByText('“Robin on a card” was removed.').waitFor();
    await row().waitFor({ state: 'detached' });
    await button('Sign out').click();
    await heading('You are signed out').waitFor();
    await page.goto(addressOf('/account'));
    await button('Use a certificate').click();
    await heading('Use your certificate').waitFor();
    await button('Use a certificate').click();
    await refusal().waitFor();
  });

  it('finds no fault on the console, and no request to another server', () => {
    // The browser's own notes of the refusals above.
    const faults = watched.faults.filter((fault) => !fault.startsWith('console: Failed to load resource'));
    expect(faults).toEqual([]);
  });
}
