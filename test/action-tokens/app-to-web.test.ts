import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rateLimits } from '../../src/domain/rate-limits/limits.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import { createBrowser } from '../authentication/support/flow-api.ts';
import { TestDevice } from '../authorization-server/support/test-device.ts';
import { enrollPhone } from '../support/enrolled-phone.ts';
import { startOwnServer } from '../support/own-server.ts';
import type { OwnServer } from '../support/own-server.ts';
import { personOn } from './support/tokens.ts';

const target = 'https://shop.example/account';
let server: OwnServer;
beforeAll(async () => {
  server = await startOwnServer();
  await server.change({ action_token_redirects: [target] });
});
afterAll(() => server.stop());

const newPhone = async (userId?: string) =>
  RawPhone.connect(server.endpoints, { userId: userId ?? (await personOn(server.endpoints)) });
const ask = (phone: RawPhone, target_url: unknown = target, options = {}) =>
  phone.post('/app-to-web', { target_url }, options);
const eventsOf = async (userId: string) =>
  server.deps
    .em()
    .execute<{ name: string; detail: string | null }[]>(
      "select name, detail from event where name like 'APP TO WEB%' and user_id = ? order by occurred_at, id",
      [userId],
    );

/** What the page does after the press, after `times - 1` uses whose answer was lost. @returns where the browser ends up, or the code of the refusal. */
async function open(url: string, times = 1): Promise<string> {
  const token = new URL(url).searchParams.get('token');
  const browser = createBrowser(server.endpoints);
  const { session_id } = (await browser.post('/token/start', {})).body;
  const proof = { session_id, auth_method: 'action_token', credentials: { token } };
  // The answer of the flow before the last one is lost: its page asks again.
  for (let time = 1; time < times; time += 1) {
    const tokenUse = {
      token: token ?? '',
      code: undefined,
      flow: { id: session_id, clientId: 'countersign-portal' },
      device: undefined,
    };
    await server.deps.signInTokens.use({ ...tokenUse, check: async () => {}, origin: { requestId: randomUUID() } });
  }
  const used = await browser.post('/authenticate', proof);
  if (used.status !== 200) return used.body.code as string;
  let end = (await browser.post('/complete', { session_id })).body.redirect_to as string;
  for (let hop = 0; hop < 6 && end.startsWith(new URL(server.endpoints.api).origin); hop += 1)
    end = await browser.visit(end);
  return end;
}

describe('POST /app/v1/app-to-web', () => {
  it('gives an address that signs a browser in as the user, once, at the level of the settings, and leads to the target', async () => {
    await server.change({ app_to_web_level: 2 });
    const phone = await newPhone();
    const { status, body } = await ask(phone);
    expect(status, JSON.stringify(body)).toBe(201);
    expect(body.url).toMatch(/\/token\/\?token=[\w-]{43}$/);
    const lifetime = Date.parse(body.expires_at) - Date.now();
    expect(lifetime).toBeLessThanOrEqual(60_000);
    // The event of it is written once, also when answers were lost.
    expect(await open(body.url, 3)).toBe(target);
    expect(await open(body.url)).toBe('action_token_invalid');
    const sessions = await server.deps
      .em()
      .execute<{ acr: string }[]>(
        "select payload->>'acr' as acr from oauth_artifact where model = 'Session' and account_id = ?",
        [phone.userId],
      );
    expect(sessions).toEqual([{ acr: 'urn:countersign:acr:2' }]);
    expect(await eventsOf(phone.userId)).toEqual([
      { name: 'APP TO WEB SSO STARTED', detail: null },
      { name: 'APP TO WEB SSO COMPLETED', detail: null },
    ]);
    await server.change({ app_to_web_level: undefined });
  });

  it('is for the holder of the token and the key alone, and a repetition has another address', async () => {
    const phone = await newPhone();
    const thief = await TestDevice.create();
    const url = `${server.endpoints.api}/app/v1/app-to-web`;
    const proof = await thief.prove({ method: 'POST', url, accessToken: phone.accessToken });
    for (const options of [{ accessToken: null }, { proof: null }, { proof }])
      expect((await ask(phone, target, options)).status).toBe(401);
    expect((await ask(phone, target, { messageId: null })).body.parameter).toBe('Message-Id');
    const messageId = randomUUID();
    const [first, again] = [await ask(phone, target, { messageId }), await ask(phone, target, { messageId })];
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body.url).not.toBe(first.body.url);
  });

  it.each([
    'https://shop.example/',
    'https://shop.example/account/',
    'https://evil.example/account',
    'https://shop.example@evil.example/account',
    'https://shop.example\\@evil.example/account',
    'data:text/html,x',
    '//shop.example/account',
  ])('refuses the target %s, which is not on the list', async (address) => {
    const phone = await newPhone();
    const { status, body } = await ask(phone, address);
    expect([status, body.code]).toEqual([400, 'redirect_not_allowed']);
    expect(await eventsOf(phone.userId)).toEqual([{ name: 'APP TO WEB SSO REFUSED', detail: 'redirect_not_allowed' }]);
  });

  it('refuses a body of another shape, and a user that it was not asked for', async () => {
    const phone = await newPhone();
    const body = { target_url: target, user_id: await personOn(server.endpoints) };
    expect((await phone.post('/app-to-web', body)).status).toBe(400);
    for (const wrong of ['', null, 7, [target], 'x'.repeat(2049)]) expect((await ask(phone, wrong)).status).toBe(400);
  });

  it('needs a person who may sign in, and the feature', async () => {
    const stranger = await newPhone(`site-${randomUUID()}`);
    expect((await ask(stranger)).body.code).toBe('person_not_found');
    const phone = await newPhone();
    await server.change({ app_to_web_enabled: false });
    const off = await ask(phone);
    expect([off.status, off.body.code]).toEqual([400, 'action_token_feature_off']);
    await server.change({ app_to_web_enabled: undefined });
    expect((await ask(phone)).status).toBe(201);
    await server.deps.em().execute("update person set status = 'restricted' where id = ?", [phone.userId]);
    const refused = await ask(phone);
    expect([refused.status, refused.body.code]).toEqual([409, 'person_not_active']);
  });

  it('is in the app SDK, with the refusals by their codes', async () => {
    const { app, profile } = await enrollPhone(server.endpoints, { userId: await personOn(server.endpoints) });
    const { url, expiresAt } = await app.openOnWeb(profile.profileId, target);
    expect(expiresAt.getTime()).toBeGreaterThan(0);
    expect(await open(url)).toBe(target);
    await expect(app.openOnWeb(profile.profileId, 'https://evil.example/')).rejects.toMatchObject({
      code: 'redirect_not_allowed',
    });
  });

  it('gives a user so many an hour', async () => {
    const phone = await newPhone();
    const { most } = rateLimits['app-to-web:user'];
    const answers = await Promise.all(Array.from({ length: most + 2 }, () => ask(phone)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(most);
    expect(answers.find(({ status }) => status !== 201)?.body.code).toBe('slow_down');
  });
});
