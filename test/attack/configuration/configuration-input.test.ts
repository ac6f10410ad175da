import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeSigningKey } from '../../api-clients/support/signing-client.ts';
import { createConfigurationApi } from '../../configuration/support/configuration-api.ts';
import { useStack } from '../../support/stack.ts';

const { endpoints } = useStack();
const api = createConfigurationApi(endpoints);
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const key = JSON.stringify(makeSigningKey().jwk);

describe('the public key of an API client', () => {
  it.each([
    ['with nested lists within the size limit', `"z":${nested(3_500)}`],
    ['with nested lists over the size limit', `"z":${nested(30_000)}`],
    ['with nested objects', '"z":{"a":{"b":1}}'],
    ['with a NUL in a value', String.raw`"z":"\u0000"`],
    ['with a NUL in a name', String.raw`"\u0000":"z"`],
    ['with a lone surrogate', String.raw`"z":"\ud800"`],
    ['with a lone surrogate in a list', String.raw`"x5c":["\udc00"]`],
    ['over the size limit', `"x5c":["${'A'.repeat(8_200)}"]`],
  ])('is refused and not stored: %s', async (_, member) => {
    const id = `attack-${randomUUID()}`;
    const text = `{"name":"x","client_id":"${id}","authentication_method":"private_key_jwt","public_jwk":${key.replace('{', `{${member},`)}}`;
    const answer = await api.call('POST', '/api-clients', { text });
    expect([answer.status, answer.body?.details?.[0]?.parameter]).toEqual([400, 'public_jwk']);
    expect((await api.get(`/api-clients/${id}`)).status).toBe(404);
    expect((await api.get('/api-clients')).status).toBe(200);
  });

  it('may contain key_ops, x5c and unknown members', async () => {
    const id = `attack-${randomUUID()}`;
    const text = `{"name":"x","client_id":"${id}","authentication_method":"private_key_jwt","public_jwk":${key.replace('{', '{"key_ops":["verify"],"x5c":["MIIB"],"ext":true,"iat":1,')}}`;
    expect((await api.call('POST', '/api-clients', { text })).status).toBe(201);
    expect((await api.get(`/api-clients/${id}`)).body).toMatchObject({
      public_jwk: { key_ops: ['verify'], x5c: ['MIIB'], ext: true, iat: 1 },
    });
    await api.remove(`/api-clients/${id}`);
  });
});

describe('a path with a NUL', () => {
  it.each([
    '/api-clients/%00',
    '/applications/%00',
    '/applications/%00/platforms/ios/versions',
    '/applications/%00/platforms/ios/versions/1',
    '/push-messaging-configurations/%00',
  ])('is refused or not found: %s', async (path) => {
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const { status } = await api.call(method, path, method === 'PATCH' ? { body: {} } : {});
      expect([400, 404, 405]).toContain(status);
    }
  });
});
