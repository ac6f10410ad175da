import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { createConfigurationApi } from '../../configuration/support/configuration-api.ts';
import { makeServiceAccount } from '../../configuration/support/credentials.ts';
import { useStack } from '../../support/stack.ts';

const { endpoints } = useStack();
const api = createConfigurationApi(endpoints);
const all = '/push-messaging-configurations';

it('a caller without the push credentials cannot have them sent to another endpoint', async () => {
  const made = await api.post(all, {
    name: `attack ${randomUUID()}`,
    platform: 'android',
    service_account: makeServiceAccount(),
  });
  const where = `${all}/${new URL(made.headers.get('location') as string).pathname.split('/').at(-1)}`;
  for (const service_account of [undefined, null, '']) {
    expect((await api.patch(where, { endpoint: 'https://collector.example', service_account })).status).toBe(400);
    expect((await api.get(where)).body.endpoint).toBeNull();
  }
  await api.remove(where);
});
