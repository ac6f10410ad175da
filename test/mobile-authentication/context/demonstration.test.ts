import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Instance } from '../../../dev/parts/instance.ts';
import { createConfigurationApi } from '../../configuration/support/configuration-api.ts';
import { enrollPhone, eventually } from '../../support/enrolled-phone.ts';
import { createIsolatedInstance, useStack } from '../../support/stack.ts';
import { createWebsite } from '../../support/website.ts';
import { chrome } from './support/geolocating-site.ts';

const { endpoints } = useStack();
let instance: Instance;
let api: string;

beforeAll(async () => {
  instance = await createIsolatedInstance();
  ({ url: api } = await instance.startServer());
  // Seed twice, as two starts of the demonstration do.
  await instance.seed({ pages: true });
  await instance.seed({ pages: true });
});
afterAll(() => instance.stop());

it('the demonstration shows where a payment was started, separate from the text of the shop', async () => {
  const where = { ...endpoints, api };
  const phone = await enrollPhone(where);
  const website = createWebsite(where);
  const form = {
    type: 'payment_with_push',
    user_id: phone.userId,
    device_id: phone.deviceId,
    phone_number: '+31612345678',
    callback_uri: `${endpoints.sandbox}/callbacks/demo`,
    message: 'Pay?',
    secure_message: 'Bill 7',
    user_agent: chrome,
    ip_address: '127.0.0.1',
  };
  const shown = await eventually(async () => {
    const { body } = await website.initialise(form);
    const answered = await phone.answer(body.transaction_id);
    return answered.shown.context?.location ? answered.shown : undefined;
  });
  expect(shown).toMatchObject({
    message: 'Pay?',
    secureMessage: 'Bill 7',
    context: { device: 'macOS 10.14 Chrome 73.0', location: 'NL, Provincie Utrecht, Utrecht' },
  });
});

it('a change by an operator is kept at the next start of the demonstration', async () => {
  const configuration = createConfigurationApi({ ...endpoints, api });
  const mine = { provider: 'HTTP', url: 'https://geo.example/{ip}', headers: { 'X-Key': 'mine' } };
  expect((await configuration.call('PUT', '/geolocation', { body: mine })).status).toBe(204);
  expect((await configuration.patch('/features', { geolocation_enabled: false })).status).toBe(204);
  await instance.seed({ pages: true });
  expect((await configuration.get('/geolocation')).body).toMatchObject({
    url: 'https://geo.example/{ip}',
    header_names: ['X-Key'],
  });
  expect((await configuration.get('/features')).body.geolocation_enabled).toBe(false);
});
