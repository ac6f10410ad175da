import { randomInt, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';
import { makeApnsKey, makeServiceAccount } from './support/credentials.ts';
import { createConfigurationApi, newClient } from './support/configuration-api.ts';
import { resources } from './support/resources.ts';

const { endpoints } = useStack();
const api = createConfigurationApi(endpoints);

/** Two changes for each kind of resource; the second is of a secret where the kind has one. */
const changes: Record<string, [() => object, () => object]> = {
  'an API client': [() => ({ name: randomUUID() }), () => ({ client_secret: newClient().secret })],
  'an application': [() => ({ name: randomUUID() }), () => ({ max_pin_attempts: 7 })],
  'a version': [() => ({ application_signatures: [randomUUID()] }), () => ({ status: 'DISABLED' })],
  'a push messaging configuration for ios': [() => ({ name: randomUUID() }), () => ({ private_key: makeApnsKey() })],
  'a push messaging configuration for android': [
    () => ({ name: randomUUID() }),
    () => ({ service_account: makeServiceAccount() }),
  ],
  'a type of a push': [() => ({ max_allowed_resends: randomInt(1, 100) }), () => ({ request_expires_in: 60 })],
  'a type of a text message': [() => ({ sms_sender_id: randomUUID() }), () => ({ max_allowed_attempts: 1 })],
  'a callback endpoint': [() => ({ username: randomUUID() }), () => ({ signing_secret: newClient().secret })],
};

describe.each(Object.entries(resources))('If-Match on %s', (kind, makeOne) => {
  const make = () => makeOne(api);
  const [change, otherChange] = changes[kind] as [() => object, () => object];
  const patch = (path: string, body: object, tag: string) =>
    api.call('PATCH', path, { body, headers: { 'if-match': tag } });
  const tagOf = async (path: string) => (await api.get(path)).headers.get('etag') as string;

  it('accepts a change with the current ETag and changes the ETag', async () => {
    const path = await make();
    const tag = await tagOf(path);
    expect(tag).toMatch(/^"[\w-]{22}"$/);
    expect(await tagOf(path)).toBe(tag);
    expect((await patch(path, change(), tag)).status).toBe(204);
    expect(await tagOf(path)).not.toBe(tag);
  });

  it('refuses a change with a stale ETag, also after a change of a secret', async () => {
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

  it('accepts one of eight concurrent changes with the same ETag', async () => {
    const path = await make();
    const tag = await tagOf(path);
    const statuses = (await Promise.all(Array.from({ length: 8 }, () => patch(path, change(), tag)))).map(
      ({ status }) => status,
    );
    expect(statuses.toSorted()).toEqual([204, ...Array.from({ length: 7 }, () => 412)]);
  });

  it('accepts a star, and a list that contains the current ETag', async () => {
    const path = await make();
    expect((await patch(path, change(), '*')).status).toBe(204);
    expect((await patch(path, change(), `"other", ${await tagOf(path)}`)).status).toBe(204);
  });
});
