import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestDevice } from '../authorization-server/support/test-device.ts';
import { startOwnServer } from '../support/own-server.ts';
import type { OwnServer } from '../support/own-server.ts';

let server: OwnServer;
beforeAll(async () => {
  server = await startOwnServer({ COUNTERSIGN_TRUSTED_PROXIES: '1' });
  await server.change({ registrations_per_address_per_hour: 2 });
});
afterAll(() => server.stop());

async function register(
  address: string,
  options: { device?: TestDevice; proof?: string } = {},
): Promise<{ status: number; retryAfter: string | null; body: Record<string, unknown> }> {
  const url = `${server.endpoints.api}/app/v1/registrations`;
  const device = options.device ?? (await TestDevice.create());
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'message-id': randomUUID(),
      'x-forwarded-for': address,
      'user-agent': 'flood',
      dpop: options.proof ?? (await device.prove({ url })),
    },
    body: JSON.stringify({ application: 'northwind-id', platform: 'android', version: '1.0.0', device: { name: 'x' } }),
  });
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    body: (await response.json()) as Record<string, unknown>,
  };
}

async function events(): Promise<string[]> {
  const client = new pg.Client({ connectionString: server.endpoints.postgres_url });
  await client.connect();
  try {
    const { rows } = await client.query<{ text: string }>(
      `select concat_ws(' | ', name, client_ip, user_agent, detail) as text from event where name like 'DYNAMIC REG FAILED%' order by id`,
    );
    return rows.map(({ text }) => text);
  } finally {
    await client.end();
  }
}

it('registrations of one network are limited, including refused proofs; other networks are not affected', async () => {
  expect((await register('203.0.113.5')).status).toBe(201);
  expect((await register('203.0.113.5', { proof: 'x' })).body['code']).toBe('invalid_dpop_proof');
  for (let time = 0; time < 2; time++) {
    const refused = await register('203.0.113.5');
    expect([refused.status, refused.body['code']]).toEqual([429, 'slow_down']);
    expect(Number(refused.retryAfter)).toBeGreaterThan(3000);
  }
  // Counted by the last address of the list, which the proxy appended: a caller can send the header itself.
  expect((await register('198.51.100.1, 203.0.113.5')).status).toBe(429);
  expect((await register('203.0.113.6')).status).toBe(201);
  expect(await events()).toEqual([
    'DYNAMIC REG FAILED INVALID PROOF | 203.0.113.5 | flood | not a JWS',
    'DYNAMIC REG FAILED TOO MANY REQUESTS | 203.0.113.5 | flood | slow_down',
  ]);
});
