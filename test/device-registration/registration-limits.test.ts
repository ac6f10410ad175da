import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRegistrationLimits } from '../../src/commands/device-registration/registration-limits.ts';
import { Setting } from '../../src/entities/configuration/setting.ts';
import { Event } from '../../src/entities/happenings/event.ts';
import { AuthorizationServerUnderTest } from '../authorization-server/support/authorization-server-under-test.ts';

let oauth: AuthorizationServerUnderTest;
beforeAll(async () => void (oauth = await AuthorizationServerUnderTest.start()));
afterAll(() => oauth.stop());

function allow(registrations: number): Promise<unknown> {
  return oauth.deps.em().upsert(Setting, { name: 'registrations_per_address_per_hour', value: registrations });
}

describe('registrations from one address', () => {
  it('are limited in an hour by the setting, over all processes; the refusal is recorded once', async () => {
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
    const events = await oauth.deps.em().find(Event, { name: 'DYNAMIC REG FAILED TOO MANY REQUESTS' });
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ clientIp: '2001:db8:1:2::7', userAgent: 'flood', detail: 'slow_down' });
  });

  it('follow the setting when it changes', async () => {
    await allow(1);
    const limits = createRegistrationLimits(oauth.deps);
    const origin = { requestId: 'test', clientIp: '198.51.100.4' };
    await limits.count(origin);
    await expect(limits.count(origin)).rejects.toMatchObject({ code: 'slow_down' });
    await allow(10);
    await limits.count(origin);
  });

  it.each(['127.0.0.1', '::1', '::ffff:127.0.0.1', null])('are not limited from %s, which is nobody in particular', async (clientIp) => {
    await allow(1);
    const limits = createRegistrationLimits(oauth.deps);
    for (let time = 0; time < 3; time++) await limits.count({ requestId: 'test', clientIp });
  });
});
