import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { eventsOf, query } from '../users/support/rest.ts';
import { callPersons, createTestPerson, fullProfile, unique, uniqueEmail } from './support/persons-api.ts';

const unknown = `/persons/${randomUUID()}`;
describe.each([
  ['POST', '/persons', {}],
  ['GET', '/persons?email=x@example.com', undefined],
  ['GET', unknown, undefined],
  ['PATCH', unknown, {}],
  ['DELETE', unknown, undefined],
  ['POST', '/migration/status', { email: 'x@example.com' }],
] as const)('%s /api%s', (method, path, json) => {
  it('refuses a caller without credentials and one without the scope, with number and text only', async () => {
    const none = await callPersons(method, path, { client: null, json });
    expect([none.status, none.body]).toEqual([
      401,
      { error_code: 9401, error_message: 'Client authentication failed.' },
    ]);
    expect(none.headers.get('www-authenticate')).toContain('Basic');
    for (const client of ['mobile_authentication', 'administration'] as const) {
      const other = await callPersons(method, path, { client, json });
      expect([other.status, other.body.error_code]).toEqual([403, 9403]);
    }
  });

  it('forbids caching', async () => {
    expect((await callPersons(method, path, { json })).headers.get('cache-control')).toBe('no-store');
  });
});

describe('POST /api/persons', () => {
  it('creates a person and returns the profile as it was sent', async () => {
    const profile = fullProfile();
    const { status, headers, body } = await callPersons('POST', '/persons', { json: profile });
    const [work, primary] = profile.email_addresses;
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/api/persons/${body.person_id}`);
    expect(body).toEqual({
      ...profile,
      person_id: expect.any(String),
      status: 'ACTIVE',
      preferred_locale: 'nl-NL',
      email_addresses: [
        { primary: true, verified: true, tag: null, value: primary!.value },
        { primary: false, verified: false, tag: 'work', value: work!.value },
      ],
      phone_numbers: [{ primary: true, verified: false, tag: 'mobile', value: '+31612345678' }],
      addresses: [{ ...profile.addresses[0], house_number_addition: null, region: null, company_name: null }],
    });
    const again = await callPersons('GET', `/persons/${body.person_id}`);
    expect([again.status, again.body, again.headers.get('etag')]).toEqual([200, body, headers.get('etag')]);
    const fields =
      'name.first_name, name.last_name, name.initials, name.display_name, preferred_locale, gender, date_of_birth, reference_id, addresses, custom_attributes, email_addresses, phone_numbers';
    expect(await eventsOf(body.person_id)).toEqual([`PERSON CREATED: ${fields}`, 'PERSON READ']);
  });

  it('records events without personal data', async () => {
    const profile = fullProfile();
    const { body } = await callPersons('POST', '/persons', { json: profile });
    const rows = await query<{ event: string }>('select event::text from event where user_id = $1', [body.person_id]);
    // Ids and times contain any four digits by chance.
    const chance = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?/g;
    const events = rows.map(({ event }) => event.replaceAll(chance, '')).join();
    expect(events).toContain('PERSON CREATED');
    for (const secret of ['Müller', '1984', '+316', 'example.com', 'gold', 'Damrak', profile.reference_id])
      expect(events).not.toContain(secret);
  });

  it('stores fields that are not searched encrypted and bound to the person', async () => {
    const profile = fullProfile();
    const { body } = await callPersons('POST', '/persons', { json: profile });
    const other = await createTestPerson({ gender: 'male' });
    const columns = 'gender, birth_date, addresses, custom_attributes, reference_id';
    const [row] = await query<Record<string, Buffer>>(`select ${columns} from person where id = $1`, [body.person_id]);
    const [phone] = await query<Record<string, Buffer>>(
      'select number, number_hash from person_phone where person_id = $1',
      [body.person_id],
    );
    for (const value of [...Object.values(row!), ...Object.values(phone!)])
      expect(value.toString('latin1')).not.toMatch(/female|1984|Damrak|gold|crm-|31612/);
    await query('update person set gender = $1 where id = $2', [row!['gender'], other.body.person_id]);
    expect((await callPersons('GET', `/persons/${other.body.person_id}`)).status).toBe(500);
    await query('update person set gender = null where id = $1', [other.body.person_id]);
  });

  it.each([
    ['no body', undefined],
    ['no e-mail address', { name: { first_name: 'Ada' } }],
    ['an empty list', { email_addresses: [] }],
    ['null', { email_addresses: null }],
  ])('refuses %s with 1002', async (_, json) => {
    const { status, body } = await callPersons('POST', '/persons', { json });
    expect([status, body.error_code]).toEqual([400, 1002]);
    expect(Object.keys(body)).toEqual(['error_code', 'error_message']);
  });

  it.each([
    'plain',
    '@example.com',
    'a@b@example.com',
    'ada@localhost',
    'ada@127.0.0.1',
    'ada@[127.0.0.1]',
    'ada@exa mple.com',
    'ada@example.com\r\nBcc: victim@example.com',
    'ada\n@example.com',
    '"ada\\" x"@example.com',
    'Ada <ada@example.com>',
    'ada@example.com,eve@example.com',
    'ada@example.com;eve@example.com',
    'ada(comment)@example.com',
    '.ada@example.com',
    'ada..b@example.com',
    'аda@example.com',
    'ada@example.com/..',
    'ada@example.com#x',
    'ada@-example.com',
    `${'x'.repeat(65)}@example.com`,
    `ada@${'x'.repeat(64)}.com`,
    `ada@${'x.'.repeat(124)}example.com`,
    'ada\u202e@example.com',
    'ada%0a@exa%0ample.com',
  ])('refuses the address %j with 1018', async (value) => {
    const { status, body } = await callPersons('POST', '/persons', { json: { email_addresses: [{ value }] } });
    expect([status, body.error_code]).toEqual([400, 1018]);
  });

  it('refuses an address of another person in any case with 1003, and records an event', async () => {
    const email = uniqueEmail();
    await createTestPerson({ email_addresses: [{ value: email }] });
    const headers = { 'x-request-id': randomUUID() };
    const json = { email_addresses: [{ value: uniqueEmail() }, { value: email.toUpperCase() }] };
    const { status, body } = await callPersons('POST', '/persons', { json, headers });
    expect([status, body.error_code]).toEqual([409, 1003]);
    const rows = await query('select name, detail from event where request_id = $1', [headers['x-request-id']]);
    expect(rows).toEqual([{ name: 'PERSON CHANGE REFUSED', detail: 'email_in_use' }]);
  });

  it('gives an address to one of sixteen requests at once', async () => {
    const json = { email_addresses: [{ value: uniqueEmail() }] };
    const answers = await Promise.all(Array.from({ length: 16 }, () => callPersons('POST', '/persons', { json })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array.from({ length: 15 }, () => 409)]);
  });

  it('stores an internationalised domain in its ASCII form, which differs for a look-alike', async () => {
    const name = unique('zoe');
    const { body } = await createTestPerson({ email_addresses: [{ value: `${name}@cafè.example` }] });
    expect(body.email_addresses[0].value).toBe(`${name}@xn--caf-8la.example`);
    const cyrillic = await createTestPerson({ email_addresses: [{ value: `${name}@cаfè.example` }] });
    expect(cyrillic.body.email_addresses[0].value).not.toBe(body.email_addresses[0].value);
  });

  it('repeats the answer for an Idempotency-Key, and creates no second person', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const json = { email_addresses: [{ value: uniqueEmail() }] };
    const first = await callPersons('POST', '/persons', { json, headers });
    const second = await callPersons('POST', '/persons', { json, headers });
    expect([second.status, second.body]).toEqual([201, first.body]);
    const other = await callPersons('POST', '/persons', {
      json: { email_addresses: [{ value: uniqueEmail() }] },
      headers,
    });
    expect([other.status, other.body.error_code]).toEqual([409, 9409]);
  });
});

const email = () => [{ value: uniqueEmail() }];

describe('a profile', () => {
  it.each([
    ['an id of the site', { person_id: 'mine' }],
    ['a status', { status: 'ACTIVE' }],
    ['a role', { roles: ['Administrator'] }],
    ['a name with a line break', { name: { first_name: 'Ada\r\nX: y' } }],
    ['a name with a right-to-left override', { name: { display_name: 'Ada\u202eadA' } }],
    ['an empty name', { name: { first_name: '' } }],
    ['a long name', { name: { last_name: 'x'.repeat(101) } }],
    ['a name with a NUL', { name: { last_name: 'x\0' } }],
    ['an unknown member of the name', { name: { nick: 'x' } }],
    ['a day that does not exist', { date_of_birth: '1985-02-29' }],
    ['a day in the future', { date_of_birth: '2999-01-01' }],
    ['a time', { date_of_birth: '1985-02-28T00:00:00Z' }],
    ['a country that is none', { addresses: [{ country_code: 'ZZ' }] }],
    ['a country in small letters', { addresses: [{ country_code: 'nl' }] }],
    ['eleven addresses', { addresses: Array.from({ length: 11 }, () => ({ city: 'x' })) }],
    ['a language that is none', { preferred_locale: '-' }],
    ['a number without its country', { phone_numbers: [{ value: '0612345678' }] }],
    ['four numbers', { phone_numbers: ['1', '2', '3', '4'].map((last) => ({ value: `+3161234567${last}` })) }],
    ['a number twice', { phone_numbers: [{ value: '+31612345678' }, { value: '+31612345678' }] }],
    [
      'two primary numbers',
      { phone_numbers: ['8', '9'].map((last) => ({ value: `+3161234567${last}`, primary: true })) },
    ],
    ['an attribute twice', { custom_attributes: ['a', 'a'].map((name) => ({ name, value: 'x' })) }],
    ['the attribute __proto__', { custom_attributes: [{ name: '__proto__', value: 'x' }] }],
    [
      '51 attributes',
      { custom_attributes: Array.from({ length: 51 }, (_, index) => ({ name: `a${index}`, value: '' })) },
    ],
    ['an unpaired surrogate', { custom_attributes: [{ name: 'a', value: '\ud800' }] }],
  ])('refuses %s', async (_, profile) => {
    const created = await callPersons('POST', '/persons', { json: { email_addresses: email(), ...profile } });
    expect([created.status, created.body.error_code]).toEqual([400, 9400]);
  });

  it('refuses a duplicate address in one list, and six addresses', async () => {
    const value = uniqueEmail();
    const twice = [{ value }, { value: value.toUpperCase() }];
    const six = Array.from({ length: 6 }, () => ({ value: uniqueEmail() }));
    for (const email_addresses of [twice, six])
      expect((await callPersons('POST', '/persons', { json: { email_addresses } })).status).toBe(400);
  });

  it('refuses malformed JSON, another format, and a body over the limit', async () => {
    const broken = await callPersons('POST', '/persons', { json: '{"name":' });
    expect([broken.status, broken.body.error_code]).toEqual([400, 9400]);
    const form = await callPersons('POST', '/persons', {
      json: 'a=b',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect([form.status, form.body.error_code]).toEqual([415, 9415]);
    const large = await callPersons('POST', '/persons', { json: { gender: 'x'.repeat(70_000) } });
    expect([large.status, large.body.error_code]).toEqual([413, 9413]);
  });
});
