import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Endpoints } from '../../dev/parts/endpoints.ts';
import type { Instance } from '../../dev/parts/instance.ts';
import { makeServiceAccount } from '../configuration/support/credentials.ts';
import { createConfigurationApi } from '../configuration/support/configuration-api.ts';
import { enrollPhone } from '../support/enrolled-phone.ts';
import { createSeededInstance, useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';
import { createEventsApi } from './support/events-api.ts';

const stack = useStack();
let instance: Instance;
let endpoints: Endpoints;

beforeAll(async () => {
  instance = await createSeededInstance();
  const server = await instance.startServer();
  endpoints = { ...stack.endpoints, api: server.url };
});
afterAll(() => instance.stop());

/** Makes one change. @returns the events that it caused. */
async function change(
  method: string,
  path: string,
  body?: object,
): Promise<{ event_type: string; client_id: string }[]> {
  const requestId = randomUUID();
  const answer = await createConfigurationApi(endpoints).call(method, path, {
    ...(body ? { body } : {}),
    headers: { 'x-request-id': requestId },
  });
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  const { body: found } = await createEventsApi(endpoints)({ transaction_id: requestId });
  return found.result_set;
}

describe('a change of the configuration', () => {
  const application = `/applications/events-${randomUUID()}`;
  const versions = `${application}/platforms/android/versions`;

  it.each<[string, string, () => string, object | undefined]>([
    [
      'CONFIGURATION_APPLICATION_CREATED',
      'POST',
      () => '/applications',
      { identifier: application.split('/')[2], name: 'Events' },
    ],
    ['CONFIGURATION_APPLICATION_CHANGED', 'PATCH', () => application, { name: 'Events of another name' }],
    ['CONFIGURATION_APPLICATION_VERSION_CREATED', 'POST', () => versions, { version_name: '1.0' }],
    ['CONFIGURATION_APPLICATION_VERSION_CHANGED', 'PATCH', () => `${versions}/1.0`, { status: 'DISABLED' }],
    ['CONFIGURATION_APPLICATION_VERSION_DELETED', 'DELETE', () => `${versions}/1.0`, undefined],
    ['CONFIGURATION_APPLICATION_DELETED', 'DELETE', () => application, undefined],
    ['CONFIGURATION_FEATURES_CHANGED', 'PATCH', () => '/features', { sms_authorisation_enabled: false }],
    ['CONFIGURATION_GENERAL_SETTINGS_CHANGED', 'PATCH', () => '/general-settings', { event_retention_days: 400 }],
  ])('%s', async (type, method, path, body) => {
    expect(await change(method, path(), body)).toMatchObject([
      { event_type: type, client_id: endpoints.clients.administration.id, app_name: 'Demonstration administration' },
    ]);
  });

  it('CONFIGURATION_PUSH_MESSAGING_CHANGED', async () => {
    const api = createConfigurationApi(endpoints);
    const created = await api.post('/push-messaging-configurations', {
      name: `events ${randomUUID()}`,
      platform: 'android',
      service_account: makeServiceAccount(),
    });
    const id = created.headers.get('location')!.split('/').at(-1)!;
    expect(
      await change('PATCH', `/push-messaging-configurations/${id}`, { name: `renamed ${randomUUID()}` }),
    ).toMatchObject([{ event_type: 'CONFIGURATION_PUSH_MESSAGING_CHANGED' }]);
  });
});

describe('the setting excluded_event_types in the configuration API', () => {
  it('refuses types that cannot be excluded', async () => {
    for (const type of ['MOBILE_AUTH_AUTHENTICATED', 'API_AUTHENTICATION_FAILED', 'NO_SUCH_TYPE', 'mobile auth']) {
      const answer = await createConfigurationApi(endpoints).patch('/general-settings', {
        excluded_event_types: [type],
      });
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
    }
  });

  it('applies to the next event, in every process that writes events', async () => {
    const phone = await enrollPhone(endpoints);
    const approve = async () => {
      const requestId = randomUUID();
      const form = {
        type: 'login_with_push',
        user_id: phone.userId,
        device_id: phone.deviceId,
        callback_uri: `${endpoints.sandbox}/callbacks/${requestId}`,
        message: 'Hi',
      };
      const { body } = await createWebsite(endpoints).initialise(form, { 'x-request-id': requestId });
      await phone.answer(body.transaction_id);
      const { body: found } = await createEventsApi(endpoints)({
        transaction_id: requestId,
        exclude_event_type: 'PUSH_AUTH_CALLBACK_SENT',
      });
      return (found.result_set as { event_type: string }[]).map(({ event_type: type }) => type).toSorted();
    };
    expect(await approve()).toEqual([
      'MOBILE_AUTH_AUTHENTICATED',
      'MOBILE_AUTH_FETCH_SECURED_MESSAGE_FETCHED',
      'PUSH_AUTH_INIT_SUCCESS',
      'TRANSACTION_SIGNING_SUCCEEDED',
    ]);
    await change('PATCH', '/general-settings', {
      excluded_event_types: ['PUSH_AUTH_INIT_SUCCESS', 'MOBILE_AUTH_FETCH_SECURED_MESSAGE_FETCHED'],
    });
    expect(await approve()).toEqual(['MOBILE_AUTH_AUTHENTICATED', 'TRANSACTION_SIGNING_SUCCEEDED']);
  });
});

it('an invalid token of an operator causes an event without the presented token', async () => {
  const requestId = randomUUID();
  const answer = await fetch(`${endpoints.api}/admin/v1/me`, {
    headers: { authorization: 'Bearer guessed-by-a-stranger', 'x-request-id': requestId },
  });
  expect(answer.status).toBe(401);
  const { body } = await createEventsApi(endpoints)({ transaction_id: requestId });
  expect(body.result_set).toMatchObject([
    { event_type: 'ADMIN_AUTHENTICATION_FAILED', user_id: null, event_agent_user: null },
  ]);
  expect(JSON.stringify(body)).not.toContain('guessed');
});
