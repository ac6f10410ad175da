import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createConfigurationApi } from '../configuration/support/configuration-api.ts';
import { useStack } from '../support/stack.ts';

const api = createConfigurationApi(useStack().endpoints);
const hex = () => randomBytes(32).toString('hex').toUpperCase();

describe('line 4: the published example of an API client', () => {
  it('is accepted, and returned as published', async () => {
    const client_id = hex();
    const made = await api.post('/api-clients', {
      name: 'API client 1',
      client_id,
      client_secret: hex(),
      scopes: ['onegini_api_end_user', 'onegini_api_user_registration'],
      public_base_uri: '',
    });
    expect([made.status, made.body]).toEqual([201, null]);
    const published = {
      name: 'API client 1',
      client_id,
      scopes: ['onegini_api_end_user', 'onegini_api_user_registration'],
      public_base_uri: '',
    };
    expect((await api.get(`/api-clients/${client_id}`)).body).toMatchObject(published);
    expect(await api.list('/api-clients')).toContainEqual(expect.objectContaining(published));
  });

  it.each(['onegini_api_insights', 'onegini_api_payload_encryption_policy', 'onegini_api_user_registration'])(
    'may have the scope %s, which no API requires yet',
    async (scope) => {
      const client_id = hex();
      const body = { name: 'Scoped', client_id, client_secret: hex(), scopes: [scope] };
      expect((await api.post('/api-clients', body)).status).toBe(201);
      expect((await api.get(`/api-clients/${client_id}`)).body.scopes).toEqual([scope]);
    },
  );

  it('has no public_base_uri when it is "", null or absent', async () => {
    const client_id = hex();
    await api.post('/api-clients', { name: 'Addressed', client_id, client_secret: hex() });
    const read = async () => (await api.get(`/api-clients/${client_id}`)).body.public_base_uri;
    expect(await read()).toBe('');
    for (const none of ['', null]) {
      await api.patch(`/api-clients/${client_id}`, { public_base_uri: 'https://portal.example' });
      expect(await read()).toBe('https://portal.example');
      expect((await api.patch(`/api-clients/${client_id}`, { public_base_uri: none })).status).toBe(204);
      expect(await read()).toBe('');
    }
  });
});
