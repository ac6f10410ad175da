import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRequest } from '../../demo/site/server/countersign/countersign-client.ts';
import { createDevices } from '../../demo/site/server/countersign/devices.ts';
import { createMobileAuthentication } from '../../demo/site/server/countersign/mobile-authentication.ts';
import { createCustomers } from '../../demo/site/server/customers.ts';
import { createPayments } from '../../demo/site/server/payments/payments.ts';
import { createSiteApp } from '../../demo/site/server/site-app.ts';

let server: Server;
let origin: string;

beforeAll(async () => {
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // Nothing listens on port 9: what reaches Countersign fails there, with another status than a refusal.
  const countersign = createRequest('http://127.0.0.1:9', { id: 'shop', secret: 'secret' });
  const deps = { origin, phoneUrl: `${origin}/phone`, customers: createCustomers(), payments: createPayments(), mobileAuthentication: createMobileAuthentication(countersign), devices: createDevices(countersign), endUser: countersign };
  server.on('request', createSiteApp(deps, (ctx, next) => (ctx.method === 'GET' ? void (ctx.body = 'the page') : next())).callback());
});
afterAll(() => server.close());

describe('a page of another origin that shares the cookies of 127.0.0.1', () => {
  const spellings = ['/api', '/API', '/Api', '//api', '/api/', '/%61pi', '/./api'];
  const changes = ['/session', '/enrollment-code', '/payments', '/payments/x/code', '/payments/x/resend'];

  it.each(spellings.flatMap((spelling) => changes.map((path) => [spelling, path])))('changes nothing by POST %s%s', async (spelling, path) => {
    const headers = { 'content-type': 'text/plain', origin: 'http://127.0.0.1:1' };
    const answer = await fetch(`${origin}${spelling}${path}`, { method: 'POST', headers, body: '{"name":"Mallory"}' });
    expect([403, 404]).toContain(answer.status);
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  it('disconnects no phone', async () => {
    for (const path of ['/api/devices', '/API/devices', '/api/devices/x', '/%61pi/devices/x']) {
      const answer = await fetch(`${origin}${path}`, { method: 'DELETE', headers: { origin: 'http://127.0.0.1:1' } });
      expect([403, 404]).toContain(answer.status);
    }
  });

  it('signs nobody out', async () => {
    for (const path of ['/api/session', '/API/session']) {
      const answer = await fetch(`${origin}${path}`, { method: 'DELETE', headers: { origin: 'http://127.0.0.1:1' } });
      expect([403, 404]).toContain(answer.status);
    }
  });
});
