import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';
import { unique } from '../persons/support/persons-api.ts';
import { query } from '../users/support/rest.ts';
import { signInAll } from './support/admin-api.ts';
import type { SignedIn } from './support/admin-api.ts';

const { endpoints } = useStack();
let admin: SignedIn;
let helpdesk: SignedIn;
beforeAll(async () => {
  ({ admin, helpdesk } = await signInAll(endpoints.api, endpoints.operators));
});

const path = '/identity-providers';
const google = { kind: 'google', name: 'Google', client_id: 'countersign', client_secret: 'very secret' };
const newProvider = (more: object = {}) => ({ id: unique('p-'), ...google, ...more });

async function add(more: object = {}) {
  const body = newProvider(more);
  const answer = await admin.call('POST', path, { body });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return { id: body.id, etag: answer.headers.get('etag') as string, body: answer.body };
}

describe('/admin/v1/identity-providers', () => {
  it('adds a provider as its kind has it, disabled and without an answered secret', async () => {
    const { id, body } = await add();
    expect(body).toEqual({
      ...{ id, kind: 'google', name: 'Google', enabled: false, position: 100, client_id: 'countersign' },
      ...{ issuer: 'https://accounts.google.com', api_url: null, scopes: ['openid', 'email', 'profile'] },
      ...{ client_authentication: 'client_secret_post', team_id: null, key_id: null, on_no_match: 'refuse' },
      ...{ client_secret_set: true, private_key_set: false, acr: {}, trust_amr: false, trust_auth_time: false },
      claims: [
        { from: '/name', to: 'display_name', update: 'first' },
        { from: '/given_name', to: 'given_name', update: 'first' },
        { from: '/family_name', to: 'family_name', update: 'first' },
      ],
      redirect_uri: `${endpoints.api}/authentication/sso/${id}/callback`,
      created_at: expect.any(String),
      changed_at: expect.any(String),
    });
    const [row] = await query<{ client_secret: Buffer }>('select client_secret from identity_provider where id = $1', [
      id,
    ]);
    expect(row?.client_secret.includes('very secret')).toBe(false);
    expect((await admin.call('GET', `${path}/${id}`)).body).toEqual(body);
    expect((await admin.call('GET', path)).body.items).toContainEqual(body);
    await admin.call('DELETE', `${path}/${id}`);
  });

  it('changes, orders and deletes one, and tells of it', async () => {
    const { id, etag } = await add();
    const first = { body: { position: 3, name: 'Work account' }, headers: { 'if-match': etag } };
    const changed = await admin.call('PATCH', `${path}/${id}`, first);
    expect([changed.status, changed.body.position, changed.body.name]).toEqual([200, 3, 'Work account']);
    const stale = await admin.call('PATCH', `${path}/${id}`, first);
    expect([stale.status, stale.body.code]).toEqual([412, 'changed_meanwhile']);
    const taken = await admin.call('POST', path, { body: newProvider({ id }) });
    expect([taken.status, taken.body.code]).toEqual([409, 'identity_provider_taken']);
    expect((await admin.call('DELETE', `${path}/${id}`)).status).toBe(204);
    const gone = await admin.call('GET', `${path}/${id}`);
    expect([gone.status, gone.body.code]).toEqual([404, 'identity_provider_unknown']);
    const events = await query<{ name: string; detail: string }>(
      'select name, detail from event where subject_id = $1 order by id',
      [id],
    );
    expect(events.map(({ name, detail }) => `${name}: ${detail}`)).toEqual([
      'IDENTITY PROVIDER CREATED: null',
      'IDENTITY PROVIDER CHANGED: name, position',
      'IDENTITY PROVIDER DELETED: null',
    ]);
  });

  it('sends the secret nowhere else: another address needs it again', async () => {
    const { id } = await add();
    const issuer = 'https://elsewhere.example';
    const moved = await admin.call('PATCH', `${path}/${id}`, { body: { issuer } });
    expect([moved.status, moved.body.parameter]).toEqual([400, 'client_secret']);
    const again = await admin.call('PATCH', `${path}/${id}`, { body: { issuer, client_secret: 'another' } });
    expect([again.status, again.body.issuer]).toEqual([200, issuer]);
    await admin.call('DELETE', `${path}/${id}`);
  });

  const apple = { kind: 'apple', client_secret: undefined, team_id: 'TEAM', key_id: 'KEY' };
  const keyOf = (namedCurve: string) =>
    generateKeyPairSync('ec', { namedCurve }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;

  it('takes the key of Apple, of P-256, and never answers it', async () => {
    const { id, body } = await add({ ...apple, private_key: keyOf('P-256') });
    expect(body).toMatchObject({ client_authentication: 'signed_secret', private_key_set: true });
    expect(JSON.stringify(body)).not.toContain('PRIVATE KEY');
    await admin.call('DELETE', `${path}/${id}`);
  });

  it.each([
    ['client_secret', { client_secret: undefined }],
    ['private_key', apple],
    ['private_key', { ...apple, private_key: keyOf('P-384') }],
    ['issuer', { kind: 'oidc' }],
    ['issuer', { issuer: 'ftp://example.com' }],
    ['id', { id: 'Not/an id' }],
    ['kind', { kind: 'myspace' }],
    ['team', { team: 'x' }],
    ['claims.0.from', { claims: [{ from: 'name', to: 'display_name' }] }],
    ['claims.0.to', { claims: [{ from: '/mail', to: 'email' }] }],
    ['claims.0.to', { claims: [{ from: '/x', to: 'custom_attributes.__proto__' }] }],
    ['claims', { claims: ['/a', '/b'].map((from) => ({ from, to: 'locale' })) }],
    ['acr.strong', { acr: { strong: 5 } }],
  ])('refuses a provider with a wrong %s', async (parameter, settings) => {
    const { status, body } = await admin.call('POST', path, { body: newProvider(settings) });
    expect([status, body.code, body.parameter]).toEqual([400, 'invalid_request', parameter]);
  });

  it('is for operators who manage clients', async () => {
    expect((await helpdesk.call('POST', path, { body: newProvider() })).status).toBe(403);
    const anonymous = await fetch(`${endpoints.api}/admin/v1${path}`);
    expect(anonymous.status).toBe(401);
  });

  it('keeps a provider that people are linked to', async () => {
    const { id } = await add();
    const person = unique('person-');
    const method = crypto.randomUUID();
    await query('insert into user_account (id) values ($1)', [person]);
    await query(
      `insert into person (id, status, search_text, sort_name, phone_parts, registered_at, changed_at, revision)
       values ($1, 'active', '', '', '{}', now(), now(), 1)`,
      [person],
    );
    await query(
      `insert into sign_in_method (id, person_id, type, status, counter, created_at) values ($1, $2, 'identity', 'active', 0, now())`,
      [method, person],
    );
    await query('insert into external_identity values ($1, $2, $3, $4)', [
      ...[method, id, Buffer.from(method), 'https://login.example'],
    ]);
    const { status, body } = await admin.call('DELETE', `${path}/${id}`);
    expect([status, body.code]).toEqual([409, 'identity_provider_in_use']);
    await query('delete from user_account where id = $1', [person]);
    expect((await admin.call('DELETE', `${path}/${id}`)).status).toBe(204);
  });
});
