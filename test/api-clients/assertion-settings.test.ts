import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConfigurationApi } from '../configuration/support/configuration-api.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { startOwnServer } from '../support/own-server.ts';
import type { OwnServer } from '../support/own-server.ts';
import { query } from '../support/query.ts';
import { callForm } from '../support/website.ts';
import { addSigningClient, bearer, makeSigningKey } from './support/signing-client.ts';

const key = makeSigningKey();
let server: OwnServer;
let client: string;

beforeAll(async () => {
  server = await startOwnServer();
  client = await addSigningClient(createConfigurationApi(server.endpoints), { public_jwk: key.jwk });
  await eventually(async () => ((await call({})) === 200 ? true : undefined));
});
afterAll(() => server.stop());

async function call(claims: Record<string, unknown>, times = 1): Promise<number> {
  const { api } = server.endpoints;
  const authorization = await bearer(client, { key, api, claims });
  let status = 0;
  for (let time = 0; time < times; time++)
    ({ status } = await callForm('GET', `${api}/oauth/api/v4/authenticate/user/unknown/enabled`, undefined, {
      authorization,
    }));
  return status;
}

const inSeconds = (seconds: number) => ({ exp: Math.floor(Date.now() / 1000) + seconds });
const reasons = async () =>
  (
    await query<{ detail: string }>(
      server.endpoints.postgres_url,
      `select distinct detail from event where name = 'API AUTHENTICATION FAILED' and client_id = $1`,
      [client],
    )
  ).map(({ detail }) => detail);

describe('the settings for JWTs of API clients', () => {
  it('are strict by default, and the event of a refusal names the setting', async () => {
    expect([await call({ jti: undefined }), await call(inSeconds(1800))]).toEqual([401, 401]);
    expect((await reasons()).join()).toContain('client_assertion_jti_required');
    expect((await reasons()).join()).toContain('client_assertion_lifetime');
  });

  it('can allow what the published contract does: an hour, no jti, any number of calls', async () => {
    await server.change({ client_assertion_jti_required: false, client_assertion_lifetime: 3600 });
    expect(await call({ jti: undefined, ...inSeconds(3500) }, 3)).toBe(200);
    expect(await call(inSeconds(3700))).toBe(401);
    // A jti that is sent counts as used nevertheless.
    expect(await call({}, 2)).toBe(401);
    await server.change({ client_assertion_jti_required: undefined, client_assertion_lifetime: undefined });
    expect(await call({ jti: undefined })).toBe(401);
  });
});
