import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signIn } from '../admin/support/admin-api.ts';
import { enrollPush } from '../app/support/enroll-push.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import { AuthorizationServerUnderTest } from '../authorization-server/support/authorization-server-under-test.ts';
import { OauthArtifact } from '../../src/entities/tokens/oauth-artifact.ts';
import { findTokensOf } from '../../src/commands/tokens/grants/find-tokens.ts';
import { revokeToken } from '../../src/commands/tokens/grants/revoke-grants.ts';
import { obtainPushToken } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { eventsOf, query, rest } from './support/rest.ts';

const { endpoints } = useStack();

describe('sixteen concurrent removals', () => {
  it.each([
    [
      'a device',
      ({ userId, device }: RawPhone) => ['DELETE', `/v4/users/${userId}/devices/${device.id}`],
      'API DEVICE REMOVED FOR ONE PROFILE',
    ],
    [
      'an application',
      ({ userId }: RawPhone) => ['DELETE', `/v1/users/${userId}/applications/northwind-id`],
      'API APPLICATION REMOVED: northwind-id',
    ],
  ] as const)('all answer 204 and record one event: %s', async (_, request, event) => {
    const phone = await RawPhone.connect(endpoints);
    const [method, path] = request(phone) as [string, string];
    const answers = await Promise.all(Array.from({ length: 16 }, () => rest(method, path)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 16 }, () => 204));
    expect((await eventsOf(phone.userId)).filter((name) => name === event)).toHaveLength(1);
  });
});

describe('all kinds of removals for one user, concurrently', () => {
  it('do not deadlock, and leave neither profile nor tokens', { timeout: 300_000 }, async () => {
    const admin = await signIn(endpoints.api, endpoints.operators.admin);
    for (let round = 0; round < 5; round += 1) {
      const phone = await RawPhone.connect(endpoints);
      const guest = await RawPhone.connect(endpoints, { device: phone.device });
      await phone.enrollKeys();
      await enrollPush(phone, endpoints.sandbox, await obtainPushToken(endpoints.sandbox, 'android'));
      const [{ id: tokenId }] = (await rest('GET', `/v1/users/${phone.userId}/tokens`)).body.tokens;
      const { headers } = await admin.call('GET', `/devices/${phone.device.id}/users`);
      const device = `/v4/users/${phone.userId}/devices/${phone.device.id}`;
      const answers = await Promise.all([
        rest('POST', `${device}/disableMobileAuthentication`),
        rest('POST', `${device}/disablePushAuthentication`),
        rest('POST', `${device}/disableFingerprint`),
        rest('DELETE', `/v1/users/${phone.userId}/tokens/${tokenId}`),
        rest('DELETE', `/v1/users/${phone.userId}/applications/northwind-id`),
        phone.call('DELETE', '/push-enrollment'),
        phone.call('DELETE', '/key-enrollment'),
        rest('DELETE', device),
        rest('DELETE', `/v3/users/${guest.userId}/devices`),
        admin.call('DELETE', `/devices/${phone.device.id}`, { headers: { 'if-match': headers.get('etag') ?? '' } }),
      ]);
      expect(answers.map(({ status }) => status).filter((status) => status >= 500)).toEqual([]);
      expect(answers.map(({ status }) => status).filter((status) => ![204, 401, 404, 412].includes(status))).toEqual(
        [],
      );
      const left = await query(
        'select from registration where id in ($1, $2) union all select from oauth_artifact where account_id in ($3, $4)',
        [phone.profileId, guest.profileId, phone.userId, guest.userId],
      );
      expect(left).toEqual([]);
    }
  });
});

describe('the removal of a token during its refresh', () => {
  let oauth: AuthorizationServerUnderTest;

  beforeAll(async () => {
    oauth = await AuthorizationServerUnderTest.start();
  });

  afterAll(() => oauth.stop());

  it('leaves no refresh token, whichever comes first', async () => {
    const phone = await oauth.createPhone();
    const action = { event: 'API TOKEN REMOVED', origin: { requestId: 'test' } } as const;
    for (let round = 0; round < 12; round += 1) {
      const userId = randomUUID();
      const { body } = await oauth.connect(phone, await oauth.createCode(userId));
      const [token] = await findTokensOf(oauth.deps, userId);
      const [refreshed] = await Promise.all([
        oauth.refresh(phone, body['refresh_token'] as string),
        revokeToken(oauth.deps, { userId, tokenId: token?.id as string }, action),
      ]);
      expect([200, 400]).toContain(refreshed.status);
      expect(await oauth.deps.em().count(OauthArtifact, { accountId: userId })).toBe(0);
      expect(await findTokensOf(oauth.deps, userId)).toEqual([]);
    }
  });

  it('keeps its id while it is refreshed', async () => {
    const phone = await oauth.createPhone();
    const userId = randomUUID();
    const { body } = await oauth.connect(phone, await oauth.createCode(userId));
    const before = await findTokensOf(oauth.deps, userId);
    expect((await oauth.refresh(phone, body['refresh_token'] as string)).status).toBe(200);
    const after = await findTokensOf(oauth.deps, userId);
    expect(after).toEqual([{ ...before[0], createdAt: expect.any(Number) }]);
    expect(after).toHaveLength(1);
  });
});
