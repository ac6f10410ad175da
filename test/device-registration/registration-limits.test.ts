import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRegistrationLimits } from '../../src/commands/devices/registration/registration-limits.ts';
import { Setting } from '../../src/entities/configuration/setting.ts';
import { RateLimit } from '../../src/entities/rate-limits/rate-limit.ts';
import { Event } from '../../src/entities/events/event.ts';
import { AuthorizationServerUnderTest } from '../authorization-server/support/authorization-server-under-test.ts';

let oauth: AuthorizationServerUnderTest;
beforeAll(async () => void (oauth = await AuthorizationServerUnderTest.start()));
afterAll(() => oauth.stop());

function allow(registrations: number): Promise<unknown> {
  return oauth.deps.em().upsert(Setting, { name: 'registrations_per_address_per_hour', value: registrations });
}

/** Registers once from each address. @returns the number of refusals. */
async function refusals(addresses: string[]): Promise<number> {
  const limits = createRegistrationLimits(oauth.deps);
  let refused = 0;
  for (const clientIp of addresses) {
    try {
      await limits.count({ requestId: 'test', clientIp });
    } catch (error) {
      expect(error).toMatchObject({ code: 'slow_down' });
      refused += 1;
    }
  }
  return refused;
}

const detailsOf = async (clientIp: string) =>
  (await oauth.deps.em().find(Event, { name: 'DYNAMIC REG FAILED TOO MANY REQUESTS', clientIp })).map(
    ({ detail }) => detail,
  );

describe('registrations from one network', () => {
  beforeAll(() => oauth.configure({ registrations_per_address_per_hour: 1000, registrations_per_network_per_hour: 3 }));
  afterAll(() => oauth.configure({ registrations_per_network_per_hour: 5000 }));

  it('over IPv4 are limited for each /24', async () => {
    expect(await refusals(['203.0.113.1', '203.0.113.2', '203.0.113.3', '203.0.113.254', '::ffff:203.0.113.7'])).toBe(
      2,
    );
    expect(await detailsOf('203.0.113.254')).toEqual(['slow_down: network']);
    expect(await refusals(['203.0.112.1'])).toBe(0);
  });

  it('over IPv6 are limited for each /48 across its /64 networks', async () => {
    const networks = Array.from({ length: 5 }, (_, network) => `2001:db8:10:${network}::1`);
    expect(await refusals(networks)).toBe(2);
    expect(await refusals(['2001:db8:11::1'])).toBe(0);
  });

  it('are not counted for an address that exceeds its own limit', async () => {
    await oauth.configure({ registrations_per_address_per_hour: 2 });
    const [greedy, other] = ['192.0.2.1', '192.0.2.2'];
    expect(await refusals([greedy, greedy, greedy, greedy, greedy, greedy])).toBe(4);
    expect(await refusals([other])).toBe(0);
    await oauth.configure({ registrations_per_address_per_hour: 1000 });
  });
});

describe('all registrations over IPv6', () => {
  const networks = (first: number) => Array.from({ length: 4 }, (_, network) => `2001:db8:${first + network}::1`);

  it('are limited together; IPv4 is not affected', async () => {
    await oauth.deps.em().nativeDelete(RateLimit, { key: 'registration:ipv6:all' });
    await oauth.configure({ registrations_over_ipv6_per_hour: 3 });
    expect(await refusals(networks(100))).toBe(1);
    expect(await detailsOf('2001:db8:103::1')).toEqual(['slow_down: IPv6']);
    expect(await refusals(['198.51.100.77', '::ffff:198.51.100.78'])).toBe(0);
  });

  it('are not limited while the setting is 0', async () => {
    await oauth.configure({ registrations_over_ipv6_per_hour: 0 });
    expect(await refusals(networks(200))).toBe(0);
    await oauth.configure({ registrations_over_ipv6_per_hour: 50_000 });
  });
});

describe('registrations from one address', () => {
  it('are limited per hour by the setting across all processes, with one event', async () => {
    await allow(3);
    const [one, other] = [createRegistrationLimits(oauth.deps), createRegistrationLimits(oauth.deps)];
    const origin = { requestId: 'test', clientIp: '2001:db8:1:2::7', userAgent: 'flood' };
    await one.count(origin);
    await other.count({ ...origin, clientIp: '2001:db8:1:2:ffff::1' });
    await one.count(origin);
    for (const limits of [one, other, one]) {
      const refused = await limits.count(origin).catch((error: unknown) => error);
      expect(refused).toMatchObject({ code: 'slow_down', httpStatus: 429 });
      expect((refused as { retryAfterSeconds: number }).retryAfterSeconds).toBeGreaterThan(3000);
    }
    await one.count({ ...origin, clientIp: '2001:db8:1:3::7' });
    const events = await oauth.deps.em().find(Event, {
      name: 'DYNAMIC REG FAILED TOO MANY REQUESTS',
      clientIp: { $like: '2001:db8:1:%' },
    });
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ clientIp: '2001:db8:1:2::7', userAgent: 'flood', detail: 'slow_down' });
  });

  it('are limited by the new setting after a change', async () => {
    await allow(1);
    const limits = createRegistrationLimits(oauth.deps);
    const origin = { requestId: 'test', clientIp: '198.51.100.4' };
    await limits.count(origin);
    await expect(limits.count(origin)).rejects.toMatchObject({ code: 'slow_down' });
    await allow(10);
    await limits.count(origin);
  });

  it.each(['127.0.0.1', '::1', '::ffff:127.0.0.1', null])(
    'are not limited from %s, which does not identify a caller',
    async (clientIp) => {
      await allow(1);
      const limits = createRegistrationLimits(oauth.deps);
      for (let time = 0; time < 3; time++) await limits.count({ requestId: 'test', clientIp });
    },
  );
});
