import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';
import { createConfigurationApi } from './support/configuration-api.ts';
import { makeServiceAccount } from './support/credentials.ts';

const { endpoints } = useStack();
const api = createConfigurationApi(endpoints);
const application = `shop-${randomUUID()}`;
const path = `/applications/${application}/platforms/android/versions/1.0/`;
await api.post('/applications', { identifier: application, name: 'Shop' });
await api.post(`/applications/${application}/platforms/android/versions`, { version_name: '1.0' });
const made = await api.post('/push-messaging-configurations', {
  name: randomUUID(),
  platform: 'android',
  service_account: makeServiceAccount(),
});
const push = made.headers.get('location')?.split('/').at(-1) as string;

/** Any set of fields with valid values, sometimes with an invalid one. */
const change = fc.record(
  {
    status: fc.constantFrom('DISABLED', 'LOGIN_ONLY', 'LOGIN_REGISTRATION', 'ENABLED'),
    push_messaging_configuration_id: fc.constantFrom(push, '', null),
    application_bundle_identifier: fc.constantFrom('a.b', 'c.d', '', null),
    send_badge_number_enabled: fc.boolean(),
    integrity_check: fc.constantFrom('FULL', 'NONE'),
    tampering_protection_enabled: fc.boolean(),
    payload_encryption_enabled: fc.boolean(),
    framework: fc.constantFrom('CORDOVA', 'FLUTTER', null, 'small'),
    use_apns_development_environment_enabled: fc.constantFrom(false, true),
  },
  { requiredKeys: [] },
);

const isValid = (sent: {
  status?: string;
  framework?: string | null;
  use_apns_development_environment_enabled?: boolean;
}) => sent.status !== 'ENABLED' && sent.framework !== 'small' && !sent.use_apns_development_environment_enabled;

it('PATCH changes exactly the fields that are sent, or refuses and changes nothing', async () => {
  let model = (await api.get(path)).body;
  await fc.assert(
    fc.asyncProperty(change, async (sent) => {
      const { status } = await api.patch(path, sent);
      expect(status).toBe(isValid(sent) ? 204 : 400);
      if (status === 204) {
        const cleared = Object.fromEntries(
          Object.entries(sent).map(([name, value]) => [name, value === '' ? null : value]),
        );
        model = { ...model, ...cleared };
      }
      expect((await api.get(path)).body).toEqual(model);
    }),
    { numRuns: 150 },
  );
});
