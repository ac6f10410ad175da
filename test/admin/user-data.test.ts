import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { RawPhone } from '../app/support/raw-phone.ts';
import { connectReachablePhone } from '../app/support/reachable-phone.ts';
import { useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';
import { addConsent } from './support/add-consent.ts';
import { signInAll } from './support/admin-api.ts';
import type { SignedIn } from './support/admin-api.ts';
import { query } from '../support/query.ts';

const { endpoints } = useStack();
const { api, operators, postgres_url: database } = endpoints;
const tenMinutes = 600_000;
let admin: SignedIn;
let operator: SignedIn;
let helpdesk: SignedIn;

beforeAll(async () => {
  ({ admin, operator, helpdesk } = await signInAll(api, operators));
});

const at = (userId: string, rest = '') => `/users/${encodeURIComponent(userId)}${rest}`;

describe('GET /admin/v1/users/{id}/...', () => {
  it('returns devices, tokens and events of this user only', async () => {
    const [phone, other] = [await connectReachablePhone(endpoints), await RawPhone.connect(endpoints)];
    const { body: found } = await helpdesk.call('GET', at(phone.userId, '/devices'));
    expect(found).toEqual({
      items: [
        {
          id: phone.device.id,
          name: 'raw phone',
          model: null,
          os_version: null,
          application: 'Northwind ID',
          platform: 'android',
          linked_at: expect.any(String),
          last_used_at: expect.any(String),
          token_types: ['DEFAULT'],
          mobile_authentication_enabled: true,
          push_enabled: true,
        },
      ],
    });
    expect(Math.abs(Date.parse(found.items[0].linked_at) - Date.now())).toBeLessThan(tenMinutes);
    const { body: tokens } = await operator.call('GET', at(phone.userId, '/tokens'));
    expect(tokens.items).toMatchObject([
      {
        client_name: 'Northwind ID',
        device_id: phone.device.id,
        device_name: 'raw phone',
        type: 'DEFAULT',
        refresh_token_issued: true,
        expired: false,
      },
    ]);
    expect(JSON.stringify(tokens)).not.toContain(phone.accessToken);
    const { body: events } = await helpdesk.call('GET', at(phone.userId, '/events'));
    expect(events.items[0]).toMatchObject({
      name: 'PUSH ENROLLMENT SUCCESS',
      type: 'PUSH_ENROLLMENT_SUCCESS',
      occurred_at: expect.stringMatching(/Z$/),
    });
    expect(events.items.map(({ occurred_at: time }: { occurred_at: string }) => time)).toEqual(
      events.items
        .map(({ occurred_at: time }: { occurred_at: string }) => time)
        .toSorted()
        .toReversed(),
    );
    for (const text of [found, tokens, events].map((answer) => JSON.stringify(answer)))
      for (const id of [other.userId, other.device.id]) expect(text).not.toContain(id);
  });

  it('returns the latest 20 events, newest first', async () => {
    const userId = `busy-${randomUUID()}`;
    const website = createWebsite(endpoints);
    for (let count = 0; count < 23; count++) await website.enrollmentCode(userId);
    const newest = await query<{ id: string }>(
      database,
      'select id from event where user_id = $1 order by id desc limit 20',
      [userId],
    );
    const { body } = await admin.call('GET', at(userId, '/events'));
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual(newest.map(({ id }) => id));
  });

  it('returns consents with their tokens, and the notification type', async () => {
    const userId = `consents-${randomUUID()}`;
    const id = await addConsent(userId);
    expect((await admin.call('GET', at(userId, '/notifications'))).body).toEqual({ notification_type: 'EMAIL' });
    expect((await admin.call('GET', at(userId, '/consents'))).body).toEqual({
      items: [
        {
          id,
          client_id: 'web-shop',
          client_name: 'web-shop',
          device_name: null,
          scopes: ['openid', 'profile'],
          created_at: expect.any(String),
        },
      ],
    });
    expect((await admin.call('GET', at(userId, '/tokens'))).body.items).toMatchObject([
      { id, client_id: 'web-shop', device_id: null, scopes: ['openid', 'profile'] },
    ]);
  });

  it('returns unused enrolment codes without the code itself', async () => {
    const userId = `grants-${randomUUID()}`;
    const code = await createWebsite(endpoints).enrollmentCode(userId);
    const { body } = await helpdesk.call('GET', at(userId, '/grants'));
    expect(body).toEqual({
      items: [
        {
          id: expect.any(String),
          type: 'ENROLLMENT_CODE',
          client_id: null,
          scopes: [],
          created_at: expect.any(String),
          expires_at: expect.any(String),
        },
      ],
    });
    expect(JSON.stringify(body)).not.toContain(code);
    await query(database, `update enrollment_code set expires_at = now() where user_id = $1`, [userId]);
    expect((await admin.call('GET', at(userId, '/grants'))).body).toEqual({ items: [] });
  });

  it('returns empty lists when there is no data', async () => {
    const userId = `empty-${randomUUID()}`;
    await createWebsite(endpoints).enrollmentCode(userId);
    for (const part of ['consents', 'tokens', 'devices', 'devices/users'])
      expect((await admin.call('GET', at(userId, `/${part}`))).body).toEqual({ items: [] });
    expect((await admin.call('GET', at(userId, '/notifications'))).body).toEqual({ notification_type: null });
  });
});
