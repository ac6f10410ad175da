import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/enrolled-phone.ts';
import { startOwnServer } from '../support/own-server.ts';
import type { OwnServer } from '../support/own-server.ts';
import { createWebsite } from '../support/website.ts';
import { TestDevice } from '../authorization-server/support/test-device.ts';
import { RawPhone } from './support/raw-phone.ts';

let server: OwnServer;
let phone: RawPhone;
beforeAll(async () => {
  server = await startOwnServer();
  phone = await RawPhone.connect(server.endpoints);
});
afterAll(() => server.stop());

interface TokenAnswer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

/** Connects a user at the token endpoint, with a proof with these claims. */
async function connect(claims: Record<string, unknown> = {}): Promise<TokenAnswer> {
  const url = `${server.endpoints.api}/oauth/token`;
  const code = await createWebsite(server.endpoints).enrollmentCode(phone.userId);
  const form = {
    grant_type: 'urn:countersign:grant-type:enrollment-code',
    client_id: phone.clientId,
    enrollment_code: code,
  };
  const response = await fetch(url, {
    method: 'POST',
    headers: { dpop: await phone.device.prove({ url, claims }) },
    body: new URLSearchParams(form),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

const list = (claims: Record<string, unknown> = {}, skew = 0) =>
  phone.call('GET', '/transactions', { proofOptions: { claims, skew } });

describe('dpop_nonce_required', () => {
  it('requires a nonce on every endpoint, accepts the nonce that it gave, and stops when it is switched off', async () => {
    await server.change({ dpop_nonce_required: true });
    const refused = await list();
    expect([refused.status, refused.body.code]).toEqual([401, 'use_dpop_nonce']);
    expect(refused.headers.get('www-authenticate')).toContain('DPoP error="use_dpop_nonce"');
    const nonce = refused.headers.get('dpop-nonce');
    const served = await list({ nonce });
    expect(served.status).toBe(200);
    expect(served.headers.get('dpop-nonce')).toMatch(/^[\w-]{43}$/);
    const atToken = await connect();
    expect([atToken.status, atToken.body['error']]).toEqual([400, 'use_dpop_nonce']);
    expect((await connect({ iat: 1 })).body['error']).toBe('use_dpop_nonce');
    expect((await list({}, -86_400)).body.code).toBe('use_dpop_nonce');
    expect((await connect({ nonce: atToken.headers.get('dpop-nonce') })).status).toBe(200);
    expect((await connect({ nonce })).status).toBe(200);
    const device = await TestDevice.create();
    const body = { application: 'northwind-id', platform: 'android', version: '1.0.0', device: { name: 'x' } };
    const register = async (claims: Record<string, unknown>) =>
      phone.call('POST', '/registrations', {
        body,
        accessToken: null,
        proof: await device.prove({ url: `${server.endpoints.api}/app/v1/registrations`, claims }),
      });
    expect((await register({})).body.code).toBe('use_dpop_nonce');
    expect((await register({ nonce })).status).toBe(201);
    const withoutToken = (claims: Record<string, unknown>) =>
      phone.call('GET', '/transactions', {
        accessToken: null,
        headers: { 'profile-id': phone.profileId },
        proofOptions: { claims },
      });
    expect((await withoutToken({})).body.code).toBe('use_dpop_nonce');
    expect((await withoutToken({ nonce })).status).toBe(200);
    await server.change({ dpop_nonce_required: false });
    const free = await list();
    expect([free.status, free.headers.get('dpop-nonce')]).toEqual([200, null]);
    expect((await connect()).status).toBe(200);
  });

  it('ignores the time of a proof with a nonce, but accepts it only once', async () => {
    const { headers } = await list({ nonce: 'none of yours' });
    const claims = { nonce: headers.get('dpop-nonce') };
    expect((await list(claims, -86_400)).status).toBe(200);
    const url = `${server.endpoints.api}/app/v1/transactions`;
    const proof = await phone.device.prove({
      method: 'GET',
      url,
      accessToken: phone.accessToken,
      claims,
      skew: 86_400,
    });
    expect((await phone.call('GET', '/transactions', { proof })).status).toBe(200);
    expect((await phone.call('GET', '/transactions', { proof })).body.code).toBe('invalid_dpop_proof');
  });
});

describe('clock_skew_tolerance', () => {
  it('is the largest accepted difference of clocks in both directions', async () => {
    expect((await list({}, -100)).body.code).toBe('invalid_dpop_proof');
    const late = { iat: Math.floor(Date.now() / 1000) - 100 };
    expect((await connect(late)).body['error']).toBe('invalid_dpop_proof');
    await server.change({ clock_skew_tolerance: 200 });
    expect((await list({}, -100)).status).toBe(200);
    expect((await connect(late)).status).toBe(200);
    await server.change({ clock_skew_tolerance: 5 });
    expect((await list({}, -10)).body.code).toBe('invalid_dpop_proof');
    expect((await connect({ iat: Math.floor(Date.now() / 1000) - 10 })).body['error']).toBe('invalid_dpop_proof');
    // A proof that a busy machine sends more than five seconds late is repeated.
    await eventually(async () => ((await connect()).status === 200 ? true : undefined));
    await server.change({ clock_skew_tolerance: undefined });
  });
});

describe('access_token_lifetime and refresh_token_lifetime', () => {
  it('apply to the next token', async () => {
    expect((await connect()).body['expires_in']).toBe(3600);
    await server.change({ access_token_lifetime: 300, refresh_token_lifetime: 7200 });
    const { body } = await connect();
    expect(body['expires_in']).toBe(300);
    const [row] = await server.deps.em().execute<{ seconds: number; grant: number }[]>(
      `select round(extract(epoch from a.expires_at - now()))::int as seconds, round(extract(epoch from g.expires_at - now()))::int as grant
       from oauth_artifact a join oauth_grant g on g.id = a.grant_id where a.model = 'RefreshToken' order by a.created_at desc limit 1`,
    );
    expect(row!.seconds).toBeGreaterThan(7100);
    expect(row!.seconds).toBeLessThanOrEqual(7200);
    expect(row!.grant).toBeGreaterThan(7200);
    await server.change({ access_token_lifetime: undefined, refresh_token_lifetime: undefined });
  });
});
