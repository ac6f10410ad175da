import { createServer } from 'node:http';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PersonEmail } from '../../../src/entities/persons/person-email.ts';
import { signIn } from '../../admin/support/admin-api.ts';
import type { SignedIn } from '../../admin/support/admin-api.ts';
import { callPersons, uniqueEmail } from '../../persons/support/persons-api.ts';
import { startOwnServer } from '../../support/own-server.ts';
import type { OwnServer } from '../../support/own-server.ts';
import { query } from '../../support/query.ts';
import { addSigningInClient, createBrowser, startFlow } from '../support/flow-api.ts';
import {
  addProvider,
  beginSso,
  bringBack,
  newAccount,
  sendToProvider,
  signInBy,
  signInThere,
} from './support/provider-sign-in.ts';
import type { Brought, SentFlow } from './support/provider-sign-in.ts';

let server: OwnServer;
let admin: SignedIn;
let clientId: string;
let provider: string;
beforeAll(async () => {
  server = await startOwnServer();
  admin = await signIn(server.endpoints.api, server.endpoints.operators.admin);
  clientId = await addSigningInClient({}, server.endpoints);
  provider = await addProvider(server.endpoints, 'oidc', { on_no_match: 'create' });
});
afterAll(() => server.stop());

const begin = () => beginSso(server.endpoints, clientId, provider);
const statusOf = async ({ browser, sessionId }: SentFlow) =>
  (await browser.get(`/status?session_id=${sessionId}`)).body.status as string;
const failuresOf = async (sessionId: string) => {
  const sql = `select name || ': ' || detail as told from event where subject_id = $1 and name like 'SSO %' order by id`;
  return (await query<{ told: string }>(server.endpoints.postgres_url, sql, [sessionId])).map(({ told }) => told);
};
/** The same answer with another parameter. */
function changed({ callback }: Brought, name: string, value: string): Brought {
  const other = new URL(callback);
  other.searchParams.set(name, value);
  return { callback: other };
}

describe('an answer that fits no sign-in of this browser', () => {
  const stale = (page: URL) =>
    expect([page.pathname, page.searchParams.get('reason')]).toEqual(['/sign-in/sso-failed', 'stale']);

  it('is refused with another state', async () => {
    const sent = await begin();
    const brought = await signInThere(sent.address, newAccount());
    stale(await bringBack(sent.browser, changed(brought, 'state', 'x'.repeat(43))));
    expect(await statusOf(sent)).toBe('approval_pending');
  });

  it('is refused in another browser, and still good in its own', async () => {
    const sent = await begin();
    const brought = await signInThere(sent.address, newAccount());
    stale(await bringBack(createBrowser(server.endpoints), brought));
    stale(await bringBack((await startFlow(clientId, {}, server.endpoints)).browser, brought));
    expect(await failuresOf(sent.sessionId)).toEqual([
      `SSO FAILED: ${provider}: stale`,
      `SSO FAILED: ${provider}: stale`,
    ]);
    await bringBack(sent.browser, brought);
    expect(await statusOf(sent)).toBe('authenticated');
  });

  it('is refused the second time', async () => {
    const sent = await begin();
    const brought = await signInThere(sent.address, newAccount());
    await bringBack(sent.browser, brought);
    stale(await bringBack(sent.browser, brought));
    expect(await statusOf(sent)).toBe('authenticated');
  });

  it('is taken once of many that come at the same time', async () => {
    const sent = await begin();
    const brought = await signInThere(sent.address, newAccount());
    const pages = await Promise.all(Array.from({ length: 8 }, () => bringBack(sent.browser, brought)));
    expect(pages.filter(({ pathname }) => pathname === '/sign-in')).toHaveLength(1);
    expect(await statusOf(sent)).toBe('authenticated');
  });

  it('is refused at the address of another provider', async () => {
    const other = await addProvider(server.endpoints, 'oidc', { on_no_match: 'create' });
    const sent = await begin();
    const { callback } = await signInThere(sent.address, newAccount());
    stale(await bringBack(sent.browser, { callback: new URL(callback.href.replace(provider, other)) }));
  });

  it('is refused from an address that no provider has', async () => {
    const sent = await begin();
    const { callback } = await signInThere(sent.address, newAccount());
    for (const name of ['x'.repeat(250), '日本', '../../account']) {
      const brought = { callback: new URL(callback.href.replace(provider, encodeURIComponent(name))) };
      stale(await bringBack(sent.browser, brought));
      stale(await bringBack(sent.browser, { ...brought, form: brought.callback.searchParams }));
    }
  });

  it('is refused once the person has chosen another provider', async () => {
    const sent = await begin();
    const brought = await signInThere(sent.address, newAccount());
    await sendToProvider(sent.browser, sent.sessionId, provider);
    stale(await bringBack(sent.browser, brought));
  });
});

describe('an answer that proves nothing', () => {
  const refusedAs = async (sent: SentFlow, brought: Brought) => {
    const page = await bringBack(sent.browser, brought);
    expect([page.pathname, page.searchParams.get('session_id')]).toEqual(['/sign-in', sent.sessionId]);
    // The person can go on with another method.
    expect(await statusOf(sent)).toBe('pending');
    return page.searchParams.get('sso_error');
  };

  it('is one with the nonce of another sign-in', async () => {
    const sent = await begin();
    sent.address.searchParams.set('nonce', 'x'.repeat(43));
    const brought = await signInThere(sent.address, newAccount());
    expect(await refusedAs(sent, brought)).toBe('provider_refused');
    expect(await failuresOf(sent.sessionId)).toEqual([expect.stringMatching(/: provider_refused$/)]);
  });

  it('is one to the code challenge of another sign-in', async () => {
    const sent = await begin();
    sent.address.searchParams.set('code_challenge', 'x'.repeat(43));
    expect(await refusedAs(sent, await signInThere(sent.address, newAccount()))).toBe('provider_refused');
    expect(await failuresOf(sent.sessionId)).toEqual([`SSO FAILED: ${provider}: invalid_grant: provider_refused`]);
  });

  it.each(['https://honest.example', ''])('is one of another issuer: %j', async (issuer) => {
    const sent = await begin();
    const brought = await signInThere(sent.address, newAccount());
    expect(await refusedAs(sent, changed(brought, 'iss', issuer))).toBe('provider_refused');
  });

  it('is one without the issuer that its provider promises', async () => {
    const sent = await begin();
    const brought = await signInThere(sent.address, newAccount());
    brought.callback.searchParams.delete('iss');
    expect(await refusedAs(sent, brought)).toBe('provider_refused');
  });

  it('is one with the code of another provider', async () => {
    const other = await addProvider(server.endpoints, 'google');
    const attacker = await beginSso(server.endpoints, clientId, other);
    const code = (await signInThere(attacker.address, newAccount())).callback.searchParams.get('code');
    const sent = await begin();
    const brought = await signInThere(sent.address, newAccount());
    expect(await refusedAs(sent, changed(brought, 'code', code!))).toBe('provider_refused');
  });

  it('is one with a parameter twice', async () => {
    const sent = await begin();
    const brought = await signInThere(sent.address, newAccount());
    brought.callback.searchParams.append('code', 'another');
    expect(await refusedAs(sent, brought)).toBe('provider_refused');
  });

  it('is that the person did not want to, after which they may try again', async () => {
    const sent = await begin();
    expect(await refusedAs(sent, await signInThere(sent.address, 'cancel'))).toBe('sso_cancelled');
    const address = await sendToProvider(sent.browser, sent.sessionId, provider);
    await bringBack(sent.browser, await signInThere(address, newAccount()));
    expect(await statusOf(sent)).toBe('authenticated');
  });

  it('is one of a provider that was disabled meanwhile', async () => {
    const other = await addProvider(server.endpoints, 'oidc', { on_no_match: 'create' });
    const sent = await beginSso(server.endpoints, clientId, other);
    const brought = await signInThere(sent.address, newAccount());
    await admin.call('PATCH', `/identity-providers/${other}`, { body: { enabled: false } });
    expect(await refusedAs(sent, brought)).toBe('identity_provider_unknown');
  });
});

describe('an account that no person is linked to', () => {
  const failureOf = async (account: ReturnType<typeof newAccount>, at = provider) => {
    const { page, flow } = await signInBy(server.endpoints, { clientId, provider: at, account });
    expect(flow.status).toBe('pending');
    return page.searchParams.get('sso_error');
  };

  it.each(['oidc', 'google', 'apple', 'github'] as const)(
    '%s: is refused when its address is not verified, or there is none',
    async (kind) => {
      const at = await addProvider(server.endpoints, kind, { on_no_match: 'create' });
      const { email_verified: _verified, ...unverified } = newAccount();
      expect(await failureOf(unverified, at)).toBe('email_unverified');
      expect(await server.deps.em().count(PersonEmail, { addressKey: unverified.email })).toBe(0);
      expect(await failureOf(newAccount({ email: '' }), at)).toBe('email_unverified');
    },
  );

  it('is never linked to the person who has its verified address', async () => {
    const email = uniqueEmail();
    const json = { email_addresses: [{ value: email, primary: true, verified: true }] };
    await callPersons('POST', '/persons', { json }, server.endpoints);
    const account = newAccount({ email: email.toUpperCase() });
    expect(await failureOf(account)).toBe('account_exists');
    expect(await failureOf(account)).toBe('account_exists');
  });

  it('is refused where the provider creates no people', async () => {
    const at = await addProvider(server.endpoints, 'oidc', { on_no_match: 'refuse' });
    expect(await failureOf(newAccount(), at)).toBe('no_account');
  });

  it('is another account when the provider is given another address', async () => {
    const at = await addProvider(server.endpoints, 'oidc', { on_no_match: 'create' });
    const account = newAccount();
    await signInBy(server.endpoints, { clientId, provider: at, account });
    const moved = { issuer: `${server.endpoints.sandbox}/identity/google`, client_secret: 'sandbox-secret' };
    const body = { ...moved, client_authentication: 'client_secret_post' };
    expect((await admin.call('PATCH', `/identity-providers/${at}`, { body })).status).toBe(200);
    expect(await failureOf(account, at)).toBe('account_exists');
  });
});

describe('a provider that cannot be used', () => {
  const listen = async (answer: RequestListener) => {
    const listening = createServer(answer);
    await once(listening.listen(0, '127.0.0.1'), 'listening');
    const close = () => {
      listening.closeAllConnections();
      listening.close();
    };
    return { issuer: `http://127.0.0.1:${(listening.address() as AddressInfo).port}`, close };
  };
  const ask = async (id: string) => {
    const { browser, sessionId } = await startFlow(clientId, {}, server.endpoints);
    const body = { session_id: sessionId, auth_method: 'sso', credentials: { provider: id } };
    const answer = await browser.post('/authenticate', body);
    expect((await browser.get(`/status?session_id=${sessionId}`)).body.status).toBe('pending');
    return [answer.status, answer.body.code];
  };

  it('looks the same disabled and unknown', async () => {
    const disabled = await addProvider(server.endpoints, 'oidc', { enabled: false });
    expect(await ask(disabled)).toEqual([404, 'identity_provider_unknown']);
    expect(await ask('never-there')).toEqual([404, 'identity_provider_unknown']);
  });

  it('is away: it breaks off, or what answers is no provider', async () => {
    const away = await listen((_request, response) => response.destroy());
    const other = await listen((_request, response) => response.end('<p>hello'));
    for (const { issuer } of [away, other]) {
      const id = await addProvider(server.endpoints, 'oidc', { issuer });
      expect(await ask(id)).toEqual([503, 'identity_provider_unavailable']);
    }
    away.close();
    other.close();
  });

  it('goes away while the person signs in', async () => {
    const github = await addProvider(server.endpoints, 'github');
    const sent = await beginSso(server.endpoints, clientId, github);
    const brought = await signInThere(sent.address, newAccount());
    const away = await listen((_request, response) => response.destroy());
    const body = { api_url: away.issuer, client_secret: 'sandbox-secret' };
    expect((await admin.call('PATCH', `/identity-providers/${github}`, { body })).status).toBe(200);
    const page = await bringBack(sent.browser, brought);
    away.close();
    expect(page.searchParams.get('sso_error')).toBe('identity_provider_unavailable');
    expect(await statusOf(sent)).toBe('pending');
  });
});
