import { expect, it } from 'vitest';
import { callAdmin } from '../admin/support/admin-api.ts';
import { endpoints, issuer } from './support/relying-party.ts';

const { api } = endpoints;
const address = `${api}/.well-known/oauth-protected-resource/admin`;

it('RFC 9728 section 3: the admin API names its authorization server and its scopes', async () => {
  const answer = await fetch(address);
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
  expect(await answer.json()).toEqual({
    resource: `${api}/admin`,
    authorization_servers: [issuer],
    scopes_supported: ['admin', 'admin:read'],
    bearer_methods_supported: ['header'],
    resource_name: 'Countersign administration',
    dpop_bound_access_tokens_required: false,
  });
  expect((await fetch(address, { method: 'POST' })).status).toBe(404);
});

it('RFC 9728 section 5.1: the refusal of a token says where that is, whatever host the caller names', async () => {
  for (const token of [undefined, 'unknown']) {
    const { status, headers } = await callAdmin(
      api,
      'GET',
      '/me',
      { headers: { 'x-forwarded-host': 'evil.example' } },
      token,
    );
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toMatch(/^Bearer realm="countersign-admin"/);
    expect(headers.get('www-authenticate')).toContain(`, resource_metadata="${address}"`);
  }
});
