import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { RawPhone } from '../app/support/raw-phone.ts';
import { useStack } from '../support/stack.ts';
import { eventsOf, query } from '../users/support/rest.ts';
import { giveConsent } from '../users/support/web-user.ts';
import { callPersons, createTestPerson, fullProfile, uniqueEmail } from './support/persons-api.ts';

const { endpoints } = useStack();
const unknown = `/persons/${randomUUID()}`;

describe('GET /api/persons', () => {
  it('finds a person by any of their addresses in any case, and refuses a malformed address', async () => {
    const [first, second] = [uniqueEmail(), uniqueEmail()];
    const { body } = await createTestPerson({ email_addresses: [{ value: first }, { value: second }] });
    for (const value of [first, second.toUpperCase()])
      expect((await callPersons('GET', `/persons?email=${encodeURIComponent(value)}`)).body).toEqual(body);
    expect((await callPersons('GET', `/persons?email=${uniqueEmail()}`)).body.error_code).toBe(9404);
    expect((await callPersons('GET', '/persons?email=plain')).body.error_code).toBe(1018);
    for (const question of ['', '?email=', '?email=a@b.example&email=c@d.example', '?email=a@b.example&x=1'])
      expect((await callPersons('GET', `/persons${question}`)).status, question).toBe(400);
  });

  it('answers 404 for an unknown id and 400 for a malformed one', async () => {
    expect((await callPersons('GET', unknown)).status).toBe(404);
    expect((await callPersons('GET', '/persons/a%00b')).status).toBe(400);
  });
});

describe('POST /api/migration/status', () => {
  it('tells whether a person exists', async () => {
    const value = uniqueEmail();
    const ask = async () => (await callPersons('POST', '/migration/status', { json: { email: value } })).body;
    expect(await ask()).toEqual({ status: 'NOT_MIGRATED', person_id: null });
    const { body } = await createTestPerson({ email_addresses: [{ value }] });
    expect(await ask()).toEqual({ status: 'MIGRATED', person_id: body.person_id });
    for (const json of [{}, { email: 7 }, { email: value, more: 1 }])
      expect((await callPersons('POST', '/migration/status', { json })).body.error_code).toBe(9400);
    expect((await callPersons('POST', '/migration/status', { json: { email: 'plain' } })).body.error_code).toBe(1018);
  });
});

describe('PATCH /api/persons/{person_id}', () => {
  it('changes only the fields that are sent; null removes a field', async () => {
    const { body, headers } = await callPersons('POST', '/persons', { json: fullProfile() });
    const path = `/persons/${body.person_id}`;
    const json = { name: { last_name: 'Jansen', initials: null }, gender: null, addresses: null };
    const changed = await callPersons('PATCH', path, { json });
    const expected = {
      ...body,
      gender: null,
      addresses: [],
      name: { ...body.name, last_name: 'Jansen', initials: null },
    };
    expect([changed.status, changed.body]).toEqual([200, expected]);
    expect(changed.headers.get('etag')).not.toBe(headers.get('etag'));
    expect((await callPersons('PATCH', path, { json: { name: null } })).body.name).toEqual({
      first_name: null,
      last_name: null,
      initials: null,
      display_name: null,
    });
    const events = await eventsOf(body.person_id);
    expect(events.slice(1)).toEqual([
      'PERSON CHANGED: name.last_name, name.initials, gender, addresses',
      'PERSON CHANGED: name.first_name, name.last_name, name.display_name',
    ]);
  });

  it('changes no version and records no event when nothing changes', async () => {
    const { body, headers } = await createTestPerson({ gender: 'x', custom_attributes: [{ name: 'a', value: 'b' }] });
    const json = { gender: 'x', custom_attributes: [{ name: 'a', value: 'b' }] };
    const again = await callPersons('PATCH', `/persons/${body.person_id}`, { json });
    expect([again.body, again.headers.get('etag')]).toEqual([body, headers.get('etag')]);
    expect(await eventsOf(body.person_id)).toHaveLength(1);
  });

  it('keeps the verification of a contact that stays, and not for a replaced one', async () => {
    const [old, other] = [uniqueEmail(), uniqueEmail()];
    const { body } = await createTestPerson({ email_addresses: [{ value: old, verified: true }] });
    const path = `/persons/${body.person_id}`;
    const patch = (email_addresses: object[]) => callPersons('PATCH', path, { json: { email_addresses } });
    const both = await patch([{ value: other, primary: true }, { value: old }]);
    expect(both.body.email_addresses).toEqual([
      { primary: true, verified: false, tag: null, value: other },
      { primary: false, verified: true, tag: null, value: old },
    ]);
    expect((await patch([{ value: old, verified: false }])).body.email_addresses).toMatchObject([{ verified: false }]);
    await createTestPerson({ email_addresses: [{ value: other }] });
    expect((await patch([{ value: other }])).body.error_code).toBe(1003);
    expect((await patch([])).body.error_code).toBe(1002);
  });

  it('refuses a change based on an outdated version', async () => {
    const { body, headers } = await createTestPerson();
    const path = `/persons/${body.person_id}`;
    const etag = headers.get('etag') as string;
    const change = (gender: string, tag: string) =>
      callPersons('PATCH', path, { json: { gender }, headers: { 'if-match': tag } });
    expect((await change('a', etag)).status).toBe(200);
    const stale = await change('b', etag);
    expect([stale.status, stale.body.error_code]).toEqual([412, 9412]);
    expect((await callPersons('DELETE', path, { headers: { 'if-match': etag } })).status).toBe(412);
    expect((await callPersons('GET', path)).body.gender).toBe('a');
  });

  it('creates a profile for a user without one, but not for an unknown id', async () => {
    const { userId } = await RawPhone.connect(endpoints);
    expect((await callPersons('GET', `/persons/${userId}`)).status).toBe(404);
    const { status, body } = await callPersons('PATCH', `/persons/${userId}`, { json: { gender: 'x' } });
    expect([status, body.person_id, body.gender, body.status]).toEqual([200, userId, 'x', 'ACTIVE']);
    expect((await callPersons('PATCH', unknown, { json: { gender: 'x' } })).status).toBe(404);
  });
});

describe('a person', () => {
  it('can connect a phone to their id at once', async () => {
    const { body } = await createTestPerson();
    const phone = await RawPhone.connect(endpoints, { userId: body.person_id });
    expect(phone.userId).toBe(body.person_id);
  });
});

describe('DELETE /api/persons/{person_id}', () => {
  it('deletes profile, phones, tokens, consents and codes; a repetition answers 404', async () => {
    const { body } = await createTestPerson({ phone_numbers: [{ value: '+31612345678' }] });
    const userId = body.person_id as string;
    const phone = await RawPhone.connect(endpoints, { userId });
    await giveConsent(userId);
    expect((await callPersons('DELETE', `/persons/${userId}`)).status).toBe(204);
    expect((await callPersons('DELETE', `/persons/${userId}`)).status).toBe(404);
    expect((await phone.call('GET', '/transactions')).status).toBe(401);
    for (const [table, column] of [
      ['user_account', 'id'],
      ['person', 'id'],
      ['person_email', 'person_id'],
      ['person_phone', 'person_id'],
      ['registration', 'user_id'],
      ['oauth_grant', 'account_id'],
      ['oauth_artifact', 'account_id'],
      ['enrollment_code', 'user_id'],
    ])
      expect([table, await query(`select 1 from ${table} where ${column} = $1`, [userId])]).toEqual([table, []]);
    expect((await eventsOf(userId)).slice(-3)).toEqual([
      'API DEVICE REMOVED FOR ONE PROFILE: person_deleted',
      'PERSON DELETED',
      'PERSON CHANGE REFUSED: person_not_found',
    ]);
  });

  it('frees the address for another person', async () => {
    const value = uniqueEmail();
    const { body } = await createTestPerson({ email_addresses: [{ value }] });
    await callPersons('DELETE', `/persons/${body.person_id}`);
    await createTestPerson({ email_addresses: [{ value }] });
  });
});
