import { beforeAll, describe, expect, it } from 'vitest';
import { signInAll } from '../admin/support/admin-api.ts';
import type { SignedIn } from '../admin/support/admin-api.ts';
import { useStack } from '../support/stack.ts';
import { query } from '../users/support/rest.ts';
import { unique } from './support/persons-api.ts';

const { endpoints } = useStack();
let admin: SignedIn;
let helpdesk: SignedIn;
/** A family name that is unique to this file, so that people of other tests do not match. */
const family = unique('Ólafsdóttir');
const people: Record<string, string> = {};
const last = String(Math.floor(1_000_000 + Math.random() * 9_000_000));

beforeAll(async () => {
  ({ admin, helpdesk } = await signInAll(endpoints.api, endpoints.operators));
  for (const [given, phone] of [
    ['Zoë', `+316${last}1`],
    ['Bjørn', undefined],
    ['Łucja', undefined],
  ] as const) {
    const { body } = await admin.call('POST', '/users', {
      body: {
        username: unique(`user.${given[0] === 'Z' ? 'zoe' : 'other'}.`),
        given_name: given,
        family_name: family,
        email_addresses: [{ value: `${unique('mail.')}@people.example` }],
        ...(phone && { phone_numbers: [{ value: phone }] }),
        reference_id: `${family}-${given}`,
      },
    });
    people[given] = body.user_id;
  }
});

const list = async (parameters: Record<string, string>, caller = admin) =>
  caller.call('GET', `/users?${new URLSearchParams(parameters).toString()}`);
const idsOf = async (parameters: Record<string, string>) =>
  ((await list(parameters)).body.items as { user_id: string }[]).map(({ user_id: id }) => id);
const ofFamily = (text: string) => `name.familyName eq "${family}" and (${text})`;

describe('GET /admin/v1/users?q=', () => {
  it('finds by any part of a name, without accents and in any case, and by words in any order', async () => {
    const plain = family.replaceAll('Ó', 'o').replaceAll('ó', 'o');
    for (const q of [family, plain.toUpperCase(), plain.slice(3), `zoe ${plain}`, `${plain} ZOË`, `zo ${plain}`])
      expect(await idsOf({ q }), q).toContain(people['Zoë']);
    expect(await idsOf({ q: `lucja ${plain}` })).toEqual([people['Łucja']]);
    expect(await idsOf({ q: `jorn ${plain}` })).toEqual([people['Bjørn']]);
  });

  it('finds by username, e-mail address, id, and the start or end of a phone number', async () => {
    const { body } = await admin.call('GET', `/users/${people['Zoë']}`);
    const asked = [
      body.username,
      body.email_addresses[0].value,
      body.user_id,
      body.user_id.slice(-12),
      `+316${last}`,
      `06${last}1`,
      `${last}1`,
    ];
    for (const q of asked) expect(await idsOf({ q }), q).toContain(people['Zoë']);
    expect(await idsOf({ q: `+317${last}` })).toEqual([]);
  });

  it('returns similar people when there is no match', async () => {
    const typo = `Olafsdotir${family.slice('Ólafsdóttir'.length)}`;
    const { body } = await list({ q: typo });
    expect(body.similar).toBe(true);
    expect(body.items.map(({ user_id: id }: { user_id: string }) => id)).toEqual(
      expect.arrayContaining(Object.values(people)),
    );
    expect((await list({ q: family })).body.similar).toBeUndefined();
  });

  it.each(["' or 1=1 --", '%%', '__', String.raw`\%`, "x');delete from person;--", '\u0301\u0301', '$1 $2', '??'])(
    'treats %j as plain text',
    async (q) => {
      const { status, body } = await list({ q });
      expect([200, 400]).toContain(status);
      if (status === 200) expect(body.items).toEqual([]);
    },
  );

  it('returns primary contacts, and records the number of results in an event', async () => {
    const { headers, body } = await list({ q: `zoe ${family}` }, helpdesk);
    expect(body.items).toEqual([
      {
        user_id: people['Zoë'],
        username: expect.stringMatching(/^user\.zoe\./),
        display_name: `Zoë ${family}`,
        email: expect.stringContaining('@people.example'),
        phone_number: `+316${last}1`,
        status: 'active',
        registered_at: expect.stringMatching(/Z$/),
        last_seen_at: null,
        level: 0,
        source: 'local',
        roles: [],
        methods: expect.any(Array),
      },
    ]);
    const rows = await query('select name, detail, agent_user from event where request_id = $1', [
      headers.get('x-request-id'),
    ]);
    expect(rows).toEqual([{ name: 'PERSONS SEARCHED', detail: '1', agent_user: 'helpdesk' }]);
  });
});

describe('GET /admin/v1/users?role=&has_method=', () => {
  it('finds those who have the role and the method, and shows both', async () => {
    const { body } = await list({ q: 'ada admin', role: 'Administrator', has_method: 'password' });
    const found = body.items.find(({ user_id: id }: { user_id: string }) => id === 'admin');
    expect(found).toMatchObject({ roles: ['Administrator'], methods: expect.arrayContaining(['password']) });
    expect(await idsOf({ q: 'ada admin', role: 'ReportObserver' })).not.toContain('admin');
    expect(await idsOf({ q: family, has_method: 'passkey' })).toEqual([]);
    expect(await idsOf({ q: family, role: 'Administrator', count: 'true' })).toEqual([]);
  });
});

describe('GET /admin/v1/users?filter=', () => {
  it.each([
    ['name.givenName eq "ZOË"', ['Zoë']],
    ['name.givenName sw "bj" or name.givenName ew "cja"', ['Bjørn', 'Łucja']],
    ['not (name.givenName co "o")', ['Bjørn', 'Łucja']],
    ['phoneNumbers pr', ['Zoë']],
    [`phoneNumbers eq "+316${last}1"`, ['Zoë']],
    [`phoneNumbers sw "+316${last}"`, ['Zoë']],
    [`phoneNumbers ew "${last}1"`, ['Zoë']],
    ['phoneNumbers eq "+31699999999"', []],
    ['emails ew "@PEOPLE.example" and active eq true', ['Bjørn', 'Zoë', 'Łucja']],
    ['emails.value eq "x@people.example"', []],
    [`externalId eq "${family}-Zoë"`, ['Zoë']],
    ['userName sw "USER.ZOE"', ['Zoë']],
    ['displayName pr', []],
    ['status ne "active"', []],
    [
      'meta.created gt "2026-01-01T00:00:00Z" and meta.lastModified lt "2999-01-01T00:00:00Z"',
      ['Bjørn', 'Zoë', 'Łucja'],
    ],
    ['timezone pr or locale eq "nl"', []],
  ])('finds by %s', async (filter, names) => {
    const found = await idsOf({ filter: ofFamily(filter) });
    expect(found.toSorted()).toEqual(names.map((name) => people[name]).toSorted());
  });

  it('refuses an unknown attribute with its position', async () => {
    const filter = 'userName pr and password eq "x"';
    const { status, body } = await list({ filter });
    expect([status, body.code, body.position]).toEqual([400, 'filter_invalid', 16]);
  });
});

describe('a list of people', () => {
  const ours = { filter: `name.familyName eq "${family}"` };

  it('is sorted, paged without gaps or duplicates, and counted', async () => {
    for (const sort of [
      'display_name',
      '-display_name',
      'registered_at',
      '-registered_at',
      'last_seen_at',
      '-last_seen_at',
    ]) {
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const { body } = await list({ ...ours, sort, limit: '1', count: 'true', ...(cursor && { cursor }) });
        expect(body.count).toBe(3);
        seen.push(...body.items.map(({ user_id: id }: { user_id: string }) => id));
        cursor = body.next_cursor;
      }
      const [zoe, bjorn, lucja] = [people['Zoë'], people['Bjørn'], people['Łucja']];
      const order = sort.endsWith('display_name') ? [bjorn, lucja, zoe] : [zoe, bjorn, lucja];
      expect(seen, sort).toEqual(sort.startsWith('-') ? order.toReversed() : order);
    }
  });

  it('accepts a cursor only unchanged and for the same query', async () => {
    const { body } = await list({ ...ours, limit: '1' });
    const cursor = body.next_cursor as string;
    expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toContain('lafs');
    expect((await list({ ...ours, limit: '2', cursor })).status).toBe(200);
    const changed = `${cursor.slice(0, -6)}${cursor.at(-6) === 'A' ? 'B' : 'A'}${cursor.slice(-5)}`;
    const refusedOnes: Record<string, string>[] = [
      { ...ours, cursor: changed },
      { ...ours, cursor: 'x' },
      { ...ours, cursor: cursor.slice(0, 20) },
      { ...ours, sort: 'display_name', cursor },
      { q: 'other', cursor },
    ];
    for (const parameters of refusedOnes) {
      const { status, body: refused } = await list(parameters);
      expect([status, refused.code]).toEqual([400, 'invalid_cursor']);
    }
  });

  it('is filtered by status and time of registration', async () => {
    expect(await idsOf({ ...ours, status: 'disabled' })).toEqual([]);
    expect(await idsOf({ ...ours, registered_before: '2026-01-01T00:00:00Z' })).toEqual([]);
    expect(await idsOf({ ...ours, registered_after: '2026-01-01T00:00:00Z' })).toHaveLength(3);
  });

  it.each<Record<string, string>>([
    { q: 'x' },
    { q: ' ' },
    { q: 'x'.repeat(101) },
    { status: 'gone' },
    { sort: 'gender' },
    { sort: 'registered_at;drop table person' },
    { limit: '101' },
    { limit: '0' },
    { count: 'yes' },
    { registered_after: 'yesterday' },
    { filter: 'x'.repeat(1001) },
    { cursor: 'x'.repeat(4097) },
    { user_id: 'alex', q: 'alex' },
    { organization: 'x' },
    { role: 'Root' },
    { has_method: 'magic' },
  ])('refuses %j', async (parameters) => {
    expect((await list(parameters)).status).toBe(400);
  });
});
