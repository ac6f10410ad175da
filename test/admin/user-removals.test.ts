import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { isConnected } from '../app/support/is-connected.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import { connectReachablePhone } from '../app/support/reachable-phone.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';
import { addConsent } from './support/add-consent.ts';
import { signInAll } from './support/admin-api.ts';
import type { SignedIn } from './support/admin-api.ts';
import { eventsOf } from './support/stored-events.ts';
import { query } from '../support/query.ts';

const { endpoints } = useStack();
const { api, operators, postgres_url: database } = endpoints;
let admin: SignedIn;

beforeAll(async () => {
  ({ admin } = await signInAll(api, operators));
});

const at = (userId: string, rest = '') => `/users/${encodeURIComponent(userId)}${rest}`;

const devicesOf = async (userId: string) =>
  (await admin.call('GET', at(userId, '/devices'))).body.items as {
    id: string;
    mobile_authentication_enabled: boolean;
    push_enabled: boolean;
  }[];

const flagsOf = async ({ userId }: RawPhone) =>
  (await devicesOf(userId)).map((device) => [device.mobile_authentication_enabled, device.push_enabled]);

describe('DELETE /admin/v1/users/{id}/devices/...', () => {
  it('disconnects the user and ends open transactions; other users and the client of the device stay', async () => {
    const phone = await connectReachablePhone(endpoints);
    const neighbour = await RawPhone.connect(endpoints, { device: phone.device });
    const website = createWebsite(endpoints);
    const initialised = await website.initialise({
      type: 'login_with_push',
      user_id: phone.userId,
      device_id: phone.device.id,
      message: 'm',
      callback_uri: `${endpoints.sandbox}/callbacks/admin`,
    });
    expect(initialised.body).toMatchObject({ transaction_id: expect.any(String) });
    const answers = [
      await admin.call('DELETE', at(phone.userId, `/devices/${phone.device.id}`)),
      await admin.call('DELETE', at(phone.userId, `/devices/${phone.device.id}`)),
    ];
    expect(answers.map(({ status }) => status)).toEqual([204, 204]);
    expect(await isConnected(phone)).toBe(false);
    expect(await isConnected(neighbour)).toBe(true);
    expect(await query(database, 'select from device where id = $1', [phone.device.id])).toHaveLength(1);
    const ended = await eventually(async () => {
      const { body } = await website.result(initialised.body.transaction_id);
      return body.status === 'pending' ? undefined : body;
    });
    expect(ended).toMatchObject({ not_authenticated_reason: { reason: 'cancelled' } });
    const events = (await Promise.all(answers.map((answer) => eventsOf(database, answer)))).flat();
    expect(events.filter(({ name }) => name.startsWith('ADMIN'))).toEqual([
      {
        name: 'ADMIN USER REVOKED',
        detail: null,
        agent_user: 'admin',
        user_id: phone.userId,
        subject_id: phone.device.id,
        client_ip: expect.any(String),
      },
    ]);
  });

  it('revokes push, then mobile authentication; the user stays connected', async () => {
    const phone = await connectReachablePhone(endpoints);
    const row = at(phone.userId, `/devices/${phone.device.id}`);
    const push = await admin.call('DELETE', `${row}/push`);
    expect(await devicesOf(phone.userId)).toMatchObject([{ mobile_authentication_enabled: true, push_enabled: false }]);
    const keys = await admin.call('DELETE', `${row}/mobile-authentication`);
    expect(await devicesOf(phone.userId)).toMatchObject([
      { mobile_authentication_enabled: false, push_enabled: false },
    ]);
    expect([push.status, keys.status, (await admin.call('DELETE', `${row}/push`)).status]).toEqual([204, 204, 204]);
    expect(await isConnected(phone)).toBe(true);
    const names = async (answer: typeof push) =>
      (await eventsOf(database, answer)).map(({ name, agent_user: agent }) => [name, agent]);
    expect(await names(push)).toContainEqual(['ADMIN PUSH ENROLLMENT REVOKED', 'admin']);
    expect(await names(keys)).toContainEqual(['ADMIN USER CLIENT KEYS REVOKED', 'admin']);
  });

  it('applies to all devices of the user', async () => {
    const one = await connectReachablePhone(endpoints);
    const other = await RawPhone.connect(endpoints, { userId: one.userId, platform: 'ios' });
    await other.enrollKeys();
    expect(await flagsOf(one)).toEqual([
      [true, true],
      [true, false],
    ]);
    expect((await admin.call('DELETE', at(one.userId, '/push'))).status).toBe(204);
    expect(await flagsOf(one)).toEqual([
      [true, false],
      [true, false],
    ]);
    expect((await admin.call('DELETE', at(one.userId, '/mobile-authentication'))).status).toBe(204);
    expect(await flagsOf(one)).toEqual([
      [false, false],
      [false, false],
    ]);
    expect((await admin.call('DELETE', at(one.userId, '/devices'))).status).toBe(204);
    expect(await devicesOf(one.userId)).toEqual([]);
    expect(await Promise.all([isConnected(one), isConnected(other)])).toEqual([false, false]);
  });

  it('does not affect the device of another user', async () => {
    const [mine, theirs] = [await connectReachablePhone(endpoints), await connectReachablePhone(endpoints)];
    for (const path of ['', '/push', '/mobile-authentication']) {
      const answer = await admin.call('DELETE', at(mine.userId, `/devices/${theirs.device.id}${path}`));
      expect(answer.status).toBe(204);
      expect(await eventsOf(database, answer)).toEqual([]);
    }
    expect(await devicesOf(theirs.userId)).toMatchObject([{ mobile_authentication_enabled: true, push_enabled: true }]);
    expect(await isConnected(theirs)).toBe(true);
  });
});

describe('DELETE /admin/v1/users/{id}/tokens and /consents', () => {
  it('revokes one token with its refresh token', async () => {
    const phone = await RawPhone.connect(endpoints);
    const [{ id }] = (await admin.call('GET', at(phone.userId, '/tokens'))).body.items;
    const other = await RawPhone.connect(endpoints);
    expect((await admin.call('DELETE', at(other.userId, `/tokens/${id}`))).status).toBe(204);
    expect(await isConnected(phone)).toBe(true);
    const answer = await admin.call('DELETE', at(phone.userId, `/tokens/${id}`));
    expect([answer.status, (await admin.call('DELETE', at(phone.userId, `/tokens/${id}`))).status]).toEqual([204, 204]);
    expect(await eventsOf(database, answer)).toMatchObject([
      { name: 'ADMIN TOKEN REVOKED', agent_user: 'admin', user_id: phone.userId, subject_id: id },
    ]);
    expect(await isConnected(phone)).toBe(false);
  });

  it('revokes one consent with its tokens, all tokens and all consents', async () => {
    const userId = `revoked-${randomUUID()}`;
    const ids = await Promise.all(['shop', 'bank', 'club'].map((client) => addConsent(userId, client)));
    const answer = await admin.call('DELETE', at(userId, `/consents/${ids[0]}`));
    expect(await eventsOf(database, answer)).toMatchObject([
      { name: 'ADMIN CONSENT REVOKED', agent_user: 'admin', user_id: userId, subject_id: ids[0] },
    ]);
    expect((await admin.call('GET', at(userId, '/tokens'))).body.items).toHaveLength(2);
    expect((await admin.call('DELETE', at(userId, '/tokens'))).status).toBe(204);
    expect((await admin.call('GET', at(userId, '/tokens'))).body.items).toEqual([]);
    expect((await admin.call('GET', at(userId, '/consents'))).body.items).toHaveLength(2);
    expect((await admin.call('DELETE', at(userId, '/consents'))).status).toBe(204);
    expect((await admin.call('GET', at(userId, '/consents'))).body.items).toEqual([]);
  });

  it.each(['tokens', 'consents', 'devices'])(
    'answers 204 for a malformed id of %s, as for an absent one',
    async (part) => {
      const phone = await RawPhone.connect(endpoints);
      for (const id of ['x', '%00', '%E2%80%AE', '-'.repeat(300), "';--", `${phone.device.id}0`])
        expect((await admin.call('DELETE', at(phone.userId, `/${part}/${id}`))).status, id).toBe(204);
      expect(await isConnected(phone)).toBe(true);
    },
  );
});
