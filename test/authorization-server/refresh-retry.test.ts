import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Event } from '../../src/entities/events/event.ts';
import { OauthArtifact } from '../../src/entities/tokens/oauth-artifact.ts';
import { OauthGrant } from '../../src/entities/tokens/oauth-grant.ts';
import { TestFactor } from '../app/support/test-factor.ts';
import { AuthorizationServerUnderTest } from './support/authorization-server-under-test.ts';
import type { TokenAnswer } from './support/authorization-server-under-test.ts';
import { connect, refreshWith } from './support/refresh-factor.ts';
import type { Connected } from './support/refresh-factor.ts';
import { TestDevice } from './support/test-device.ts';

let oauth: AuthorizationServerUnderTest;
beforeAll(async () => void (oauth = await AuthorizationServerUnderTest.start()));
afterAll(() => oauth.stop());

let connected: Connected;
beforeEach(async () => {
  // Long enough for the slowest machine: a test that needs the end of this time sets it in the database.
  await oauth.configure({ refresh_retry_seconds: 60 });
  connected = await connect(oauth);
});

function refresh(refreshToken: string | undefined = connected.refreshToken): Promise<TokenAnswer> {
  return oauth.refresh(connected.phone, refreshToken);
}

function eventsNamed(name: string): Promise<number> {
  return oauth.deps.em().count(Event, { name, userId: connected.userId });
}

async function letTheTimePass(): Promise<void> {
  await oauth.deps
    .em()
    .nativeUpdate(
      OauthArtifact,
      { accountId: connected.userId, retriableUntil: { $ne: null } },
      { retriableUntil: new Date(Date.now() - 1) },
    );
}

async function expectRevoked(accessTokens: (string | undefined)[]): Promise<void> {
  for (const token of accessTokens)
    await expect(oauth.verify(connected.phone, token as string)).rejects.toMatchObject({ code: 'invalid_token' });
  expect(await oauth.deps.em().count(OauthGrant, { accountId: connected.userId })).toBe(0);
  expect(await oauth.deps.em().count(OauthArtifact, { accountId: connected.userId })).toBe(0);
  expect(await eventsNamed('REFRESH TOKEN REUSED')).toBe(1);
}

describe('a refresh whose answer was lost', () => {
  it('is repeated with the same refresh token and continues', async () => {
    await refresh();
    const { status, body } = await refresh();
    expect(status).toBe(200);
    expect(await oauth.verify(connected.phone, body['access_token'] as string)).toMatchObject({
      registrationId: connected.profileId,
    });
    expect((await refresh(body['refresh_token'])).status).toBe(200);
    expect(await eventsNamed('TOKEN REFRESH SUCCESS')).toBe(2);
    expect(await eventsNamed('TOKEN REFRESH REPEATED')).toBe(1);
    expect(await eventsNamed('REFRESH TOKEN REUSED')).toBe(0);
  });

  it('is refused after the retry period: the token family is revoked', async () => {
    const { body } = await refresh();
    await letTheTimePass();
    expect((await refresh()).body.error).toBe('invalid_grant');
    await expectRevoked([connected.accessToken, body['access_token']]);
  });

  it('has a retry period that starts at the first use and is not extended by repetitions', async () => {
    await refresh();
    const { retriableUntil } = await first();
    expect((await refresh()).status).toBe(200);
    expect((await first()).retriableUntil).toEqual(retriableUntil);
  });

  it('is refused once the new token was used: the token family is revoked', async () => {
    const { body: lost } = await refresh();
    const { body: newest } = await refresh(lost['refresh_token']);
    expect((await refresh()).body.error).toBe('invalid_grant');
    await expectRevoked([lost['access_token'], newest['access_token']]);
  });

  it('keeps one line of tokens: the first use of one of its tokens ends the others', async () => {
    const { body: lost } = await refresh();
    const { body: repeated } = await refresh();
    const { status, body: newest } = await refresh(repeated['refresh_token']);
    expect(status).toBe(200);
    expect((await refresh(lost['refresh_token'])).body.error).toBe('invalid_grant');
    await expectRevoked([repeated['access_token'], newest['access_token']]);
  });

  it('is not repeated while the setting is 0', async () => {
    await oauth.configure({ refresh_retry_seconds: 0 });
    const { body } = await refresh();
    expect((await refresh()).body.error).toBe('invalid_grant');
    await expectRevoked([body['access_token']]);
  });

  it('requires a new factor proof', async () => {
    const pin = await TestFactor.create('pin');
    const withPin = await connect(oauth, pin);
    const used = { ...withPin };
    await refreshWith(oauth, { ...used }, pin);
    const withoutProof = await oauth.refresh(withPin.phone, used.refreshToken);
    expect(withoutProof.body['error_description']).toBe('factor_required');
    const wrong = await refreshWith(oauth, { ...used }, await TestFactor.create('pin'));
    expect(wrong.body['error_description']).toBe('wrong_factor_proof');
    expect((await refreshWith(oauth, { ...used }, pin)).status).toBe(200);
  });

  it('is answered each time when repeated sixteen times at once, and one line continues', async () => {
    const answers = await Promise.all(Array.from({ length: 16 }, () => refresh()));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 16 }, () => 200));
    expect(await eventsNamed('TOKEN REFRESH SUCCESS')).toBe(1);
    expect(await eventsNamed('TOKEN REFRESH REPEATED')).toBe(15);
    expect((await refresh(answers[7]?.body['refresh_token'])).status).toBe(200);
    const alive = { accountId: connected.userId, model: 'RefreshToken', consumedAt: null };
    expect(await oauth.deps.em().count(OauthArtifact, alive)).toBe(1);
  });

  it('keeps at most one line when its sixteen answers are used at once', async () => {
    const answers = await Promise.all(Array.from({ length: 16 }, () => refresh()));
    const uses = await Promise.all(answers.map(({ body }) => refresh(body['refresh_token'])));
    expect(uses.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    await expectRevoked(answers.map(({ body }) => body['access_token']));
  });
});

describe('a thief with a used refresh token and without the device key', () => {
  it('gets no token in the retry period, and the phone can continue', async () => {
    const { body } = await refresh();
    const thief = { ...connected.phone, device: await TestDevice.create() };
    const attempts = [
      await oauth.refresh(thief, connected.refreshToken),
      await oauth.refresh(connected.phone, connected.refreshToken, { proof: null }),
      await oauth.refresh(await oauth.createPhone(), connected.refreshToken),
    ];
    for (const { status, body: refusal } of attempts) {
      expect([status, refusal.error]).toEqual([400, 'invalid_grant']);
      expect(Object.keys(refusal)).not.toContain('access_token');
    }
    expect(await eventsNamed('TOKEN REFRESH REPEATED')).toBe(0);
    expect((await refresh()).status).toBe(200);
    expect((await refresh(body['refresh_token'])).status).toBe(200);
  });

  it('gets the same answer in the retry period and after it', async () => {
    await refresh();
    const thief = { ...connected.phone, device: await TestDevice.create() };
    const inTime = await oauth.refresh(thief, connected.refreshToken);
    await letTheTimePass();
    const late = await oauth.refresh(thief, connected.refreshToken);
    expect([late.status, late.body]).toEqual([inTime.status, inTime.body]);
  });

  it('cannot repeat a refresh with a token that is bound to no key', async () => {
    await oauth.deps
      .em()
      .execute(`update oauth_artifact set payload = payload - 'jkt' where account_id = ?`, [connected.userId]);
    expect((await refresh()).status).toBe(200);
    expect((await refresh()).body.error).toBe('invalid_grant');
    expect(await eventsNamed('REFRESH TOKEN REUSED')).toBe(1);
  });
});

/** The refresh token that was issued for the enrolment code. */
function first(): Promise<OauthArtifact> {
  return oauth.deps
    .em()
    .findOneOrFail(
      OauthArtifact,
      { accountId: connected.userId, model: 'RefreshToken' },
      { orderBy: { createdAt: 'asc' } },
    );
}
