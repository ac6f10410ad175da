import { beforeAll, describe, expect, it } from 'vitest';
import { isConnected } from '../app/support/is-connected.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import { useStack } from '../support/stack.ts';
import { signIn } from './support/admin-api.ts';
import type { SignedIn } from './support/admin-api.ts';
import { eventsOf } from './support/stored-events.ts';
import { query } from '../support/query.ts';

const { endpoints } = useStack();
const { api, operators, postgres_url: database } = endpoints;
let admin: SignedIn;

beforeAll(async () => {
  admin = await signIn(api, operators.admin);
});

const usersOf = (deviceId: string) => admin.call('GET', `/devices/${deviceId}/users`);
const remove = (deviceId: string, digest: string) =>
  admin.call('DELETE', `/devices/${deviceId}`, { headers: { 'if-match': `"${digest}"` } });
const exists = async (phone: RawPhone) =>
  (await query(database, 'select from device where id = $1', [phone.device.id])).length === 1;

/** Two users on one device. */
async function sharedDevice() {
  const one = await RawPhone.connect(endpoints);
  return [one, await RawPhone.connect(endpoints, { device: one.device })] as const;
}

describe('GET /admin/v1/devices/{id}/users', () => {
  it('lists all users of a device, with a digest of the list', async () => {
    const [one, other] = await sharedDevice();
    const { status, body, headers } = await usersOf(one.device.id);
    expect(status).toBe(200);
    const user = ({ userId }: RawPhone) => ({
      user_id: userId,
      linked_at: expect.any(String),
      last_used_at: expect.any(String),
    });
    expect(body).toEqual({
      id: one.device.id,
      client_id: expect.any(String),
      name: 'raw phone',
      application: 'Northwind ID',
      platform: 'android',
      users: [user(one), user(other)],
      users_digest: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(headers.get('etag')).toBe(`"${body.users_digest}"`);
    expect((await admin.call('GET', `/users/${one.userId}/devices/users`)).body).toEqual({ items: [body] });
  });

  it.each(['f'.repeat(64), 'x', 'F'.repeat(64), '%00'])('answers 404 for the device id %s', async (id) => {
    expect((await usersOf(id)).body).toMatchObject({ status: 404, code: 'device_not_found' });
  });
});

describe('DELETE /admin/v1/devices/{id}', () => {
  it('disconnects all its users and removes its client; a repetition changes nothing', async () => {
    const [one, other] = await sharedDevice();
    const { body } = await usersOf(one.device.id);
    const answers = [await remove(one.device.id, body.users_digest), await remove(one.device.id, body.users_digest)];
    expect(answers.map(({ status }) => status)).toEqual([204, 204]);
    expect(await Promise.all([isConnected(one), isConnected(other), exists(one)])).toEqual([false, false, false]);
    expect((await usersOf(one.device.id)).status).toBe(404);
    const events = (await Promise.all(answers.map((answer) => eventsOf(database, answer))))
      .flat()
      .filter(({ name }) => name.startsWith('ADMIN'));
    const common = { agent_user: 'admin', subject_id: one.device.id, client_ip: expect.any(String) };
    expect(events.filter(({ name }) => name === 'ADMIN CLIENT DELETED')).toEqual([
      { ...common, name: 'ADMIN CLIENT DELETED', detail: null, user_id: null },
    ]);
    const revoked = events.filter(({ name }) => name === 'ADMIN USER REVOKED');
    expect(revoked).toHaveLength(2);
    expect(revoked).toEqual(
      expect.arrayContaining(
        [one, other].map(({ userId }) => ({
          ...common,
          name: 'ADMIN USER REVOKED',
          detail: 'device_deleted',
          user_id: userId,
        })),
      ),
    );
  });

  it('deletes a device without users', async () => {
    const phone = await RawPhone.connect(endpoints);
    await admin.call('DELETE', `/users/${phone.userId}/devices/${phone.device.id}`);
    const { body } = await usersOf(phone.device.id);
    expect(body.users).toEqual([]);
    expect((await remove(phone.device.id, body.users_digest)).status).toBe(204);
    expect(await exists(phone)).toBe(false);
  });

  it('changes nothing when a user who was not shown has connected, and records the refusal', async () => {
    const one = await RawPhone.connect(endpoints);
    const { body: shown } = await usersOf(one.device.id);
    const unseen = await RawPhone.connect(endpoints, { device: one.device });
    const answer = await remove(one.device.id, shown.users_digest);
    expect(answer.body).toMatchObject({ status: 412, code: 'users_changed' });
    expect(await eventsOf(database, answer)).toMatchObject([
      { name: 'ADMIN CLIENT NOT DELETED', detail: 'users_changed', agent_user: 'admin', subject_id: one.device.id },
    ]);
    expect(await Promise.all([isConnected(one), isConnected(unseen), exists(one)])).toEqual([true, true, true]);
  });

  it('changes nothing when a user who was shown has been disconnected', async () => {
    const [one, other] = await sharedDevice();
    const { body: shown } = await usersOf(one.device.id);
    await admin.call('DELETE', `/users/${other.userId}/devices/${one.device.id}`);
    expect((await remove(one.device.id, shown.users_digest)).status).toBe(412);
    expect(await isConnected(one)).toBe(true);
  });

  it.each([[undefined], ['*'], ['x'], ['W/"x"'], ['""']])(
    'requires the digest of the shown users: If-Match %s',
    async (value) => {
      const one = await RawPhone.connect(endpoints);
      const answer = await admin.call(
        'DELETE',
        `/devices/${one.device.id}`,
        value === undefined ? {} : { headers: { 'if-match': value } },
      );
      expect(answer.body).toMatchObject({ status: 428, code: 'users_not_named' });
      expect(await isConnected(one)).toBe(true);
    },
  );

  it('either disconnects the users who were shown, or changes nothing, while another user connects', async () => {
    for (let round = 0; round < 4; round++) {
      const one = await RawPhone.connect(endpoints);
      const { body: shown } = await usersOf(one.device.id);
      const [answer, late] = await Promise.all([
        remove(one.device.id, shown.users_digest),
        RawPhone.connect(endpoints, { device: one.device }).catch(() => undefined),
      ]);
      const connected = await Promise.all([isConnected(one), late ? isConnected(late) : undefined, exists(one)]);
      // A user who connects after the deletion registers the device again.
      if (answer.status === 204) expect(connected[0]).toBe(false);
      else expect([answer.status, ...connected]).toEqual([412, true, true, true]);
    }
  });
});

describe('POST /admin/v1/users/{id}/devices/deletions', () => {
  it('deletes each device whose users match its digest, and keeps those that changed', async () => {
    const one = await RawPhone.connect(endpoints);
    const other = await RawPhone.connect(endpoints, { userId: one.userId, platform: 'ios' });
    const { body: shown } = await admin.call('GET', `/users/${one.userId}/devices/users`);
    const unseen = await RawPhone.connect(endpoints, { device: other.device, platform: 'ios' });
    const devices = shown.items.map(({ id, users_digest }: { id: string; users_digest: string }) => ({
      id,
      users_digest,
    }));
    const answer = await admin.call('POST', `/users/${one.userId}/devices/deletions`, {
      body: { devices: [...devices, { id: 'no device', users_digest: 'x' }] },
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      items: [
        { id: one.device.id, status: 'deleted' },
        { id: other.device.id, status: 'users_changed' },
        { id: 'no device', status: 'deleted' },
      ],
    });
    expect(
      await Promise.all([isConnected(one), isConnected(other), isConnected(unseen), exists(one), exists(other)]),
    ).toEqual([false, true, true, false, true]);
  });

  it.each([
    {},
    { devices: [] },
    { devices: [{ id: 'x' }] },
    { devices: [{ id: 'x', users_digest: 'y', force: true }] },
    { devices: Array.from({ length: 101 }, () => ({ id: 'x', users_digest: 'y' })) },
  ])('refuses %o', async (body) => {
    expect((await admin.call('POST', '/users/x/devices/deletions', { body })).body).toMatchObject({
      status: 400,
      code: 'invalid_request',
    });
  });
});
