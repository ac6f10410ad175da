import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSecondSite } from '../../attack/support/second-client.ts';
import { useStack } from '../../support/stack.ts';
import { createConfigurationApi, eventsOfRequest, newClient } from '../support/configuration-api.ts';

const { endpoints, environment } = useStack();
const api = createConfigurationApi(endpoints);
const database = environment['COUNTERSIGN_DATABASE_URL'] as string;

describe('callers of /configuration/api-clients', () => {
  it('are refused with unknown credentials', async () => {
    for (const [method, where] of [
      ['GET', ''],
      ['POST', ''],
      ['PATCH', '/x'],
      ['DELETE', '/x'],
    ] as const) {
      const answer = await createConfigurationApi(endpoints, { id: 'x', secret: 'x' }).call(
        method,
        `/api-clients${where}`,
        method === 'POST' || method === 'PATCH' ? { body: {} } : {},
      );
      expect([answer.status, answer.body.code, answer.body.details]).toEqual([401, 'unauthorized', []]);
      expect(answer.headers.get('www-authenticate')).toContain('Basic');
    }
  });

  it('are refused with any other scope, that of the rest of the configuration included', async () => {
    const everythingElse = [
      'onegini_api_config',
      'onegini_api_mobile_authentication',
      'onegini_api_end_user',
      'onegini_api_events',
      'onegini_api_token_introspection',
    ];
    const { client } = await createSecondSite(everythingElse);
    const api2 = createConfigurationApi(endpoints, client);
    for (const where of ['/api-clients', '/api-clients/', '/api-clients/x', '/api-clients%2Fx', '//api-clients']) {
      const answer = await api2.get(where);
      expect([where, answer.status === 403 || answer.status === 404]).toEqual([where, true]);
    }
    const requestId = `probe-${randomUUID()}`;
    const answer = await api2.call('POST', '/api-clients', {
      body: { name: 'x', client_id: 'x', client_secret: newClient().secret },
      headers: { 'x-request-id': requestId },
    });
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    expect(await eventsOfRequest(database, requestId)).toMatchObject([
      { name: 'API INSUFFICIENT PERMISSIONS', client_id: client.id, detail: 'onegini_api_admin' },
    ]);
  });

  it('have to send a JSON object', async () => {
    expect(
      (
        await api.call('POST', '/api-clients', {
          text: 'name=x',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        })
      ).status,
    ).toBe(415);
    expect((await api.call('POST', '/api-clients', { text: '{' })).body.code).toBe('invalid_request');
    expect((await api.call('POST', '/api-clients', { text: '[]' })).body.code).toBe('invalid_request');
    expect((await api.call('POST', '/api-clients', { text: '{"__proto__":{"name":"x"}}' })).status).toBe(400);
    expect((await api.call('PUT', '/api-clients', { body: {} })).status).toBe(405);
  });
});
