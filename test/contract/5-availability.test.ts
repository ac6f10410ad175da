import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { enrollPhone } from '../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { callVersion, websiteVersions } from './support/versions.ts';

const { endpoints } = useStack();
let phone: EnrolledPhone;
let other: EnrolledPhone;

beforeAll(async () => {
  [phone, other] = await Promise.all([enrollPhone(endpoints), enrollPhone(endpoints)]);
});

describe('line 5: availability on a device, v4', () => {
  const ask = (deviceId: string, userId = phone.userId) =>
    callVersion('v4', 'GET', `/user/${userId}/device/${deviceId}/enabled`);

  it.each([
    ['unknown', () => 'a'.repeat(64)],
    ['unknown, in upper case', () => 'A'.repeat(64)],
    ["another user's", () => other.deviceId],
    ['too short', () => phone.deviceId.slice(1)],
    ['no id', () => 'my%20phone'],
    ['text with a NUL', () => '%00'],
  ])('is an empty list with 200 for a device id that is %s', async (_, deviceId) => {
    const { status, body } = await ask(deviceId());
    expect([status, body]).toEqual([200, { enabled: [] }]);
  });

  it("has the types of the user's device, whose id may be in any letter case", async () => {
    const { body } = await ask(phone.deviceId);
    expect(body.enabled).toContain('login_with_push');
    expect((await ask(phone.deviceId.toUpperCase())).body).toEqual(body);
  });
});

describe('line 5: availability for an application, v3', () => {
  const ask = (app: string) => callVersion('v3', 'GET', `/user/${phone.userId}/application/${app}/enabled`);

  it.each([`app-${randomUUID()}`, 'x'.repeat(300), '%00'])(
    'is an empty list with 200 for an unknown application: %s',
    async (app) => {
      const { status, body } = await ask(app);
      expect([status, body]).toEqual([200, { enabled: [] }]);
    },
  );

  it('has the types of a configured application', async () => {
    expect((await ask('northwind-id')).body.enabled).toContain('login_with_push');
  });
});

it('line 5: availability of a type that does not exist, v2, is false with 200', async () => {
  const { status, body } = await callVersion('v2', 'GET', `/user/${phone.userId}/enabled/${'x'.repeat(300)}`);
  expect([status, body]).toEqual([200, { enabled: false }]);
});

it.each(websiteVersions)('line 5: availability for an unknown user id is empty with 200, %s', async (version) => {
  for (const user of ['%00', 'x'.repeat(300), `unknown-${randomUUID()}`]) {
    const { status, body } = await callVersion(version, 'GET', `/user/${user}/enabled`);
    expect([status, body]).toEqual([200, { enabled: [] }]);
  }
});
