import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { runWithoutStatementTimeout } from '../../src/database/orm.ts';
import { timeOrderedId } from '../../src/entities/columns/id.ts';
import { Person } from '../../src/entities/persons/person.ts';
import { ConsentEvent } from '../../src/entities/tokens/consent-event.ts';
import { ConsentText } from '../../src/entities/tokens/consent-text.ts';
import { Consent } from '../../src/entities/tokens/consent.ts';
import { Keyring } from '../../src/security/keyring.ts';
import { checkState } from '../browser/support/watched-context.ts';
import type { PortalServer } from './support/portal-server.ts';

const long = 'Change your orders, pay for them, send them back, and tell your delivery firm where to leave the parcel';
const site = 'a-site-with-a-name-of-many-letters-that-has-to-break-somewhere';

/** Part of the walk of an account, whose person proved their best level a moment ago: what they let sites know and do. */
export function describeAccountConsents(start: () => { page: Page; server: PortalServer; username: string }): void {
  const heading = (name: string) => start().page.getByRole('heading', { name, exact: true });
  const button = (name: string | RegExp) => start().page.getByRole('button', { name, exact: true });
  const rows = () => start().page.getByRole('list', { name: 'Consents', exact: true }).locator('> li');

  it('leads to what the person lets sites know and do: nothing yet', async () => {
    const { page } = start();
    await page.getByRole('link', { name: 'Consents' }).click();
    await heading('Consents').waitFor();
    await page.getByText('You have given no site your consent.').waitFor();
    await page.getByText('There is no decision yet.').waitFor();
    await checkState(page, 'portal-consents-none');
  });

  it('shows each consent with its history, also with long names and in Dutch', async () => {
    const { page } = start();
    await addConsents(start());
    await page.reload();
    await rows().getByText(long).first().waitFor();
    expect(await rows().count()).toBe(2);
    await page.getByText('You gave your consent').first().waitFor();
    await checkState(page, 'portal-consents');
    await page.getByLabel('Language').selectOption('nl');
    await heading('Toestemmingen').waitFor();
    await page.getByText('U gaf toestemming').first().waitFor();
    await checkState(page, 'portal-consents-dutch');
    await page.getByLabel('Taal').selectOption('en');
  });

  it('changes one, which needs what the site requires', async () => {
    const { page } = start();
    await button(`Change: ${site}`).click();
    await page.getByRole('checkbox', { name: /^Know that it is you/ }).uncheck();
    await button('Save').click();
    await page.getByText('Tick what this site needs, or withdraw your consent.').waitFor();
    await checkState(page, 'portal-consents-change');
    await page.getByRole('checkbox', { name: /^Know that it is you/ }).check();
    await page.getByRole('checkbox', { name: long }).uncheck();
    await button('Save').click();
    await page.getByText(`What ${site} may use was changed.`).waitFor();
    await page.getByText('You changed your consent').waitFor();
    await expect.poll(() => rows().getByText(long).count()).toBe(1);
  });

  it('gives a receipt as a file', async () => {
    const { page } = start();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      button(/^Receipt: /)
        .first()
        .click(),
    ]);
    expect(JSON.parse(await readFile(await file.path(), 'utf8'))).toMatchObject({
      receipt: { '@type': 'dpv:ConsentReceipt' },
      jws: expect.any(String),
    });
  });

  it('withdraws one once the person confirms it, and explains what failed', async () => {
    const { page } = start();
    await button(`Withdraw: ${site}`).click();
    await page.getByText(`Withdraw your consent for “${site}”?`).waitFor();
    await checkState(page, 'portal-consents-withdraw');
    await page.route('**/self-service/v1/consents/*', (route) => route.abort());
    await button('Withdraw').click();
    await page.getByText('There is no answer. Check your connection, and try again.').waitFor();
    await page.unroute('**/self-service/v1/consents/*');
    await button('Withdraw').click();
    await page.getByText(`Your consent for ${site} was withdrawn.`).waitFor();
    await expect.poll(() => rows().count()).toBe(1);
    await page.getByText('You withdrew your consent').waitFor();
    await page.getByRole('link', { name: 'Sign-in methods' }).click();
    await heading('Sign-in methods').waitFor();
  });
}

/** Two sites that the person allowed something, as the sign-in keeps it. */
async function addConsents({ server, username }: { server: PortalServer; username: string }): Promise<void> {
  const { COUNTERSIGN_DATABASE_URL: databaseUrl = '', COUNTERSIGN_KEYRING: keys = '[]' } = server.environment;
  await runWithoutStatementTimeout({ databaseUrl }, new Keyring(JSON.parse(keys) as never), async (em) => {
    const { user: accountId } = await em.findOneOrFail(Person, { usernameKey: username.toLowerCase() });
    const now = new Date();
    const textVersion = randomUUID().slice(0, 22);
    const texts = { openid: 'Know that it is you', 'https://api.example write': long, profile: 'Your name' };
    await em.insert(ConsentText, { version: textVersion, texts: { en: texts, nl: texts }, createdAt: now });
    const scopes = ['openid', 'profile', 'write'].map((name) => {
      return { resource: name === 'write' ? 'https://api.example' : null, name, granted: true, textVersion };
    });
    for (const clientId of [site, 'another-site']) {
      const row = { accountId, clientId, scopes, claims: ['name'], refusedClaims: ['gender'], remember: true };
      const id = timeOrderedId(now.getTime());
      await em.insert(Consent, { ...row, id, textVersion, grantedAt: now, changedAt: now, lastUsedAt: now });
      const step = { event: 'granted', decidedBy: 'you', language: 'en', at: now } as const;
      await em.insert(ConsentEvent, { ...row, id, textVersion, ...step });
    }
  });
}
