import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRequest } from '../../demo/site/server/countersign/countersign-client.ts';
import { createDevices } from '../../demo/site/server/countersign/devices.ts';
import { createMobileAuthentication } from '../../demo/site/server/countersign/mobile-authentication.ts';
import { createCustomers } from '../../demo/site/server/customers.ts';
import { createPayments } from '../../demo/site/server/payments/payments.ts';
import { createOpenIdConnect } from '../../demo/site/server/sign-in/open-id-connect.ts';
import { createSiteApp } from '../../demo/site/server/site-app.ts';

const customers = createCustomers();
let server: Server;
let origin: string;

beforeAll(async () => {
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // Nothing listens on port 9: a request that is passed on fails there, with another status than a refusal.
  const countersign = createRequest('http://127.0.0.1:9', { id: 'shop', secret: 'secret' });
  const deps = {
    origin,
    phoneUrl: `${origin}/phone`,
    customers,
    payments: createPayments(),
    mobileAuthentication: createMobileAuthentication(countersign),
    devices: createDevices(countersign),
    endUser: countersign,
    openIdConnect: createOpenIdConnect({
      countersignUrl: 'http://127.0.0.1:9',
      client: { id: 'shop', secret: 'secret' },
      redirectUri: `${origin}/sign-in/callback`,
    }),
  };
  server.on(
    'request',
    createSiteApp(deps, (ctx, next) => (ctx.method === 'GET' ? void (ctx.body = 'the page') : next())).callback(),
  );
});
afterAll(() => server.close());

describe('a page of another origin that shares the cookies of 127.0.0.1', () => {
  const spellings = ['/api', '/API', '/Api', '//api', '/api/', '/%61pi', '/./api'];
  const changes = ['/session', '/enrollment-code', '/payments', '/payments/x/code', '/payments/x/resend'];

  it.each(spellings.flatMap((spelling) => changes.map((path) => [spelling, path])))(
    'changes nothing by POST %s%s',
    async (spelling, path) => {
      const headers = { 'content-type': 'text/plain', origin: 'http://127.0.0.1:1' };
      const answer = await fetch(`${origin}${spelling}${path}`, {
        method: 'POST',
        headers,
        body: '{"name":"Mallory"}',
      });
      expect([403, 404]).toContain(answer.status);
      expect(answer.headers.get('set-cookie')).toBeNull();
    },
  );

  it('disconnects no phone', async () => {
    for (const path of ['/api/devices', '/API/devices', '/api/devices/x', '/%61pi/devices/x']) {
      const answer = await fetch(`${origin}${path}`, { method: 'DELETE', headers: { origin: 'http://127.0.0.1:1' } });
      expect([403, 404]).toContain(answer.status);
    }
  });

  it('does not sign the user out', async () => {
    for (const path of ['/api/session', '/API/session']) {
      const answer = await fetch(`${origin}${path}`, { method: 'DELETE', headers: { origin: 'http://127.0.0.1:1' } });
      expect([403, 404]).toContain(answer.status);
    }
  });
});

describe('a sign-in by name alone', () => {
  const signIn = (name: string) =>
    fetch(`${origin}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify({ name }),
    });

  it('is refused for a customer who has a password at Countersign', async () => {
    const userId = '019ad8f2-6f0c-7c4e-9a51-0123456789ab';
    const session = customers.signInAs({ userId: 'noor', name: 'Noor' });
    for (const name of ['noor', 'Noor', ' NOOR! ', userId, userId.toUpperCase(), userId.replaceAll('-', ' ')]) {
      const answer = await signIn(name);
      expect([name, answer.status, answer.headers.get('set-cookie')]).toEqual([name, 403, null]);
    }
    expect(customers.of(session)?.userId).toBe('noor');
    expect((await signIn('Alex')).status).toBe(200);
  });
});
