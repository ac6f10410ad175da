import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { signIn } from '../../admin/support/admin-api.ts';
import { addSigningInClient, redirectUri } from '../../authentication/support/flow-api.ts';
import { checkInView, checkState } from '../../browser/support/watched-context.ts';
import { addResource } from '../../oauth-clients/support/registry.ts';
import type { PortalServer } from '../support/portal-server.ts';

/** Texts as long as a resource, a site and a request may make them: words of many letters, and many words. */
const long = {
  description: `Pay an invoice of the energy company, ${'each month and in any currency, '.repeat(4)}until you stop it`,
  label: 'Name of the company or person that is paid, as it is in the register of companies',
  words: `Energie- und Wasserversorgungsgesellschaft der Vereinigten Gemeinden ${'und Umgebung '.repeat(8)}`.trim(),
  letters: 'NL00'.padEnd(190, '0123456789'),
};

/** Part of the walk of a person who is signed in: a site asks for their consent. */
export function describeConsentPage(start: () => { page: Page; server: PortalServer }): void {
  const heading = (name: string) => start().page.getByRole('heading', { name, exact: true });
  const button = (name: string) => start().page.getByRole('button', { name, exact: true });

  /** Opens the page on which a site of that name asks. @returns how it is opened again. */
  async function askAs(name: string, settings: object, asked: Record<string, string>) {
    const { page, server } = start();
    const { endpoints, pages } = server;
    const returned = `${pages.siteUrl}/consented`;
    const uris = { redirect_uris: [redirectUri, returned] };
    const clientId = await addSigningInClient({ name, ...uris, ...settings }, endpoints);
    const parameters = new URLSearchParams({
      client_id: clientId,
      redirect_uri: returned,
      response_type: 'code',
      state: 'made-up',
      code_challenge: createHash('sha256').update('a verifier that nothing is exchanged with').digest('base64url'),
      code_challenge_method: 'S256',
      ...asked,
    });
    const ask = () => page.goto(`${endpoints.api}/oauth/authorize?${parameters.toString()}`);
    await ask();
    await heading(`${name} asks for your consent`).waitFor();
    return ask;
  }

  const checkAnswers = () =>
    checkInView(start().page, { allow: button('Allow and go on'), deny: button('Do not allow') });

  it('asks for consent, with both answers in view, and takes either', async () => {
    const { page } = start();
    const scopes = ['openid', 'profile', 'email'];
    const ask = await askAs('Solar Partner', { scopes }, { scope: scopes.join(' ') });
    await page.getByLabel('Your family name').waitFor();
    await checkState(page, 'portal-consent');
    await checkAnswers();
    await button('Do not allow').click();
    await page.waitForURL(/[?&]error=access_denied/);
    await ask();
    await button('Allow and go on').click();
    await page.waitForURL(/[?&]code=/);
  });

  it('shows every value of what a site wants to do (RFC 9396), also where the texts are long', async () => {
    const { page, server } = start();
    const { endpoints } = server;
    const type = `payment-${Date.now().toString(36)}`;
    const text = (title: string) => ({ type: 'string', title });
    const amount = {
      type: 'object',
      title: 'Amount',
      properties: { value: text('Value'), currency: text('Currency') },
    };
    const schema = {
      type: 'object',
      properties: { type: { type: 'string' }, creditor: text(long.label), account: text('Account'), amount },
    };
    const admin = await signIn(endpoints.api, endpoints.operators.admin);
    const { identifier } = await addResource(admin, {
      name: 'Payments',
      authorization_details_types: [{ type, description: long.description, schema }],
    });
    const payment = (value: string) => ({
      ...{ type, creditor: long.words, account: long.letters },
      amount: { value, currency: 'EUR' },
    });
    await askAs(
      'Bill Payer',
      { scopes: ['openid'], resources: [identifier] },
      {
        ...{ scope: 'openid', resource: identifier, prompt: 'consent' },
        authorization_details: JSON.stringify([payment('12.50'), payment('99999.99')]),
      },
    );
    const details = page.getByRole('region', { name: 'What it wants to do' });
    await details.getByText('99999.99').waitFor();
    for (const shown of [long.description, long.label, long.words, long.letters, 'Payments'])
      expect(await details.getByText(shown, { exact: false }).count(), shown).toBeGreaterThanOrEqual(2);
    await checkState(page, 'portal-consent-details');
    await checkAnswers();
    await button('Allow and go on').click();
    await page.waitForURL(/[?&]code=/);
  });
}
