import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pruneUnconnectedDevices } from '../../src/commands/devices/registration/prune-unconnected-devices.ts';
import { registerDevice } from '../../src/commands/devices/registration/register-device.ts';
import { Device } from '../../src/entities/devices/device.ts';
import { Registration } from '../../src/entities/devices/registration.ts';
import { AuthorizationServerUnderTest } from '../authorization-server/support/authorization-server-under-test.ts';
import type { Phone } from '../authorization-server/support/authorization-server-under-test.ts';

let oauth: AuthorizationServerUnderTest;
beforeAll(async () => void (oauth = await AuthorizationServerUnderTest.start()));
afterAll(() => oauth.stop());
beforeEach(() => oauth.configure({ unconnected_device_hours: 720 }));

const inDays = (days: number) => ({ ...oauth.deps, clock: () => new Date(Date.now() + days * 86_400_000) });
const isThere = async ({ device }: Phone) => (await oauth.deps.em().count(Device, { id: device.id })) === 1;

function register({ device }: Phone, deps = oauth.deps) {
  return registerDevice(deps, {
    application: 'shop',
    platform: 'android',
    version: '1.0',
    device: { name: 'Pixel' },
    deviceId: device.id,
    publicJwk: device.publicJwk,
    origin: { requestId: 'test' },
  });
}

describe('an installation that never had a user', () => {
  it('is deleted after the time of the setting, and not before', async () => {
    const phone = await oauth.createPhone();
    await pruneUnconnectedDevices(inDays(29));
    expect(await isThere(phone)).toBe(true);
    expect(await pruneUnconnectedDevices(inDays(31))).toBe(1);
    expect(await isThere(phone)).toBe(false);
  });

  it('is kept for the full time again when it registers again', async () => {
    const phone = await oauth.createPhone();
    await register(phone, inDays(20));
    await pruneUnconnectedDevices(inDays(40));
    expect(await isThere(phone)).toBe(true);
    await pruneUnconnectedDevices(inDays(51));
    expect(await isThere(phone)).toBe(false);
  });

  it('can register again with the same key afterwards, and connect', async () => {
    const phone = await oauth.createPhone();
    await pruneUnconnectedDevices(inDays(31));
    expect((await oauth.connect(phone, await oauth.createCode())).body.error).toBe('invalid_client');
    const { clientId, deviceId } = await register(phone);
    expect(deviceId).toBe(phone.device.id);
    expect((await oauth.connect({ ...phone, clientId }, await oauth.createCode())).status).toBe(200);
  });

  it('is kept while the setting is 0', async () => {
    await oauth.configure({ unconnected_device_hours: 0 });
    const phone = await oauth.createPhone();
    expect(await pruneUnconnectedDevices(inDays(9999))).toBe(0);
    expect(await isThere(phone)).toBe(true);
  });
});

describe('an installation that had a user', () => {
  it('is kept, also when that user is disconnected and when it registers again', async () => {
    const phone = await oauth.createPhone();
    await oauth.connect(phone, await oauth.createCode());
    await register(phone, inDays(1));
    await pruneUnconnectedDevices(inDays(9999));
    expect(await isThere(phone)).toBe(true);
    await oauth.deps.em().nativeDelete(Registration, { device: phone.device.id });
    await pruneUnconnectedDevices(inDays(9999));
    expect(await isThere(phone)).toBe(true);
  });
});
