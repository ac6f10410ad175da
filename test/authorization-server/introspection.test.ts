import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { RawPhone } from '../app/support/raw-phone.ts';
import { nowInSeconds } from '../app/support/test-factor.ts';
import { hashArtifactId } from '../../src/authorization-server/adapter/artifact-id.ts';
import { createArtifactLookup } from '../../src/authorization-server/adapter/artifact-lookup.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import type { ArtifactModel } from '../../src/security/key-uses.ts';
import { Keyring } from '../../src/security/keyring.ts';
import { createTestDeps } from '../support/own-server.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { query, rest } from '../users/support/rest.ts';
import type { RestOptions } from '../users/support/rest.ts';

const { endpoints, environment } = useStack();
const versions = ['v1', 'v2'] as const;
let phone: RawPhone;
/** Epoch seconds before and after the connection of the phone. */
let connected: [number, number];

beforeAll(async () => {
  const before = nowInSeconds();
  phone = await RawPhone.connect(endpoints);
  connected = [before, nowInSeconds()];
});

function introspect(version: 'v1' | 'v2', form: Record<string, string> = {}, options: RestOptions = {}) {
  return rest('POST', `/${version}/token/introspect`, { client: 'administration', form, ...options });
}

/** Stores a token of a kind that no endpoint issues yet, as the authorization server would store it. */
async function storeToken(
  model: ArtifactModel,
  payload: object,
  more: { accountId?: string; grant?: string } = {},
): Promise<string> {
  const value = randomUUID();
  const id = hashArtifactId(new Keyring(readEnvironment(environment).keyring), model, value);
  await query(
    `insert into oauth_artifact (id, model, client_id, account_id, grant_id, payload, expires_at) values ($1, $2, 'gateway', $3, $4, $5, now() + interval '1 hour')`,
    [id, model, more.accountId ?? null, more.grant ?? null, payload],
  );
  return value;
}

async function refreshTokenOf(userId: string): Promise<string> {
  const [grant] = await query<{ id: string }>('select id from oauth_grant where account_id = $1', [userId]);
  return storeToken('RefreshToken', { scope: 'app' }, { accountId: userId, grant: grant?.id as string });
}

it('finds an artifact for two requests of one turn of the event loop without a part that both could change', async () => {
  const keyring = new Keyring(readEnvironment(environment).keyring);
  const deps = await createTestDeps(environment);
  try {
    const lookUp = createArtifactLookup({ em: deps.em, clock: deps.clock });
    const claims = { scope: 'read' };
    const token = await storeToken('ClientCredentials', { claims });
    const id = hashArtifactId(keyring, 'ClientCredentials', token);
    const [one, other] = await Promise.all([lookUp('ClientCredentials', id), lookUp('ClientCredentials', id)]);
    Object.assign(one?.payload['claims'] as object, { scope: 'write' });
    one!.payload['consumed'] = 1;
    expect(other?.payload).toEqual({ claims });
  } finally {
    await deps.close();
  }
});

describe.each(versions)('POST /oauth/api/%s/token/introspect', (version) => {
  it('refuses a caller without credentials, and a client without the scope', async () => {
    const unknown = await introspect(version, { token: phone.accessToken }, { client: null });
    expect([unknown.status, unknown.body.error]).toEqual([401, 'invalid_client']);
    const unauthorised = await introspect(version, { token: phone.accessToken }, { client: 'end_user' });
    expect([unauthorised.status, unauthorised.body.error]).toEqual([403, 'insufficient_scope']);
  });

  it('refuses a request without a token, and one in JSON', async () => {
    const answer = await introspect(version, {});
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_request']);
    const json = await rest('POST', `/${version}/token/introspect`, {
      client: 'administration',
      json: { token: phone.accessToken },
    });
    expect(json.status).toBe(415);
  });

  it('describes an app token with the types that gateways read', async () => {
    const answer = await introspect(version, { token: phone.accessToken, refresh_user_details: 'true' });
    const now = nowInSeconds();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toContain('no-store');
    expect(answer.body).toEqual({
      active: true,
      scope: 'app read write application-details',
      sub: phone.userId,
      amr: ['DEFAULT'],
      client_id: phone.device.id,
      token_type: 'DPoP',
      iss: `${endpoints.api}/oauth`,
      exp: expect.any(Number),
      iat: expect.any(Number),
      nbf: expect.any(Number),
      cnf: { jkt: Buffer.from(phone.device.id, 'hex').toString('base64url') },
      app_identifier: 'northwind-id',
      app_platform: 'android',
      app_version: '1.0.0',
      user_details: {},
    });
    const { exp, iat, nbf } = answer.body;
    for (const time of [exp, iat, nbf]) expect(Number.isInteger(time)).toBe(true);
    expect(iat).toBeGreaterThanOrEqual(connected[0]);
    expect(iat).toBeLessThanOrEqual(connected[1]);
    const left = version === 'v1' ? exp : exp - now;
    expect(left).toBeGreaterThan(600);
    expect(left).toBeLessThanOrEqual(24 * 3600);
  });

  it('names the factor that the user proved', async () => {
    const other = await RawPhone.connect(endpoints);
    await query(`update oauth_artifact set type = 'CUSTOM_AUTHENTICATOR' where account_id = $1`, [other.userId]);
    expect((await introspect(version, { token: other.accessToken })).body.amr).toEqual(['CUSTOM_AUTHENTICATOR']);
  });

  it('has scope, sub and amr for a token of a client, and no null', async () => {
    const { body } = await introspect(version, {
      token: await storeToken('ClientCredentials', { scope: 'read write', iat: 1_800_000_000 }),
    });
    expect(body).toEqual({
      active: true,
      scope: 'read write',
      sub: 'gateway',
      amr: [],
      client_id: 'gateway',
      token_type: 'Bearer',
      iss: expect.any(String),
      exp: expect.any(Number),
      iat: 1_800_000_000,
      nbf: 1_800_000_000,
    });
    const bare = await introspect(version, { token: await storeToken('ClientCredentials', {}) });
    expect(bare.body).toMatchObject({ active: true, scope: '', sub: 'gateway', amr: [] });
  });

  it.each([
    ['unknown', async () => randomUUID()],
    ['empty', async () => ''],
    ['malformed', async () => 'a\u0000b \u{1F4B6} %00'],
    ['long', async () => 'x'.repeat(60_000)],
    ['a refresh token', () => refreshTokenOf(phone.userId)],
    ['a session', () => storeToken('Session', {}, { accountId: phone.userId })],
    ['a token with a space', async () => ` ${phone.accessToken}`],
    ['another spelling', async () => phone.accessToken.toUpperCase()],
  ])('answers only inactive for a token that is %s', async (_, make) => {
    const answer = await introspect(version, { token: await make() });
    expect([answer.status, answer.body]).toEqual([200, { active: false }]);
  });

  it.each([
    ['expired', `update oauth_artifact set expires_at = now() where account_id = $1`],
    ['of an expired grant', `update oauth_grant set expires_at = now() where account_id = $1`],
    ['used up', `update oauth_artifact set consumed_at = now() where account_id = $1`],
    ['revoked', `delete from oauth_grant where account_id = $1`],
    ['of a user who was disconnected', `delete from registration where user_id = $1`],
  ])('answers only inactive for a token that is %s', async (_, sql) => {
    const other = await RawPhone.connect(endpoints);
    expect((await introspect(version, { token: other.accessToken })).body.active).toBe(true);
    await query(sql, [other.userId]);
    expect((await introspect(version, { token: other.accessToken })).body).toEqual({ active: false });
  });

  it('answers only inactive for a token of a disabled app version', async () => {
    const other = await RawPhone.connect(endpoints);
    await query(
      `with disabled as (
         insert into application_version (id, application_id, platform, version_name, status)
         select gen_random_uuid(), application_id, platform, $2, 'DISABLED' from application_version where id = (select application_version_id from device where id = $1) returning id
       ), told as (select pg_notify('countersign', 'configuration:*'))
       update device set application_version_id = disabled.id from disabled, told where device.id = $1`,
      [other.device.id, `disabled-${randomUUID()}`],
    );
    await eventually(async () =>
      (await introspect(version, { token: other.accessToken })).body.active ? undefined : true,
    );
    expect((await introspect(version, { token: other.accessToken })).body).toEqual({ active: false });
  });

  it('does not consume the token', async () => {
    for (let round = 0; round < 2; round += 1)
      expect((await introspect(version, { token: phone.accessToken })).body.active).toBe(true);
    expect((await phone.call('GET', '/transactions')).status).toBe(200);
  });
});
