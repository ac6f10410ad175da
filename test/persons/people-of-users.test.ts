import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { RawPhone } from '../app/support/raw-phone.ts';
import { signInAll } from '../admin/support/admin-api.ts';
import type { SignedIn } from '../admin/support/admin-api.ts';
import { createToken, login, processToken } from '../action-tokens/support/tokens.ts';
import { useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';
import { personalKey } from '../../src/commands/rate-limits/personal-key.ts';
import { Keyring } from '../../src/security/keyring.ts';
import { eventsOf, query } from '../users/support/rest.ts';
import { giveConsent, logIn } from '../users/support/web-user.ts';
import { callPersons, createTestPerson, unique, uniqueEmail } from './support/persons-api.ts';

const { endpoints, environment } = useStack();
let admin: SignedIn;
let helpdesk: SignedIn;

beforeAll(async () => {
  ({ admin, helpdesk } = await signInAll(endpoints.api, endpoints.operators));
});

const unknown = `/users/${randomUUID()}`;
const reason = { reason: 'ticket 7' };
const actions = [
  ['POST', '/users', { username: 'somename' }],
  ['PATCH', unknown, { gender: 'x' }],
  ['DELETE', unknown, undefined],
  ['POST', `${unknown}/disable`, reason],
  ['POST', `${unknown}/enable`, reason],
  ['POST', `${unknown}/unlock`, reason],
  ['POST', `${unknown}/expire-password`, reason],
  ['POST', `${unknown}/sign-out`, reason],
] as const;

async function create(body: object = {}) {
  const answer = await admin.call('POST', '/users', { body: { username: unique('user'), ...body } });
  if (answer.status !== 201) throw new Error(`Not created: ${JSON.stringify(answer.body)}`);
  return answer;
}

describe.each(actions)('%s /admin/v1%s', (method, path, body) => {
  it('refuses a call without a session, a role without permission, and an unknown user', async () => {
    const response = await fetch(`${endpoints.api}/admin/v1${path}`, { method });
    expect(response.status).toBe(401);
    const refused = await helpdesk.call(method, path, { body });
    expect([refused.status, refused.body.access]).toEqual([403, 'users.modify']);
    if (path === '/users') return;
    const missing = await admin.call(method, path, { body });
    expect([missing.status, missing.body.code]).toEqual([404, 'user_not_found']);
  });
});

describe('POST /admin/v1/users', () => {
  it('creates a person whom the Persons API returns, and records the operator', async () => {
    const profile = {
      username: unique('Ada.'),
      given_name: 'Ada',
      zoneinfo: 'Europe/Amsterdam',
      locale: 'en',
      birthdate: '1990-01-31',
    };
    const email_addresses = [{ value: uniqueEmail(), tag: 'work' }];
    const { status, headers, body } = await admin.call('POST', '/users', { body: { ...profile, email_addresses } });
    expect([status, headers.get('location')]).toEqual([201, `/admin/v1/users/${body.user_id}`]);
    expect(body).toMatchObject({ ...profile, status: 'active', devices: 0, status_reason: null });
    expect(body.email_addresses).toEqual([{ ...email_addresses[0], primary: true, verified_at: null }]);
    expect((await callPersons('GET', `/persons/${body.user_id}`)).body.name.first_name).toBe('Ada');
    const [event] = await query('select name, agent_user from event where user_id = $1 order by id', [body.user_id]);
    expect(event).toEqual({ name: 'PERSON CREATED', agent_user: 'admin' });
  });

  it.each([
    ['no username and no e-mail address', { given_name: 'Ada' }],
    ['a role', { username: 'adalovelace', role: 'ADMIN' }],
    ['a status', { username: 'adalovelace', status: 'active' }],
    ['an id', { username: 'adalovelace', user_id: 'mine' }],
    ['a verified address', { email_addresses: [{ value: 'a@b.example', verified: true }] }],
    ['a username like an address', { username: 'ada@example.com' }],
    ['a username of look-alikes', { username: 'аdalovelace' }],
    ['an unknown time zone', { username: 'adalovelace', zoneinfo: '../../etc/passwd' }],
    ['a password', { username: 'adalovelace', password: 'x' }],
  ])('refuses %s', async (_, body) => {
    expect((await admin.call('POST', '/users', { body })).body.code).toBe('invalid_request');
  });

  it('gives a username to one person only, in any case, and reserves a former username for 90 days', async () => {
    const username = unique('user');
    const { body } = await create({ username });
    const take = (name: string) => admin.call('POST', '/users', { body: { username: name } });
    const taken = await take(username.toUpperCase());
    expect([taken.status, taken.body.code]).toEqual([409, 'username_taken']);
    const rename = (name: string) => admin.call('PATCH', `/users/${body.user_id}`, { body: { username: name } });
    expect((await rename(unique('other'))).status).toBe(200);
    expect((await take(username)).body.code).toBe('username_taken');
    expect((await rename(username)).status).toBe(200);
    await admin.call('DELETE', `/users/${body.user_id}`);
    expect((await take(username)).body.code).toBe('username_taken');
    await query(`update former_username set held_until = now() where held_until > now() + interval '89 days'`);
    expect((await take(username)).status).toBe(201);
  });

  it('gives a username to one of eight requests at once', async () => {
    const body = { username: unique('user') };
    const answers = await Promise.all(Array.from({ length: 8 }, () => admin.call('POST', '/users', { body })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 409]));
  });
});

describe('GET /admin/v1/users/{user_id}', () => {
  it('returns the profile with the data of the user, and records an event', async () => {
    const { body } = await create();
    const { headers, body: seen } = await helpdesk.call('GET', `/users/${body.user_id}`);
    expect([seen, headers.get('etag')]).toEqual([body, '"1"']);
    expect(await eventsOf(body.user_id)).toContain('PERSON READ');
  });

  it('returns a user without a profile', async () => {
    const { userId } = await RawPhone.connect(endpoints);
    const { body, headers } = await admin.call('GET', `/users/${userId}`);
    expect(body).toMatchObject({ user_id: userId, devices: 1, status: null, email_addresses: [] });
    expect(headers.get('etag')).toBeNull();
  });
});

describe('PATCH and DELETE /admin/v1/users/{user_id}', () => {
  it('change the current version, and refuse an outdated one', async () => {
    const { body, headers } = await create();
    const path = `/users/${body.user_id}`;
    const ifMatch = { 'if-match': headers.get('etag') as string };
    expect((await admin.call('PATCH', path, { body: { gender: 'x' }, headers: ifMatch })).body.gender).toBe('x');
    for (const method of ['PATCH', 'DELETE']) {
      const stale = await admin.call(method, path, { ...(method === 'PATCH' && { body: {} }), headers: ifMatch });
      expect([stale.status, stale.body.code]).toEqual([412, 'changed_meanwhile']);
    }
    expect((await admin.call('DELETE', path)).status).toBe(204);
    expect((await admin.call('DELETE', path)).status).toBe(404);
  });

  it('refuse an address that another person has', async () => {
    const value = uniqueEmail();
    await createTestPerson({ email_addresses: [{ value }] });
    const { body } = await create();
    const refused = await admin.call('PATCH', `/users/${body.user_id}`, { body: { email_addresses: [{ value }] } });
    expect([refused.status, refused.body.code]).toEqual([409, 'email_in_use']);
  });

  it('create a profile for a user without one', async () => {
    const { userId } = await RawPhone.connect(endpoints);
    const { body } = await admin.call('PATCH', `/users/${userId}`, { body: { display_name: 'Ada' } });
    expect([body.display_name, body.status, body.devices]).toEqual(['Ada', 'active', 1]);
  });
});

describe('POST /admin/v1/users/{user_id}/disable', () => {
  it('ends tokens and open transactions at once, keeps the phones, and can be undone', async () => {
    const { body } = await create();
    const userId = body.user_id as string;
    const phone = await RawPhone.connect(endpoints, { userId });
    await phone.enrollKeys();
    await giveConsent(userId);
    const switchTo = (name: string) => admin.call('POST', `/users/${userId}/${name}`, { body: reason });
    const disabled = await switchTo('disable');
    expect(disabled.body).toMatchObject({ status: 'disabled', status_reason: 'ticket 7', devices: 1 });
    expect((await phone.call('GET', '/transactions')).status).toBe(401);
    expect(await query('select 1 from oauth_grant where account_id = $1', [userId])).toEqual([]);
    const form = { type: 'payment_with_sms', user_id: userId, phone_number: '+31612345678', message: '{code}' };
    expect((await createWebsite(endpoints).initialise(form)).body.error_code).toBe('1001');
    expect((await switchTo('disable')).status).toBe(200);
    expect((await switchTo('enable')).body.status).toBe('active');
    await RawPhone.connect(endpoints, { userId, device: phone.device });
    const events = await eventsOf(userId);
    expect(events.filter((name) => /^PERSON (DIS|EN)ABLED/.test(name))).toEqual(['PERSON DISABLED', 'PERSON ENABLED']);
    expect(JSON.stringify(events)).not.toContain('ticket');
  });

  it('is refused for a person who is restricted or waits for deletion', async () => {
    const { body } = await create();
    await query(`update person set status = 'restricted' where id = $1`, [body.user_id]);
    const refused = await admin.call('POST', `/users/${body.user_id}/enable`, { body: reason });
    expect([refused.status, refused.body.code, refused.body.person_status]).toEqual([
      409,
      'person_state',
      'restricted',
    ]);
  });

  it.each([[{}], [{ reason: '' }], [{ reason: 'a\r\nb' }], [{ reason: 'x'.repeat(201) }], [{ reason: 'x', more: 1 }]])(
    'refuses the reason %j',
    async (body) => {
      const { body: user } = await create();
      expect((await admin.call('POST', `/users/${user.user_id}/disable`, { body })).status).toBe(400);
    },
  );
});

describe('POST /admin/v1/users/{user_id}/unlock', () => {
  it('allows pushes again and resets the count of wrong codes', async () => {
    const { userId } = await RawPhone.connect(endpoints);
    const keyring = new Keyring(JSON.parse(environment['COUNTERSIGN_KEYRING']!));
    const counter = [`sms-code:user:${personalKey(keyring, userId)}`];
    await query('insert into rate_limit (key, points, expire) values ($1, 7, 32503680000000)', counter);
    await query(`update user_account set push_frozen_until = now() + interval '1 hour' where id = $1`, [userId]);
    const { body } = await admin.call('POST', `/users/${userId}/unlock`, { body: reason });
    expect([body.push_frozen_until, body.status_reason]).toEqual([null, 'ticket 7']);
    expect(await query('select 1 from rate_limit where key = $1', counter)).toEqual([]);
    expect(await eventsOf(userId)).toEqual(expect.arrayContaining(['PERSON UNLOCKED', 'ADMIN PUSH FREEZE LIFTED']));
  });
});

describe('POST /admin/v1/users/{user_id}/sign-out', () => {
  it('ends the sessions of a person with what sites got in them, and says why', async () => {
    const [{ body: user }, { body: other }] = [await create(), await create()];
    const userId = user.user_id as string;
    for (const id of [userId, other.user_id as string]) await logIn(id);
    const { token } = await createToken(userId, [login]);
    const { status, body } = await admin.call('POST', `/users/${userId}/sign-out`, { body: reason });
    expect([status, body.status, body.status_reason]).toEqual([200, 'active', 'ticket 7']);
    expect(await eventsOf(userId)).toEqual(expect.arrayContaining(['PERSON SIGNED OUT', 'SESSION ENDED: with_tokens']));
    const left = `select account_id from oauth_artifact where model = 'Session' and account_id = any($1)`;
    expect(await query(left, [[userId, other.user_id]])).toEqual([{ account_id: other.user_id }]);
    expect((await processToken({ token: token as string })).status).toBe(401);
    const again = await admin.call('POST', `/users/${userId}/sign-out`, { body: reason });
    expect(again.status).toBe(200);
  });
});

describe('what no caller gives a person', () => {
  const gifts: object[] = [
    { roles: ['Administrator'] },
    { hub_roles: ['Administrator'] },
    { status: 'active' },
    { level: 4 },
    { user_id: 'made-up' },
    { password: 'sunny rooftop panels' },
    { source: 'scim' },
    { verified: true },
  ];

  it.each(gifts)('refuses %j, from operators and from sites', async (gift) => {
    const { body: user } = await create();
    const userId = user.user_id as string;
    const assigned = () => query('select 1 from role_assignment where person_id = $1', [userId]);
    const answers = [
      await admin.call('POST', '/users', { body: { username: unique('gift'), ...gift } }),
      await admin.call('PATCH', `/users/${userId}`, { body: gift }),
      await callPersons('POST', '/persons', { json: gift }),
      await callPersons('PATCH', `/persons/${userId}`, { json: gift }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
    expect(await assigned()).toEqual([]);
  });
});
