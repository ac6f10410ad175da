import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { ConfigurationApi } from './configuration-api.ts';
import { newClient } from './configuration-api.ts';
import { makeApnsKey, makeCertificate, makeServiceAccount } from './credentials.ts';
import { push, sms } from './types.ts';

/** Adds a resource with most of its fields set. @returns its path. */
export type MakeResource = (api: ConfigurationApi) => Promise<string>;

async function create(api: ConfigurationApi, collection: string, body: object): Promise<string> {
  const answer = await api.post(collection, body);
  expect([answer.status, answer.body]).toEqual([201, null]);
  return (answer.headers.get('location') as string).split('/configuration')[1] as string;
}

const ios = () => ({
  name: randomUUID(),
  platform: 'ios',
  apple_team_id: 'TEAM123456',
  key_id: 'KEY1234567',
  private_key: makeApnsKey(),
});
const android = () => ({
  name: randomUUID(),
  platform: 'android',
  service_account: makeServiceAccount(),
  endpoint: 'https://fcm.example',
});
const application = async () => ({
  identifier: `shop-${randomUUID()}`,
  name: 'x',
  redirect_url: 'shop://login',
  resource_gateway_base_urls: ['https://a.example'],
  certificates: [{ name: 'a', pem: await makeCertificate() }],
});

/** A maker for each kind of resource that the configuration API has. */
export const resources: Record<string, MakeResource> = {
  'an API client': (api) =>
    create(api, '/api-clients', {
      name: 'x',
      client_id: newClient().id,
      client_secret: newClient().secret,
      scopes: ['onegini_api_events'],
    }),
  'an application': async (api) => create(api, '/applications', await application()),
  'a version': async (api) =>
    create(api, `${await create(api, '/applications', await application())}/platforms/android/versions`, {
      version_name: '1.0',
      application_signatures: ['a', 'b'],
      framework: 'CORDOVA',
    }),
  'a push messaging configuration for ios': (api) => create(api, '/push-messaging-configurations', ios()),
  'a push messaging configuration for android': (api) => create(api, '/push-messaging-configurations', android()),
  'a type of a push': async (api) =>
    create(api, '/mobile-authentication-types', push({ fallback_type: 'payment_with_sms' })),
  'a type of a text message': async (api) =>
    create(api, '/mobile-authentication-types', sms({ sms_sender_id: 'Shop', max_allowed_attempts: 3 })),
  'a callback endpoint': (api) =>
    create(api, '/callback-endpoints', {
      url: `https://shop.example/${randomUUID()}`,
      username: 'x',
      password: 'x',
      signing_secret: newClient().secret,
    }),
};
