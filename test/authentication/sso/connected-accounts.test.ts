import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SignInMethod } from '../../../src/entities/persons/sign-in-method.ts';
import { signIn } from '../../admin/support/admin-api.ts';
import { startOwnServer } from '../../support/own-server.ts';
import type { OwnServer } from '../../support/own-server.ts';
import { query } from '../../support/query.ts';
import { addSigningInClient, createBrowser, redirectUri, startFlow } from '../support/flow-api.ts';
import type { FlowBrowser } from '../support/flow-api.ts';
import {
  addProvider,
  bringBack,
  newAccount,
  sandboxProvider,
  sendToProvider,
  signInBy,
  signInThere,
} from './support/provider-sign-in.ts';
import { whileLinksAreRefused } from './support/refused-writes.ts';
import type { ProviderAccount } from './support/provider-sign-in.ts';

let server: OwnServer;
let clientId: string;
let first: string;
let second: string;
beforeAll(async () => {
  server = await startOwnServer();
  clientId = await addSigningInClient({ first_party: true, scopes: ['openid'] }, server.endpoints);
  first = await addProvider(server.endpoints, 'oidc', { on_no_match: 'create', name: 'First' });
  second = await addProvider(server.endpoints, 'google', { name: 'Second' });
});
afterAll(() => server.stop());

/** A browser with the session of a new person, who signed in with an account at the first provider: all that they can prove. */
async function signInNew(account: ProviderAccount = newAccount()): Promise<FlowBrowser> {
  const { browser, sessionId } = await startFlow(clientId, {}, server.endpoints);
  await bringBack(browser, await signInThere(await sendToProvider(browser, sessionId, first), account));
  const { body } = await browser.post('/complete', { session_id: sessionId });
  let location = body.redirect_to as string;
  for (let hop = 0; hop < 4 && !location.startsWith(redirectUri); hop += 1) location = await browser.visit(location);
  expect(new URL(location).searchParams.get('code')).not.toBeNull();
  return browser;
}

async function call({ cookie }: FlowBrowser, method: string, path: string, json?: unknown) {
  const { api } = server.endpoints;
  const response = await fetch(`${api}/self-service/v1${path}`, {
    method,
    headers: { cookie: cookie ?? '', origin: new URL(api).origin, 'content-type': 'application/json' },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text) };
}

async function connect(browser: FlowBrowser, provider = second): Promise<URL> {
  const { status, body } = await call(browser, 'POST', '/methods', { type: 'identity', provider });
  expect(status, JSON.stringify(body)).toBe(201);
  expect(body).toMatchObject({ type: 'identity', status: 'pending', challenge: { type: 'identity' } });
  return new URL(body.challenge.redirect_to as string);
}

const identitiesOf = async (browser: FlowBrowser) => {
  const { body } = await call(browser, 'GET', '/methods');
  const items = body.items as { id: string; type: string; name: string; status: string; removable: boolean }[];
  return items.filter(({ type }) => type === 'identity');
};
const reasonOf = (page: URL) => page.searchParams.get('reason') ?? page.searchParams.get('sso_error');

describe('an account at an identity provider, connected by its owner', () => {
  it('signs in as the same person from then on, and tells of it', async () => {
    const owner = newAccount();
    const browser = await signInNew(owner);
    const account = newAccount();
    const page = await bringBack(browser, await signInThere(await connect(browser), account));
    expect([page.pathname, page.hash, page.search]).toEqual(['/account', '#connected', '']);
    const identities = await identitiesOf(browser);
    expect(identities.map(({ name, status, removable }) => [name, status, removable])).toEqual([
      ['First', 'active', true],
      ['Second', 'active', true],
    ]);
    const { flow } = await signInBy(server.endpoints, { clientId, provider: second, account });
    expect([flow.status, flow.user.display]).toEqual(['authenticated', `${owner.email[0]}***@example.com`]);
    const sql = 'select name, detail from event where subject_id = $1 order by id';
    const events = await query(server.endpoints.postgres_url, sql, [identities[1]?.id]);
    expect(events).toEqual([
      { name: 'METHOD ADDED', detail: 'identity' },
      { name: 'SSO LINKED', detail: second },
    ]);
  });

  it('offers the providers that are enabled', async () => {
    const browser = await signInNew();
    const { body } = await call(browser, 'GET', '/methods');
    expect(body.identity_providers).toEqual(
      expect.arrayContaining([{ id: second, name: 'Second', logo_uri: '/logos/google.svg' }]),
    );
    const unknown = await call(browser, 'POST', '/methods', { type: 'identity', provider: 'never-there' });
    expect([unknown.status, unknown.body.code]).toEqual([404, 'identity_provider_unknown']);
  });

  it('is not connected in the session of another person, nor without one', async () => {
    const browser = await signInNew();
    const brought = await signInThere(await connect(browser), newAccount());
    expect(reasonOf(await bringBack(await signInNew(), brought))).toBe('stale');
    expect(reasonOf(await bringBack(createBrowser(server.endpoints), brought))).toBe('stale');
    expect((await bringBack(browser, brought)).hash).toBe('#connected');
    expect(reasonOf(await bringBack(browser, brought))).toBe('stale');
  });

  it('belongs to one person', async () => {
    const account = newAccount();
    const owner = await signInNew();
    await bringBack(owner, await signInThere(await connect(owner), account));
    for (const browser of [owner, await signInNew()]) {
      const page = await bringBack(browser, await signInThere(await connect(browser), account));
      expect(reasonOf(page)).toBe('already_in_use');
    }
    expect(await identitiesOf(owner)).toHaveLength(2);
  });

  it('is not connected when its owner did not want to, and nothing is left of it', async () => {
    const browser = await signInNew();
    const page = await bringBack(browser, await signInThere(await connect(browser), 'cancel'));
    expect([page.pathname, reasonOf(page)]).toEqual(['/account', 'sso_cancelled']);
    expect(await identitiesOf(browser)).toHaveLength(1);
  });

  it('is not connected with the nonce of another sign-in', async () => {
    const browser = await signInNew();
    const address = await connect(browser);
    address.searchParams.set('nonce', 'x'.repeat(43));
    const page = await bringBack(browser, await signInThere(address, newAccount()));
    expect(reasonOf(page)).toBe('provider_refused');
  });

  it('is removed after a sign-in, but not the last one, and is then of no use', async () => {
    const browser = await signInNew();
    const account = newAccount();
    await bringBack(browser, await signInThere(await connect(browser), account));
    const [other, own] = await identitiesOf(browser);
    expect((await call(browser, 'DELETE', `/methods/${own?.id}`)).body.challenge).toEqual({ type: 'none' });
    expect((await call(browser, 'POST', `/methods/${own?.id}/removal`, {})).status).toBe(204);
    const { page } = await signInBy(server.endpoints, { clientId, provider: second, account });
    expect(reasonOf(page)).toBe('no_account');
    // The way in that is left is the account, beside the address that it came with.
    await query(server.endpoints.postgres_url, 'update person_email set verified_at = null');
    const last = await call(browser, 'DELETE', `/methods/${other?.id}`);
    expect([last.status, last.body.code]).toEqual([409, 'last_method']);
  });

  it('is no way in while its provider is disabled, or at another address', async () => {
    const { endpoints } = server;
    const third = await addProvider(endpoints, 'oidc', { name: 'Third' });
    const admin = await signIn(endpoints.api, endpoints.operators.admin);
    const configure = async (body: object) =>
      expect((await admin.call('PATCH', `/identity-providers/${third}`, { body })).status).toBe(200);
    const browser = await signInNew();
    await bringBack(browser, await signInThere(await connect(browser, third), newAccount()));
    await query(endpoints.postgres_url, 'update person_email set verified_at = null');
    const removable = async () => (await identitiesOf(browser)).map((method) => [method.name, method.removable]);
    const [other] = await identitiesOf(browser);
    const both = await removable();
    expect(both).toEqual([
      ['First', true],
      ['Third', true],
    ]);
    const { issuer } = await sandboxProvider('oidc', endpoints);
    const elsewhere = (await sandboxProvider('slack', endpoints)).issuer;
    const secret = { client_secret: 'sandbox-secret' };
    for (const change of [{ enabled: false }, { enabled: true, issuer: elsewhere, ...secret }]) {
      await configure(change);
      expect(await removable()).toEqual([
        ['First', false],
        ['Third', true],
      ]);
      const refused = await call(browser, 'DELETE', `/methods/${other?.id}`);
      expect([refused.status, refused.body.code]).toEqual([409, 'last_method']);
    }
    await configure({ issuer, ...secret });
    expect(await removable()).toEqual(both);
  });

  it('leaves nothing behind after an error', async () => {
    const browser = await signInNew();
    const brought = await signInThere(await connect(browser), newAccount());
    await whileLinksAreRefused(server.endpoints.postgres_owner_url!, () =>
      expect(bringBack(browser, brought)).rejects.toThrow('leads nowhere: 500'),
    );
    expect((await identitiesOf(browser)).map(({ name }) => name)).toEqual(['First']);
  });

  it('is one of ten at the most', async () => {
    const browser = await signInNew();
    const [own] = await identitiesOf(browser);
    const em = server.deps.em();
    const { person } = await em.findOneOrFail(SignInMethod, { id: own!.id });
    for (let count = 1; count < 10; count += 1)
      await em.insert(SignInMethod, {
        ...{ id: crypto.randomUUID(), person, type: 'identity', status: 'active', counter: 0, createdAt: new Date() },
      });
    const refused = await call(browser, 'POST', '/methods', { type: 'identity', provider: second });
    expect([refused.status, refused.body.code]).toEqual([409, 'method_limit']);
  });
});
