import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { callPersons } from '../persons/support/persons-api.ts';
import { useTokenServer } from './support/token-server.ts';
import {
  activation,
  activationByCode,
  askForToken,
  coupling,
  createToken,
  login,
  personOn,
  processToken,
  refusalOf,
} from './support/tokens.ts';

const own = useTokenServer();
let personId: string;
beforeAll(async () => {
  personId = await personOn(own.endpoints);
});

const ask = (json: unknown, person = personId) => askForToken(person, json, own.endpoints);
const call = (method: string, path: string, options: object = {}) => callPersons(method, path, options, own.endpoints);
const rowsOf = (person: string) =>
  own.sql<{ row: string }>('select t::text as row from action_token t where person_id = $1', [person]);

describe.each([
  ['POST', '/persons/x/tokens', {}],
  ['GET', '/persons/x/tokens', undefined],
  ['DELETE', '/persons/x/tokens', undefined],
  ['POST', '/persons/x/tokens/login', {}],
  ['POST', '/credentials/token', {}],
] as const)('%s /api%s', (method, path, json) => {
  it('refuses a caller without credentials and one without the scope', async () => {
    expect(refusalOf(await call(method, path, { client: null, json }))).toEqual([401, 9401]);
    expect(refusalOf(await call(method, path, { client: 'administration', json }))).toEqual([403, 9403]);
  });
});

describe('POST /api/persons/{person_id}/tokens', () => {
  it('answers with token, address and expiry, and stores the token nowhere', async () => {
    const before = Date.now();
    const { status, headers, body } = await ask({ actions: [login, coupling('google', 'account-1234567')] });
    expect([status, headers.get('cache-control')]).toEqual([201, 'no-store']);
    expect(body).toEqual({
      token: expect.stringMatching(/^[\w-]{43}$/),
      url: `${own.endpoints.api}/token/?token=${body.token}`,
      expires_at: expect.any(String),
    });
    expect(Date.parse(body.expires_at)).toBeGreaterThanOrEqual(before + 86_400_000);
    const rows = (await rowsOf(personId)).map(({ row }) => row).join();
    for (const secret of [body.token as string, 'account-1234567']) {
      expect(rows).not.toContain(secret);
      expect(rows).not.toContain(Buffer.from(secret).toString('hex'));
    }
    const events = await own.sql<{ event: string }>('select event::text from event where user_id = $1', [personId]);
    expect(events.map(({ event }) => event).join()).toContain('ACTION TOKEN CREATED');
    expect(events.map(({ event }) => event).join()).not.toContain(body.token);
  });

  it.each([
    ['no actions', {}, [400, 3001]],
    ['an empty list', { actions: [] }, [400, 3001]],
    ['an action without a type', { actions: [{}] }, [400, 3001]],
    ['neither sign-in nor activation', { actions: [coupling('google', 'x')] }, [400, 3001]],
    [
      'a coupling without its account',
      { actions: [login, { type: coupling('', '').type, parameters: { idp_id: 'google' } }] },
      [400, 3001],
    ],
    ['a coupling from no session', { actions: [login, { type: 'COUPLE_EXTERNAL_IDP_FROM_SESSION' }] }, [400, 3001]],
    [
      'a coupling from an unknown session',
      { actions: [login, { type: 'COUPLE_EXTERNAL_IDP_FROM_SESSION' }], session_management_token: 'x' },
      [400, 3001],
    ],
    ['two kinds of sign-in', { actions: [login, { type: 'LOGIN_APP2WEB' }] }, [400, 9400]],
    ['one type twice', { actions: [login, login] }, [400, 9400]],
    ['an unknown type', { actions: [{ type: 'DELETE_ALL' }] }, [400, 9400]],
    ['an unknown field', { actions: [login], level: 4 }, [400, 9400]],
    ['activation while it is off', { actions: [activation] }, [400, 1028]],
    ['an address that is not on the list', { actions: [login], redirect_uri: 'https://evil.example/' }, [400, 9400]],
  ])('refuses %s', async (_, json, refusal) => {
    expect(refusalOf(await ask(json))).toEqual(refusal);
  });

  it('refuses an unknown person', async () => {
    expect(refusalOf(await ask({ actions: [login] }, randomUUID()))).toEqual([404, 9404]);
  });

  it('tells of a refusal', async () => {
    await ask({ actions: [activation] });
    const [row] = await own.sql<{ detail: string }>(
      "select detail from event where name = 'ACTION TOKEN NOT CREATED' and user_id = $1 order by id desc limit 1",
      [personId],
    );
    expect(row).toEqual({ detail: 'action_token_feature_off' });
  });

  it('gives the same token to a repetition with the same Idempotency-Key', async () => {
    const options = { json: { actions: [login] }, headers: { 'idempotency-key': randomUUID() } };
    const path = `/persons/${personId}/tokens`;
    const [one, other] = [await call('POST', path, options), await call('POST', path, options)];
    expect([one.status, other.body]).toEqual([201, one.body]);
  });
});

describe('GET and DELETE /api/persons/{person_id}/tokens', () => {
  it('lists open tokens without their values, and revokes them all', async () => {
    const person = await personOn(own.endpoints);
    const path = `/persons/${person}/tokens`;
    const { token } = await createToken(person, [login], own.endpoints);
    await createToken(person, [login, coupling('google', 'account-1')], own.endpoints);
    const { status, body } = await call('GET', path);
    expect([status, body.items.map(({ actions }: { actions: string[] }) => actions)]).toEqual([
      200,
      [['COUPLE_EXTERNAL_IDP_FROM_PARAMETERS', 'LOGIN'], ['LOGIN']],
    ]);
    expect(JSON.stringify(body)).not.toMatch(/account-1|token/);
    expect(JSON.stringify(body)).not.toContain(token);
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('GET', path)).body).toEqual({ items: [] });
    const rows = await own.sql<{ told: string }>(
      "select concat(name, ': ', detail) as told from event where user_id = $1 and name like 'ACTION TOKENS%' order by id",
      [person],
    );
    expect(rows.map(({ told }) => told)).toEqual([
      'ACTION TOKENS READ: ',
      'ACTION TOKENS REVOKED: 2',
      'ACTION TOKENS READ: ',
    ]);
    expect(refusalOf(await processToken({ token }, own.endpoints))).toEqual([401, 3011]);
  });

  it('refuses an unknown person', async () => {
    for (const method of ['GET', 'DELETE'])
      expect(refusalOf(await call(method, `/persons/${randomUUID()}/tokens`))).toEqual([404, 9404]);
  });
});

describe('POST /api/persons/{person_id}/tokens/login', () => {
  it('creates a token that signs in, and says that it is deprecated and when it goes', async () => {
    const path = `/persons/${personId}/tokens/login`;
    const before = Date.now();
    const { status, headers, body } = await call('POST', path, { json: { expires_in_seconds: 3600 } });
    expect([status, headers.get('deprecation'), headers.get('sunset')]).toEqual([
      201,
      '@1796083200',
      'Wed, 01 Dec 2027 00:00:00 GMT',
    ]);
    expect(Date.parse(body.expires_at)).toBeLessThan(before + 86_400_000);
    const used = await processToken({ token: body.token }, own.endpoints);
    expect([used.status, used.body.results]).toEqual([200, [{ type: 'LOGIN', execution_status: 'SUCCESS' }]]);
  });
});

describe('the settings', () => {
  it('turn each action off, for new and for open tokens', async () => {
    const open = await createToken(personId, [login], own.endpoints);
    await own.change({
      action_token_login_enabled: false,
      app_to_web_enabled: false,
      action_token_coupling_enabled: false,
    });
    const refused = [
      await ask({ actions: [login] }),
      await ask({ actions: [{ type: 'LOGIN_APP2WEB' }] }),
      await processToken({ token: open.token }, own.endpoints),
    ];
    await own.change({ action_token_login_enabled: true, app_to_web_enabled: true });
    refused.push(await ask({ actions: [login, coupling('google', 'x')] }));
    expect(refused.map(refusalOf)).toEqual(Array.from({ length: 4 }, () => [400, 1028]));
    expect((await processToken({ token: open.token }, own.endpoints)).status).toBe(200);
  });

  it('turn activation by mail off, and only that', async () => {
    await own.change({ person_activation_enabled: true, activation_by_email_enabled: false });
    const inactive = await personOn(own.endpoints);
    expect(refusalOf(await ask({ actions: [activation] }, inactive))).toEqual([400, 1028]);
    expect((await ask({ actions: [activationByCode] }, inactive)).status).toBe(201);
    // Who is not active signs in with an activation alone, and who is cannot be activated.
    expect(refusalOf(await ask({ actions: [login] }, inactive))).toEqual([409, 9409]);
    expect(refusalOf(await ask({ actions: [activationByCode] }))).toEqual([409, 9409]);
    await own.change({ person_activation_enabled: false, activation_by_email_enabled: true });
  });

  it('turn the Credentials API off', async () => {
    await own.change({ credentials_api_enabled: false });
    expect(refusalOf(await processToken({ token: 'x' }, own.endpoints))).toEqual([503, 1001]);
    await own.change({ credentials_api_enabled: true });
  });

  it('say how long a new token is good for, and where it leads', async () => {
    await own.change({
      action_token_lifetime: 3600,
      action_token_redirects: ['https://shop.example/welcome', '^https://shop\\.example/orders/\\d+$'],
      login_redirect: 'https://shop.example/home',
    });
    const before = Date.now();
    const plain = await createToken(personId, [login], own.endpoints);
    expect(Date.parse(plain.expires_at)).toBeLessThan(before + 80_000_000);
    const redirect_uri = 'https://shop.example/orders/17';
    const named = await createToken(personId, [login], own.endpoints, { redirect_uri });
    const [one, other] = await Promise.all([plain, named].map(({ token }) => processToken({ token }, own.endpoints)));
    expect([one?.body.redirect_uri, other?.body.redirect_uri]).toEqual(['https://shop.example/home', redirect_uri]);
  });
});
