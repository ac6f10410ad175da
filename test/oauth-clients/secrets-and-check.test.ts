import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { signIn } from '../admin/support/admin-api.ts';
import type { SignedIn } from '../admin/support/admin-api.ts';
import { eventsOf } from '../admin/support/stored-events.ts';
import { useStack } from '../support/stack.ts';
import { addClient, addSecret, spa } from './support/registry.ts';

const { endpoints } = useStack();
const { api, operators, postgres_url: database } = endpoints;
let admin: SignedIn;
beforeAll(async () => void (admin = await signIn(api, operators.admin)));

const publicJwk = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });

describe('the secrets of a client', () => {
  it('are shown once, are at most two, and can be removed one by one', async () => {
    const { client_id: id } = await addClient(admin);
    const first = await addSecret(admin, id);
    expect(Buffer.from(first.client_secret, 'base64url')).toHaveLength(32);
    const next = await admin.call('POST', `/clients/${id}/secrets`);
    const second = next.body;
    expect(await eventsOf(database, next)).toMatchObject([
      { name: 'CLIENT SECRET ADDED', subject_id: id, detail: second.id, agent_user: 'admin' },
    ]);
    const third = await admin.call('POST', `/clients/${id}/secrets`);
    expect([third.status, third.body.code]).toEqual([409, 'secret_limit_reached']);
    const { body } = await admin.call('GET', `/clients/${id}`);
    expect(body.secrets.map((secret: { id: string }) => secret.id)).toEqual([first.id, second.id]);
    expect(JSON.stringify(body)).not.toContain(first.client_secret);
    const removal = await admin.call('DELETE', `/clients/${id}/secrets/${first.id}`);
    expect(removal.status).toBe(204);
    expect(await eventsOf(database, removal)).toMatchObject([
      { name: 'CLIENT SECRET REMOVED', subject_id: id, detail: first.id },
    ]);
    const again = await admin.call('DELETE', `/clients/${id}/secrets/${first.id}`);
    expect([again.status, again.body.code]).toEqual([404, 'secret_not_found']);
  });

  it('cannot be removed through another client, nor added to a public one', async () => {
    const [one, other] = [await addClient(admin), await addClient(admin, spa)];
    const { id } = await addSecret(admin, one.client_id);
    expect((await admin.call('DELETE', `/clients/${other.client_id}/secrets/${id}`)).body.code).toBe(
      'secret_not_found',
    );
    const refused = await admin.call('POST', `/clients/${other.client_id}/secrets`);
    expect([refused.status, refused.body.field]).toEqual([422, 'token_endpoint_auth_method']);
  });

  it('are two after four concurrent calls', async () => {
    const { client_id: id } = await addClient(admin);
    const made = await Promise.all([1, 2, 3, 4].map(() => admin.call('POST', `/clients/${id}/secrets`)));
    expect(made.map(({ status }) => status).toSorted()).toEqual([201, 201, 409, 409]);
  });

  it('are deleted when the client changes to a key', async () => {
    const { client_id: id } = await addClient(admin);
    await addSecret(admin, id);
    const body = { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [publicJwk()] } };
    expect((await admin.call('PATCH', `/clients/${id}`, { body })).body.secrets).toEqual([]);
  });
});

describe('POST /admin/v1/clients/{client_id}/check', () => {
  const codes = async (id: string) =>
    (await admin.call('POST', `/clients/${id}/check`)).body.findings.map(({ code }: { code: string }) => code);

  it('lists findings, warnings first', async () => {
    const { client_id: id } = await addClient(admin, { access_token_lifetime: 7200 });
    expect(await codes(id)).toEqual(['no_secret', 'long_lived_tokens', 'shared_secret', 'tokens_not_bound']);
    await addSecret(admin, id);
    expect(await codes(id)).not.toContain('no_secret');
  });

  it('has no findings for a client with a key and DPoP', async () => {
    const key = { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [publicJwk()] } };
    const { client_id: id } = await addClient(admin, { ...key, dpop_bound_access_tokens: true });
    expect(await codes(id)).toEqual([]);
  });

  it('reports weak redirect URIs and requests that are not pushed', async () => {
    const redirects = ['http://localhost/cb', 'com.example.app:/cb'];
    const native = await addClient(admin, { ...spa, type: 'native', redirect_uris: redirects });
    expect(await codes(native.client_id)).toEqual([
      'redirect_localhost',
      'redirect_own_scheme',
      'tokens_not_bound',
      'requests_not_pushed',
    ]);
    const browser = await addClient(admin, { ...spa, redirect_uris: ['http://127.0.0.1/cb'] });
    expect(await codes(browser.client_id)).toContain('redirect_loopback');
  });
});
