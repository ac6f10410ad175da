import { describe, expect, it } from 'vitest';
import { eventually } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';
import { changeLimit, createConfigurationApi, eventsAbout, newClient } from '../support/configuration-api.ts';
import { becomes, callAs, createClient, ecJwk, pathOf } from '../support/api-clients.ts';

const { endpoints, environment } = useStack();
const api = createConfigurationApi(endpoints);
const database = environment['COUNTERSIGN_DATABASE_URL'] as string;

describe('GET /configuration/api-clients', () => {
  it('lists clients, 100 per page, without their secrets', async () => {
    const client = await createClient();
    const { status, body } = await api.get('/api-clients');
    expect([status, Object.keys(body)]).toEqual([200, ['result']]);
    const listed = await api.list('/api-clients');
    const own = listed.find(({ client_id }: { client_id: string }) => client_id === client.id);
    expect(Object.keys(own).toSorted()).toEqual([
      'authentication_method',
      'client_id',
      'jwks_uri',
      'name',
      'public_base_uri',
      'public_jwk',
      'scopes',
    ]);
    expect(JSON.stringify(listed)).not.toContain(client.secret);
    expect((await api.get('/api-clients/?page=4000')).body).toEqual({ result: [] });
    for (const page of ['-1', 'x', '1.5', ''])
      expect((await api.get(`/api-clients?page=${page}`)).status).toBe(page === '' ? 200 : 400);
  });

  it('answers 404 for an unknown client, and accepts a trailing slash', async () => {
    expect((await api.get(pathOf('unknown'))).body).toMatchObject({ code: 'not_found' });
    expect((await api.get(`${pathOf((await createClient()).id)}/`)).status).toBe(200);
  });
});

describe('PATCH /configuration/api-clients/{client_id}', () => {
  it('changes only the fields that are sent', async () => {
    const client = await createClient({ public_base_uri: 'https://portal.example' });
    const before = (await api.get(pathOf(client.id))).body;
    const answer = await api.patch(pathOf(client.id), { name: 'New portal' });
    expect([answer.status, answer.body]).toEqual([204, null]);
    expect((await api.get(pathOf(client.id))).body).toEqual({ ...before, name: 'New portal' });
    await becomes(client, 200);
    expect((await eventsAbout(database, client.id)).at(-1)).toMatchObject({
      name: 'CONFIGURATION API CLIENT CHANGED',
      detail: 'name',
    });
  });

  it('clears a field that is sent as null', async () => {
    const client = await createClient({ public_base_uri: 'https://portal.example' });
    expect((await api.patch(pathOf(client.id), { public_base_uri: null })).status).toBe(204);
    expect((await api.get(pathOf(client.id))).body.public_base_uri).toBe('');
  });

  it('records no event when nothing changes', async () => {
    const client = await createClient();
    expect((await api.patch(pathOf(client.id), {})).status).toBe(204);
    expect((await api.patch(pathOf(client.id), { name: 'Portal', client_id: client.id })).status).toBe(204);
    expect(await eventsAbout(database, client.id)).toHaveLength(1);
  });

  it('replaces a secret and refuses the former one', async () => {
    const client = await createClient();
    await becomes(client, 200);
    const next = { ...client, secret: newClient().secret };
    expect((await api.patch(pathOf(client.id), { client_secret: next.secret })).status).toBe(204);
    await becomes(next, 200);
    expect(await callAs(client)).toBe(401);
    expect((await eventsAbout(database, client.id)).at(-1)?.detail).toBe('client_secret');
  });

  it('deletes the secret with its method, so that the method needs a new secret later', async () => {
    const client = await createClient();
    await becomes(client, 200);
    expect(
      (await api.patch(pathOf(client.id), { authentication_method: 'private_key_jwt', public_jwk: await ecJwk() }))
        .status,
    ).toBe(204);
    await becomes(client, 401);
    const back = await api.patch(pathOf(client.id), { authentication_method: 'client_secret_basic', public_jwk: null });
    expect([back.status, back.body.details[0]]).toMatchObject([400, { parameter: 'client_secret', code: 'missing' }]);
    expect((await api.get(pathOf(client.id))).body.authentication_method).toBe('private_key_jwt');
  });

  it('refuses to leave a client without credentials', async () => {
    const client = await createClient();
    expect((await api.patch(pathOf(client.id), { client_secret: null })).body.details[0].code).toBe('missing');
    expect((await api.patch(pathOf(client.id), { public_jwk: await ecJwk() })).body.details[0].code).toBe(
      'not_of_method',
    );
    await becomes(client, 200);
  });

  it('refuses another id', async () => {
    const client = await createClient();
    expect((await api.patch(pathOf(client.id), { client_id: 'another' })).body.details[0]).toMatchObject({
      code: 'read_only',
      parameter: 'client_id',
    });
  });

  it('keeps the fields of three concurrent changes', async () => {
    const client = await createClient();
    const changes = [
      { name: 'Other' },
      { public_base_uri: 'https://other.example' },
      { scopes: ['onegini_api_events'] },
    ];
    expect(
      (await Promise.all(changes.map((change) => api.patch(pathOf(client.id), change)))).map(({ status }) => status),
    ).toEqual([204, 204, 204]);
    expect((await api.get(pathOf(client.id))).body).toMatchObject(Object.assign({}, ...changes));
  });

  it('answers 404 for an unknown client', async () => {
    expect((await api.patch(pathOf('unknown'), { name: 'x' })).status).toBe(404);
  });
});

describe('DELETE /configuration/api-clients/{client_id}', () => {
  it('deletes a client; the second call answers 404', async () => {
    const client = await createClient();
    await becomes(client, 200);
    expect((await api.remove(pathOf(client.id))).status).toBe(204);
    await becomes(client, 401);
    expect((await api.remove(pathOf(client.id))).status).toBe(404);
    expect((await eventsAbout(database, client.id)).at(-1)?.name).toBe('CONFIGURATION API CLIENT DELETED');
  });

  it('refuses to delete the caller, as PATCH refuses to remove its administration scope', async () => {
    const administrator = await createClient({ scopes: ['onegini_api_admin'] });
    const own = createConfigurationApi(endpoints, administrator);
    await eventually(
      async () => ((await own.get(pathOf(administrator.id))).status === 200 ? true : undefined),
      changeLimit,
    );
    expect((await own.remove(pathOf(administrator.id))).body).toMatchObject({
      code: 'conflict',
      details: [{ code: 'locks_out_caller' }],
    });
    expect((await own.patch(pathOf(administrator.id), { scopes: ['onegini_api_config'] })).body).toMatchObject({
      code: 'conflict',
      details: [{ code: 'locks_out_caller' }],
    });
  });
});
