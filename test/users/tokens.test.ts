import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { isConnected } from '../app/support/is-connected.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import { useStack } from '../support/stack.ts';
import { eventsOf, query, rest } from './support/rest.ts';
import { giveConsent, of } from './support/web-user.ts';

const { endpoints } = useStack();
let bystander: RawPhone;

beforeAll(async () => {
  bystander = await RawPhone.connect(endpoints);
});

describe('GET /oauth/api/v1/users/{userId}/tokens', () => {
  it('lists the tokens of apps and web clients', async () => {
    const phone = await RawPhone.connect(endpoints);
    const web = await giveConsent(phone.userId);
    const { status, body } = await rest('GET', of(phone.userId, '/tokens'));
    expect(status).toBe(200);
    const [app, webshop] = body.tokens;
    expect(app).toEqual({
      id: expect.any(String),
      client_name: 'Northwind ID',
      device_name: 'raw phone',
      created_at: expect.any(Number),
      scopes: expect.any(Array),
      type: 'DEFAULT',
      refresh_token_issued: true,
      expired: false,
    });
    expect(webshop).toEqual({
      id: web,
      client_name: 'webshop',
      created_at: expect.any(Number),
      scopes: ['openid', 'profile'],
      type: 'DEFAULT',
      refresh_token_issued: false,
      expired: false,
    });
    expect(body.tokens).toHaveLength(2);
    expect(Math.abs(app.created_at - Date.now())).toBeLessThan(600_000);
    expect(JSON.stringify(body)).not.toContain(phone.accessToken);
    expect(await eventsOf(phone.userId)).toContain('API TOKENS LISTED');
  });

  it('marks expired tokens that can be refreshed, and omits those that cannot', async () => {
    const phone = await RawPhone.connect(endpoints);
    await query(
      `update oauth_artifact set expires_at = now() - interval '1 second' where account_id = $1 and model = 'AccessToken'`,
      [phone.userId],
    );
    expect((await rest('GET', of(phone.userId, '/tokens'))).body.tokens).toMatchObject([
      { refresh_token_issued: true, expired: true },
    ]);
    await query(`update oauth_artifact set consumed_at = now() where account_id = $1 and model = 'RefreshToken'`, [
      phone.userId,
    ]);
    expect((await rest('GET', of(phone.userId, '/tokens'))).status).toBe(404);
  });

  it('returns the factor by which the user authenticated', async () => {
    const phone = await RawPhone.connect(endpoints);
    await query(`update oauth_artifact set type = 'FINGER_PRINT' where account_id = $1`, [phone.userId]);
    expect((await rest('GET', of(phone.userId, '/tokens'))).body.tokens).toMatchObject([{ type: 'FINGER_PRINT' }]);
  });
});

describe('DELETE /oauth/api/v1/users/{userId}/tokens/{tokenId}', () => {
  it('removes a token with its refresh token; a repetition changes nothing', async () => {
    const phone = await RawPhone.connect(endpoints);
    const [{ id }] = (await rest('GET', of(phone.userId, '/tokens'))).body.tokens;
    expect((await rest('DELETE', of(phone.userId, `/tokens/${id}`))).status).toBe(204);
    expect((await rest('DELETE', of(phone.userId, `/tokens/${id}`))).status).toBe(204);
    expect(await isConnected(phone)).toBe(false);
    expect(await query('select from oauth_artifact where account_id = $1', [phone.userId])).toEqual([]);
    expect((await eventsOf(phone.userId)).filter((name) => name === 'API TOKEN REMOVED')).toHaveLength(1);
    // The profile stays on the device, which only needs new tokens.
    expect(await query('select from registration where id = $1', [phone.profileId])).toHaveLength(1);
  });

  it('keeps the consent of a web client', async () => {
    const user = `web-${randomUUID()}`;
    const id = await giveConsent(user);
    await rest('DELETE', of(user, `/tokens/${id}`));
    expect((await rest('GET', of(user, '/tokens'))).status).toBe(404);
    expect((await rest('GET', of(user, '/consents'))).body.consents).toMatchObject([{ id }]);
  });

  it("does not remove another user's token, and does not accept a token value as id", async () => {
    const phone = await RawPhone.connect(endpoints);
    const [{ id }] = (await rest('GET', of(bystander.userId, '/tokens'))).body.tokens;
    for (const tokenId of [id, phone.accessToken])
      expect((await rest('DELETE', of(phone.userId, `/tokens/${tokenId}`))).status).toBe(204);
    expect(await Promise.all([isConnected(phone), isConnected(bystander)])).toEqual([true, true]);
  });

  it('refuses the id of a token as an access token', async () => {
    const [{ id }] = (await rest('GET', of(bystander.userId, '/tokens'))).body.tokens;
    expect((await bystander.call('GET', '/transactions', { accessToken: id })).status).toBe(401);
  });
});
