import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProviderTest } from '../../../src/entities/authentication/provider-test.ts';
import { pruneProviderTests } from '../../../src/commands/authentication/methods/sso/test-provider.ts';
import { signInAll } from '../../admin/support/admin-api.ts';
import type { SignedIn } from '../../admin/support/admin-api.ts';
import { startOwnServer } from '../../support/own-server.ts';
import type { OwnServer } from '../../support/own-server.ts';
import { query } from '../../support/query.ts';
import { addSigningInClient, createBrowser, redirectUri, startFlow } from '../support/flow-api.ts';
import type { FlowBrowser } from '../support/flow-api.ts';
import { addProvider, bringBack, newAccount, signInThere } from './support/provider-sign-in.ts';

let server: OwnServer;
let admin: SignedIn;
let helpdesk: SignedIn;
let clientId: string;
beforeAll(async () => {
  server = await startOwnServer();
  const { endpoints } = server;
  ({ admin, helpdesk } = await signInAll(endpoints.api, endpoints.operators));
  clientId = await addSigningInClient({ first_party: true, scopes: ['openid'] }, endpoints);
});
afterAll(() => server.stop());

/** A browser in which a person is signed in. */
async function browserOf({ username, password }: { username: string; password: string }): Promise<FlowBrowser> {
  const { browser, sessionId } = await startFlow(clientId, {}, server.endpoints);
  const credentials = { identifier: username, password };
  await browser.post('/authenticate', { session_id: sessionId, auth_method: 'password', credentials });
  const { body } = await browser.post('/complete', { session_id: sessionId });
  let location = body.redirect_to as string;
  for (let hop = 0; hop < 4 && !location.startsWith(redirectUri); hop += 1) location = await browser.visit(location);
  expect(new URL(location).searchParams.get('code')).not.toBeNull();
  return browser;
}

const claims = [
  { from: '/name', to: 'display_name', update: 'first' },
  { from: '/department', to: 'custom_attributes.department', update: 'never' },
];
const disabled = { enabled: false, acr: { strong: 2 }, claims };
const account = () => newAccount({ claims: JSON.stringify({ acr: 'strong', department: 'Roofs', groups: ['a'] }) });

async function begin(provider: string) {
  const { status, body } = await admin.call('POST', `/identity-providers/${provider}/tests`);
  expect(status, JSON.stringify(body)).toBe(200);
  const resultAs = (who: SignedIn) => who.call('GET', `/identity-providers/${provider}/tests/${body.id}`);
  return { address: new URL(body.redirect_to), resultAs, result: async () => (await resultAs(admin)).body };
}

const people = () => query<{ count: string }>(server.endpoints.postgres_url, 'select count(*) from person', []);

describe('a test sign-in at an identity provider', () => {
  it('shows its operator what a disabled provider says, and what a sign-in would take, and stores nothing', async () => {
    const provider = await addProvider(server.endpoints, 'oidc', disabled);
    const [browser, before, test] = [
      await browserOf(server.endpoints.operators.admin),
      await people(),
      await begin(provider),
    ];
    expect(await test.result()).toMatchObject({ status: 'waiting', claims: null, mapped: null });
    const there = account();
    const brought = await signInThere(test.address, there);
    expect((await bringBack(browser, brought)).pathname).toBe('/sign-in/sso-tested');
    expect(await test.result()).toMatchObject({
      ...{ status: 'proven', failure: null },
      claims: { sub: there.account, email: there.email, name: 'Robin Jansen', department: 'Roofs', groups: ['a'] },
      mapped: {
        ...{ subject: there.account, email: there.email, email_verified: true, level: 2, amr: ['fed'] },
        ...{ profile: { display_name: 'Robin Jansen' }, custom_attributes: { department: 'Roofs' } },
      },
    });
    expect(await people()).toEqual(before);
    const [row] = await query<object>(server.endpoints.postgres_url, 'select * from provider_test', []);
    expect(JSON.stringify(row)).not.toContain(there.account);
    const told = `select detail from event where name = 'IDENTITY PROVIDER TESTED' and subject_id = $1`;
    expect(await query(server.endpoints.postgres_url, told, [provider])).toEqual([{ detail: 'proven' }]);
    // The answer is looked at once.
    expect((await bringBack(browser, brought)).pathname).toBe('/sign-in/sso-failed');
  });

  it('shows no operator what another person has there whom they send to it', async () => {
    const provider = await addProvider(server.endpoints, 'oidc', disabled);
    const test = await begin(provider);
    const victim = await browserOf(server.endpoints.operators.operator);
    const brought = await signInThere(test.address, account());
    for (const browser of [victim, createBrowser(server.endpoints)])
      expect((await bringBack(browser, brought)).pathname).toBe('/sign-in/sso-failed');
    expect(await test.result()).toMatchObject({ status: 'waiting', claims: null });
  });

  it('is of who started it, until it is over', async () => {
    const provider = await addProvider(server.endpoints, 'github', { enabled: false });
    const browser = await browserOf(server.endpoints.operators.admin);
    const test = await begin(provider);
    expect((await bringBack(browser, await signInThere(test.address, 'cancel'))).pathname).toBe('/sign-in/sso-tested');
    expect(await test.result()).toMatchObject({ status: 'failed', failure: 'sso_cancelled', claims: null });
    expect((await test.resultAs(helpdesk)).status).toBe(403);
    expect((await helpdesk.call('POST', `/identity-providers/${provider}/tests`)).status).toBe(403);
    await begin(provider);
    const over = await test.resultAs(admin);
    expect([over.status, over.body.code]).toEqual([404, 'identity_provider_unknown']);
    await server.deps.em().nativeUpdate(ProviderTest, { provider }, { expiresAt: new Date(0) });
    expect(await pruneProviderTests(server.deps)).toBe(1);
  });

  it('is of a provider that is there and answers', async () => {
    const unknown = await admin.call('POST', '/identity-providers/none/tests');
    expect([unknown.status, unknown.body.code]).toEqual([404, 'identity_provider_unknown']);
    const away = await addProvider(server.endpoints, 'oidc', { issuer: `${server.endpoints.sandbox}/identity/none` });
    const { status, body } = await admin.call('POST', `/identity-providers/${away}/tests`);
    expect([status, body.code]).toEqual([503, 'identity_provider_unavailable']);
  });
});
