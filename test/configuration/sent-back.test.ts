import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';
import { createConfigurationApi } from './support/configuration-api.ts';
import { resources } from './support/resources.ts';

const { endpoints } = useStack();
const api = createConfigurationApi(endpoints);

/** The fields of each kind that PATCH cannot change, with other values. */
const readOnly: Record<string, Record<string, string | boolean>> = {
  'an API client': { client_id: 'other' },
  'an application': { identifier: 'other', server_key_fingerprint: 'a'.repeat(64) },
  'a version': { platform: 'ios', mobile_app_id: randomUUID() },
  'a push messaging configuration for ios': { id: randomUUID(), platform: 'android', project_id: 'other' },
  'a push messaging configuration for android': { id: randomUUID(), platform: 'ios', project_id: 'other' },
  'a type of a push': { name: 'other' },
  'a type of a text message': { name: 'other' },
  'a callback endpoint': { id: randomUUID(), signed: false },
};

describe.each(Object.entries(resources))('PATCH of %s', (kind, make) => {
  it('accepts the body that was read and changes nothing', async () => {
    const path = await make(api);
    const { headers, body } = await api.get(path);
    const answer = await api.patch(path, body);
    expect([answer.status, answer.body]).toEqual([204, null]);
    const after = await api.get(path);
    expect([after.body, after.headers.get('etag')]).toEqual([body, headers.get('etag')]);
  });

  it('refuses another value for a read-only field', async () => {
    const path = await make(api);
    const { body } = await api.get(path);
    for (const [parameter, value] of Object.entries(readOnly[kind] as object)) {
      const answer = await api.patch(path, { ...body, [parameter]: value });
      expect([answer.status, answer.body.details]).toMatchObject([400, [{ code: 'read_only', parameter }]]);
    }
  });
});
