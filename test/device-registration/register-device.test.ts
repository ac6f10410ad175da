import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerDevice } from '../../src/commands/devices/registration/register-device.ts';
import type { DeviceRegistration } from '../../src/commands/devices/registration/register-device.ts';
import { ApplicationVersion } from '../../src/entities/configuration/application-version.ts';
import { Application } from '../../src/entities/configuration/application.ts';
import { Event } from '../../src/entities/events/event.ts';
import { Device } from '../../src/entities/devices/device.ts';
import { AuthorizationServerUnderTest } from '../authorization-server/support/authorization-server-under-test.ts';
import { TestDevice } from '../authorization-server/support/test-device.ts';

let oauth: AuthorizationServerUnderTest;
beforeAll(async () => void (oauth = await AuthorizationServerUnderTest.start()));
afterAll(() => oauth.stop());

async function describeInstallation(changes: Partial<DeviceRegistration> = {}): Promise<DeviceRegistration> {
  const { id, publicJwk } = await TestDevice.create();
  return {
    application: 'shop',
    platform: 'android',
    version: '1.0',
    device: { name: 'Pixel', model: 'P9', osVersion: '16' },
    deviceId: id,
    publicJwk,
    origin: { requestId: 'test', clientIp: '192.0.2.7', userAgent: 'phone' },
    ...changes,
  };
}

async function eventsOf({ deviceId }: DeviceRegistration): Promise<(string | null | undefined)[][]> {
  const events = await oauth.deps.em().find(Event, { subjectId: deviceId }, { orderBy: { id: 'asc' } });
  return events.map(({ name, detail }) => [name, detail]);
}

describe('registerDevice', () => {
  it('creates an OAuth client for the installation', async () => {
    const installation = await describeInstallation();
    const { deviceId, clientId } = await registerDevice(oauth.deps, installation);
    expect(deviceId).toBe(installation.deviceId);
    const device = await oauth.deps.em().findOneOrFail(Device, { id: deviceId });
    expect(device).toMatchObject({
      clientId,
      name: 'Pixel',
      model: 'P9',
      osVersion: '16',
      publicJwk: installation.publicJwk,
    });
    expect(await eventsOf(installation)).toEqual([['DYNAMIC REG SUCCESS', null]]);
  });

  it('keeps the ids for the same device key and updates the description', async () => {
    const installation = await describeInstallation();
    const first = await registerDevice(oauth.deps, installation);
    const renamed = { ...installation, device: { name: 'Work phone' }, version: '0.9' };
    expect(await registerDevice(oauth.deps, renamed)).toEqual(first);
    expect(await oauth.deps.em().findOneOrFail(Device, { id: first.deviceId })).toMatchObject({
      name: 'Work phone',
      model: null,
    });
  });

  it('refuses an installation of another application or platform, and changes nothing', async () => {
    const installation = await describeInstallation();
    const { clientId } = await registerDevice(oauth.deps, installation);
    const em = oauth.deps.em();
    const other = {
      id: randomUUID(),
      identifier: `other-${randomUUID()}`,
      name: 'Other',
      serverPublicKey: 'public',
      serverPrivateKey: 'private',
      serverKeyFingerprint: 'f',
    };
    await em.insert(Application, other);
    for (const platform of ['android', 'ios'] as const)
      await em.insert(ApplicationVersion, { id: randomUUID(), application: other.id, platform, versionName: '1.0' });
    const shop = await em.findOneOrFail(Application, { identifier: 'shop' });
    await em.insert(ApplicationVersion, {
      id: randomUUID(),
      application: shop.id,
      platform: 'ios',
      versionName: '1.0',
    });
    for (const changes of [{ application: other.identifier }, { platform: 'ios' }] as const) {
      await expect(
        registerDevice(oauth.deps, { ...installation, ...changes, device: { name: 'x' } }),
      ).rejects.toMatchObject({ code: 'device_of_other_application' });
    }
    expect(await oauth.deps.em().findOneOrFail(Device, { id: installation.deviceId })).toMatchObject({
      clientId,
      name: 'Pixel',
    });
    expect((await eventsOf(installation)).map(([name]) => name)).toContain('DYNAMIC REG FAILED OTHER APPLICATION');
    await em.nativeDelete(ApplicationVersion, { application: shop.id, platform: 'ios' });
  });

  it('records the origin of the request', async () => {
    const installation = await describeInstallation();
    const { clientId } = await registerDevice(oauth.deps, installation);
    const event = await oauth.deps.em().findOneOrFail(Event, { subjectId: installation.deviceId });
    expect(event).toMatchObject({
      clientId,
      appName: 'Shop',
      clientIp: '192.0.2.7',
      userAgent: 'phone',
      requestId: 'test',
    });
  });

  it('creates one installation for sixteen requests at once', async () => {
    const installation = await describeInstallation();
    const answers = await Promise.all(Array.from({ length: 16 }, () => registerDevice(oauth.deps, installation)));
    expect(new Set(answers.map(({ clientId }) => clientId)).size).toBe(1);
  });

  it('stores only the public part of a key', async () => {
    const installation = await describeInstallation();
    const { deviceId } = await registerDevice(oauth.deps, {
      ...installation,
      publicJwk: { ...installation.publicJwk, d: 'secret' } as never,
    });
    expect((await oauth.deps.em().findOneOrFail(Device, { id: deviceId })).publicJwk).not.toHaveProperty('d');
  });

  it.each([
    [{ application: 'unknown' }, 'application_unknown', 'DYNAMIC REG FAILED APPLICATION UNKNOWN'],
    [{ version: '7.7' }, 'application_unknown', 'DYNAMIC REG FAILED APPLICATION UNKNOWN'],
    [{ platform: 'ios' }, 'application_unknown', 'DYNAMIC REG FAILED APPLICATION UNKNOWN'],
    [{ version: '0.1' }, 'version_disabled', 'DYNAMIC REG VERSION DISABLED'],
    [{ version: '0.9' }, 'registration_disabled', 'DYNAMIC REG FAILED REGISTRATION DISABLED'],
  ] as const)('refuses %o with %s and records it', async (changes, code, event) => {
    const installation = await describeInstallation(changes);
    await expect(registerDevice(oauth.deps, installation)).rejects.toMatchObject({ code });
    expect(await eventsOf(installation)).toEqual([[event, code]]);
    expect(await oauth.deps.em().count(Device, { id: installation.deviceId })).toBe(0);
  });
});
