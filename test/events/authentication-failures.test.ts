import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Instance } from '../../dev/parts/instance.ts';
import type { ApplicationProcess } from '../../dev/parts/applications.ts';
import { createSeededInstance, useStack } from '../support/stack.ts';
import { basic, callForm } from '../support/website.ts';
import { query } from '../support/query.ts';

const { endpoints } = useStack();
let instance: Instance;
let server: ApplicationProcess;

beforeAll(async () => {
  instance = await createSeededInstance();
  server = await instance.startServer({ COUNTERSIGN_TRUSTED_PROXIES: '1' });
});
afterAll(() => instance.stop());

function fail(address: string, client = 'unknown', headers: Record<string, string> = {}) {
  return callForm('GET', `${server.url}/oauth/api/v1/events`, undefined, {
    authorization: basic({ id: client, secret: 'wrong' }),
    'x-forwarded-for': address,
    ...headers,
  });
}

/** Number of events by network. */
async function written(): Promise<Record<string, number>> {
  const rows = await query<{ client_ip: string; count: number }>(
    instance.environment['COUNTERSIGN_DATABASE_URL']!,
    "select client_ip, count(*)::int from event where name = 'API AUTHENTICATION FAILED' group by 1",
  );
  return Object.fromEntries(rows.map(({ client_ip: address, count }) => [address, count]));
}

describe('a caller that fails to authenticate', () => {
  it('causes an event with its origin, and without a secret', async () => {
    const requestId = randomUUID();
    expect(
      (
        await fail('192.0.2.1', endpoints.clients.administration.id, {
          'x-request-id': requestId,
          'user-agent': 'guesser/1',
        })
      ).status,
    ).toBe(401);
    const [event] = await query(
      instance.environment['COUNTERSIGN_DATABASE_URL']!,
      'select * from event where request_id = $1',
      [requestId],
    );
    expect(event).toMatchObject({
      name: 'API AUTHENTICATION FAILED',
      client_id: endpoints.clients.administration.id,
      client_ip: '192.0.2.1',
      user_agent: 'guesser/1',
    });
    expect(JSON.stringify(event)).not.toContain('wrong');
  });

  it('causes at most sixty events for one network; further failures are only counted', async () => {
    const answers = await Promise.all(
      Array.from({ length: 150 }, (_, index) => fail(index < 75 ? '192.0.2.9' : `2001:db8::${index}`)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    const counts = await written();
    expect(counts['192.0.2.9']).toBe(60);
    const inNetwork = Object.entries(counts).filter(([address]) => address.startsWith('2001:db8:'));
    expect(inNetwork.reduce((sum, [, count]) => sum + count, 0)).toBe(60);
    await fail('192.0.2.10');
    expect((await written())['192.0.2.10']).toBe(1);
    const metrics = await (await fetch(`${server.operationsUrl}/metrics`)).text();
    expect(metrics).toMatch(/countersign_api_authentication_failures_total\{recorded="no"\} 30\n/);
  });

  it('causes an event for a client also during a flood of events without one', async () => {
    await fail('192.0.2.9', endpoints.clients.end_user.id);
    const [row] = await query<{ count: number }>(
      instance.environment['COUNTERSIGN_DATABASE_URL']!,
      'select count(*)::int from event where client_id = $1',
      [endpoints.clients.end_user.id],
    );
    expect(row?.count).toBe(1);
  });
});
