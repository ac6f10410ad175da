import { randomInt, randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { createConfigurationApi } from '../configuration/support/configuration-api.ts';
import { enrollPhone, eventually } from '../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';

const { endpoints } = useStack();
const website = createWebsite(endpoints);
const versions = '/applications/northwind-id/platforms/android/versions';
const callbackUri = `${endpoints.sandbox}/callbacks/disabled-version`;
let phone: EnrolledPhone;

beforeAll(async () => {
  const configuration = createConfigurationApi(endpoints);
  const version = `1.${randomUUID()}`;
  expect((await configuration.post(`${versions}/1.0.0/clone`, { version_name: version })).status).toBe(201);
  phone = await eventually(() => enrollPhone(endpoints, { version }).catch(() => undefined));
  expect(await enabled()).toContain('login_with_push');
  expect((await configuration.patch(`${versions}/${version}/`, { status: 'DISABLED' })).status).toBe(204);
});

async function enabled(): Promise<string[]> {
  const { body } = await website.call('GET', `/authenticate/user/${phone.userId}/device/${phone.deviceId}/enabled`);
  return body.enabled as string[];
}

const form = () => ({ user_id: phone.userId, device_id: phone.deviceId, callback_uri: callbackUri, message: 'Hi' });

it('sends no push to a phone whose app version is disabled', async () => {
  expect(await enabled()).not.toContain('login_with_push');
  const answer = await website.initialise({ ...form(), type: 'login_with_push' });
  expect([answer.status, answer.body.error_code]).toEqual([404, '1001']);
});

it('falls back to a text message when the app version of the phone is disabled', async () => {
  const answer = await website.initialise({
    ...form(),
    type: 'payment_with_push',
    phone_number: `+316${randomInt(10_000_000, 99_999_999)}`,
  });
  expect([answer.status, answer.body.auth_method]).toEqual([200, 'sms']);
});
