import { randomInt, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';
import { makeApnsKey } from './support/credentials.ts';
import { createConfigurationApi, newClient } from './support/configuration-api.ts';

const { endpoints } = useStack();
const api = createConfigurationApi(endpoints);

async function create(collection: string, body: object): Promise<string> {
  const answer = await api.post(collection, body);
  expect(answer.status).toBe(201);
  return (answer.headers.get('location') as string).split('/configuration')[1] as string;
}

const client = () => create('/api-clients', { name: 'x', client_id: newClient().id, client_secret: newClient().secret });
const application = () => create('/applications', { identifier: `shop-${randomUUID()}`, name: 'x' });
const push = () => create('/push-messaging-configurations', { name: randomUUID(), platform: 'ios', apple_team_id: 'TEAM123456', key_id: 'KEY1234567', private_key: makeApnsKey() });
const version = async () => create(`${await application()}/platforms/ios/versions`, { version_name: '1.0' });
const type = () => create('/mobile-authentication-types', { name: randomUUID(), method: 'PUSH', request_expires_in: 120 });
const callback = () => create('/callback-endpoints', { url: `https://shop.example/${randomUUID()}`, username: 'x', password: 'x' });

const resources: [string, () => Promise<string>, () => object, () => object][] = [
  ['an API client', client, () => ({ name: randomUUID() }), () => ({ client_secret: newClient().secret })],
  ['an application', application, () => ({ name: randomUUID() }), () => ({ max_pin_attempts: 7 })],
  ['a version', version, () => ({ application_signatures: [randomUUID()] }), () => ({ status: 'DISABLED' })],
  ['a mobile authentication type', type, () => ({ max_allowed_resends: randomInt(1, 100) }), () => ({ request_expires_in: 60 })],
  ['a callback endpoint', callback, () => ({ username: randomUUID() }), () => ({ signing_secret: newClient().secret })],
  ['a push messaging configuration', push, () => ({ name: randomUUID() }), () => ({ private_key: makeApnsKey() })],
];

describe.each(resources)('If-Match on %s', (_, make, change, otherChange) => {
  const patch = (path: string, body: object, tag: string) => api.call('PATCH', path, { body, headers: { 'if-match': tag } });
  const tagOf = async (path: string) => (await api.get(path)).headers.get('etag') as string;

  it('lets a change through while it is as it was read, and is another one afterwards', async () => {
    const path = await make();
    const tag = await tagOf(path);
    expect(tag).toMatch(/^"[\w-]{22}"$/);
    expect(await tagOf(path)).toBe(tag);
    expect((await patch(path, change(), tag)).status).toBe(204);
    expect(await tagOf(path)).not.toBe(tag);
  });

  it('refuses what was read before somebody else changed it, a secret too, and changes nothing', async () => {
    const path = await make();
    const tag = await tagOf(path);
    expect((await api.patch(path, otherChange())).status).toBe(204);
    const before = (await api.get(path)).body;
    const refused = await patch(path, change(), tag);
    expect([refused.status, refused.body.code]).toEqual([412, 'configuration_changed']);
    expect((await api.call('DELETE', path, { headers: { 'if-match': tag } })).status).toBe(412);
    expect((await patch(path, change(), 'nonsense')).status).toBe(412);
    expect((await api.get(path)).body).toEqual(before);
    expect((await api.call('DELETE', path, { headers: { 'if-match': await tagOf(path) } })).status).toBe(204);
  });

  it('lets one of eight through who read the same', async () => {
    const path = await make();
    const tag = await tagOf(path);
    const statuses = (await Promise.all(Array.from({ length: 8 }, () => patch(path, change(), tag)))).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([204, ...Array.from({ length: 7 }, () => 412)]);
  });

  it('with a star, or one of several tags, lets through', async () => {
    const path = await make();
    expect((await patch(path, change(), '*')).status).toBe(204);
    expect((await patch(path, change(), `"other", ${await tagOf(path)}`)).status).toBe(204);
  });
});
