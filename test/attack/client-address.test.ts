import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestDevice } from '../authorization-server/support/test-device.ts';
import { startOwnServer } from '../support/own-server.ts';
import type { OwnServer } from '../support/own-server.ts';

let server: OwnServer;
beforeAll(async () => {
  server = await startOwnServer({ COUNTERSIGN_TRUSTED_PROXIES: '1' });
  await server.change({ registrations_per_address_per_hour: 1 });
});
afterAll(() => server.stop());

async function register(address: string): Promise<number> {
  const url = `${server.endpoints.api}/app/v1/registrations`;
  const headers = {
    'content-type': 'application/json',
    'message-id': randomUUID(),
    'x-forwarded-for': address,
    dpop: await (await TestDevice.create()).prove({ url }),
  };
  return (
    await fetch(url, {
      method: 'POST',
      headers,
      body: JSON.stringify({
        application: 'northwind-id',
        platform: 'android',
        version: '1.0.0',
        device: { name: 'x' },
      }),
    })
  ).status;
}

async function addressesOf(event: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: server.endpoints.postgres_url });
  await client.connect();
  try {
    const { rows } = await client.query<{ address: string }>(
      'select distinct client_ip as address from event where name = $1 order by 1',
      [event],
    );
    return rows.map(({ address }) => address);
  } finally {
    await client.end();
  }
}

describe('X-Forwarded-For', () => {
  it.each([
    ['the address with the port of the connection', '203.0.113.20:50001', '203.0.113.20:50002'],
    ['IPv6 in brackets', '[2001:db8:aaaa:1::1]', '2001:db8:aaaa:1::2'],
    [
      'IPv6 in brackets with a port',
      '[2001:db8:aaaa:2:1111:2222:3333:4444]:50001',
      '[2001:db8:aaaa:2:1111:2222:3333:4444]:50002',
    ],
    ['IPv6 with a zone', '2001:db8:aaaa:3::1%eth0', '2001:db8:aaaa:3::1%eth1'],
    ['IPv4 in IPv6', '::ffff:203.0.113.21', '203.0.113.21'],
    ['no address', 'unknown', `_hidden ${'x'.repeat(300)}`],
  ])('counts two spellings as one caller: %s', async (_, first, again) => {
    expect([await register(first), await register(again)]).toEqual([201, 429]);
  });

  it('is recorded in events as a bare address, or as 0.0.0.0', async () => {
    expect(await addressesOf('DYNAMIC REG SUCCESS')).toEqual(
      [
        '0.0.0.0',
        '2001:db8:aaaa:1::1',
        '2001:db8:aaaa:2:1111:2222:3333:4444',
        '2001:db8:aaaa:3::1',
        '203.0.113.20',
        '::ffff:203.0.113.21',
      ].toSorted(),
    );
  });
});
