import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CUSTOMER_HEADER, type SessionView } from '../../demo/site/contract.ts';
import { createRequest } from '../../demo/site/server/countersign/countersign-client.ts';
import { createDevices } from '../../demo/site/server/countersign/devices.ts';
import { createCustomers } from '../../demo/site/server/customers.ts';
import { createMobileAuthentication } from '../../demo/site/server/countersign/mobile-authentication.ts';
import { createPayments, type Payment } from '../../demo/site/server/payments/payments.ts';
import { createOpenIdConnect } from '../../demo/site/server/sign-in/open-id-connect.ts';
import { createSiteApp } from '../../demo/site/server/site-app.ts';

let server: Server;
let origin: string;
const payments = createPayments();

beforeAll(async () => {
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // Nothing listens on port 9: the shop must refuse these calls before it calls Countersign.
  const countersign = createRequest('http://127.0.0.1:9', { id: 'shop', secret: 'secret' });
  const deps = {
    origin,
    phoneUrl: 'http://127.0.0.1:7111',
    customers: createCustomers(),
    payments,
    mobileAuthentication: createMobileAuthentication(countersign),
    devices: createDevices(countersign),
    endUser: countersign,
    openIdConnect: createOpenIdConnect({
      countersignUrl: 'http://127.0.0.1:9',
      client: { id: 'shop', secret: 'secret' },
      redirectUri: `${origin}/sign-in/callback`,
    }),
  };
  server.on('request', createSiteApp(deps, (ctx) => void (ctx.body = 'the page')).callback());
});
afterAll(() => server.close());

interface Call {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

async function call(path: string, { method = 'GET', headers = {}, body }: Call = {}) {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    // Send the path as it is written: a URL object would resolve the dots.
    const sent = request(origin, { path, method, headers }, resolve);
    sent.once('error', reject);
    sent.end(body);
  });
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
}

const json = { 'content-type': 'application/json' };
const signIn = (headers: Record<string, string>) =>
  call('/api/session', { method: 'POST', headers, body: '{"name":"Alex"}' });

describe('the API of the shop', () => {
  it('signs in with a cookie that scripts and other sites cannot use', async () => {
    const { status, headers, body } = await signIn({ ...json, origin });
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ customer: { userId: 'alex', name: 'Alex' } });
    expect(headers['set-cookie']?.[0]).toMatch(
      /^northwind-session-\d+-alex=[\w-]{43}; path=\/; samesite=strict; httponly$/,
    );
  });

  describe('with two customers in one browser', () => {
    const cookieOf = async (name: string) =>
      (
        await call('/api/session', { method: 'POST', headers: { ...json, origin }, body: JSON.stringify({ name }) })
      ).headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    const whose = async (headers: Record<string, string>) =>
      (JSON.parse((await call('/api/session', { headers })).body) as SessionView).customer?.userId;

    it('answers each tab for the customer that it names, and a new tab for the one who signed in last', async () => {
      const cookie = `${await cookieOf('Alex')}; ${await cookieOf('Sam')}`;
      expect(await whose({ cookie, [CUSTOMER_HEADER]: 'alex' })).toBe('alex');
      expect(await whose({ cookie, [CUSTOMER_HEADER]: 'sam' })).toBe('sam');
      expect(await whose({ cookie })).toBe('sam');
      expect((await call('/api/account', { headers: { cookie, [CUSTOMER_HEADER]: 'noor' } })).status).toBe(401);
    });

    it('refuses a customer name without the matching cookie', async () => {
      const stolen = (await cookieOf('Alex')).replace('-alex=', '-sam=');
      expect(await whose({ cookie: stolen, [CUSTOMER_HEADER]: 'sam' })).toBeUndefined();
      expect(await whose({ cookie: await cookieOf('Alex'), [CUSTOMER_HEADER]: '..=;' })).toBeUndefined();
    });

    it('signs out only the customer of one tab', async () => {
      const cookie = `${await cookieOf('Alex')}; ${await cookieOf('Sam')}`;
      const headers = { cookie, origin, [CUSTOMER_HEADER]: 'sam' };
      expect((await call('/api/session', { method: 'DELETE', headers })).status).toBe(204);
      expect(await whose({ cookie, [CUSTOMER_HEADER]: 'sam' })).toBeUndefined();
      expect(await whose({ cookie, [CUSTOMER_HEADER]: 'alex' })).toBe('alex');
    });
  });

  it('drops the cookies of sessions of an earlier run', async () => {
    const prefix = `northwind-session-${new URL(origin).port}`;
    const { headers } = await call('/api/session', {
      method: 'POST',
      headers: { ...json, origin, cookie: `${prefix}-noor=old` },
      body: '{"name":"Alex"}',
    });
    expect(headers['set-cookie']?.join('\n')).toMatch(new RegExp(`${prefix}-noor=; .*expires=Thu, 01 Jan 1970`));
  });

  it.each([
    ['another site', { ...json, origin: 'http://evil.example' }, 403],
    ['no origin', { ...json }, 403],
    [
      'a form',
      {
        'content-type': 'application/x-www-form-urlencoded',
        get origin() {
          return origin;
        },
      },
      415,
    ],
  ])('refuses a change from %s', async (_case, headers, status) => {
    expect((await signIn(headers)).status).toBe(status);
  });

  it('refuses a caller that is not signed in', async () => {
    for (const path of ['/api/account', '/api/phones', '/api/devices', '/api/payments/1', '/api/payments/1/stream']) {
      expect((await call(path)).status).toBe(401);
    }
  });

  it.each([
    ['not JSON', '{', 400],
    ['a wrong type', '{"name":5}', 400],
    ['a name without letters', '{"name":"--"}', 400],
    ['a body over the limit', JSON.stringify({ name: 'x'.repeat(20_000) }), 413],
  ])('refuses %s', async (_case, body, status) => {
    const answer = await call('/api/session', { method: 'POST', headers: { ...json, origin }, body });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toHaveProperty('message');
  });

  it('logs no error when a waiting page is closed', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const cookie = (await signIn({ ...json, origin })).headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    payments.add({ id: 'waiting', transactionId: 'the-transaction', userId: 'alex', state: 'waiting' } as Payment);
    const left = new AbortController();
    const stream = await fetch(`${origin}/api/payments/waiting/stream`, { headers: { cookie }, signal: left.signal });
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    const closed = new Promise((resolve) =>
      server.once('request', (_request, answer) => answer.once('close', resolve)),
    );
    left.abort();
    await call('/health');
    await closed;
    expect(logged).not.toHaveBeenCalled();
    logged.mockRestore();
  });

  it.each(['%2e', '%2e%2e', '..%2f..%2fbob%2fdevices', 'A'.repeat(64), 'x'])(
    'disconnects nothing for the malformed device id %s',
    async (deviceId) => {
      const cookie = (await signIn({ ...json, origin })).headers['set-cookie']?.[0]?.split(';')[0] ?? '';
      for (const path of [`/api/devices/${deviceId}`, `/api/devices/${deviceId}/notifications`])
        expect((await call(path, { method: 'DELETE', headers: { origin, cookie } })).status).toBe(404);
    },
  );

  it('explains that Countersign is unavailable', async () => {
    const cookie = (await signIn({ ...json, origin })).headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    const answer = await call('/api/phones', { headers: { cookie } });
    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.body)).toMatchObject({ problem: 'unavailable' });
  });
});

describe('the server of a page', () => {
  it('refuses a host name that resolves to this machine', async () => {
    expect((await call('/', { headers: { host: 'evil.example' } })).status).toBe(421);
  });

  it('redirects localhost to the canonical address', async () => {
    const { port } = new URL(origin);
    const answer = await call('/pay/1?a=b', { headers: { host: `localhost:${port}` } });
    expect(answer.status).toBe(302);
    expect(answer.headers.location).toBe(`${origin}/pay/1?a=b`);
  });

  it('allows no content from another origin', async () => {
    const policy = (await call('/')).headers['content-security-policy'] as string;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("connect-src 'self';");
    expect(policy).not.toContain('unsafe');
  });

  it('answers every callback with 204', async () => {
    const body = JSON.stringify({ callback_uri: `${origin}/callback`, transaction_id: 'unknown' });
    expect((await call('/callback', { method: 'POST', headers: json, body })).status).toBe(204);
  });
});
