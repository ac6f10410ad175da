import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApplicationVersion } from '../../src/entities/configuration/application-version.ts';
import { Event } from '../../src/entities/events/event.ts';
import { Device } from '../../src/entities/devices/device.ts';
import { EnrollmentCode } from '../../src/entities/devices/enrollment-code.ts';
import { Registration } from '../../src/entities/devices/registration.ts';
import { OauthArtifact } from '../../src/entities/tokens/oauth-artifact.ts';
import { AuthorizationServerUnderTest, enrollmentCodeGrant } from './support/authorization-server-under-test.ts';
import { TestDevice } from './support/test-device.ts';

let oauth: AuthorizationServerUnderTest;
beforeAll(async () => void (oauth = await AuthorizationServerUnderTest.start()));
afterAll(() => oauth.stop());

const unknownCode = 'ABCDE-FGHJK-LMNPQ-RSTUV-WXYZ2';

describe('POST /oauth/token with an enrolment code', () => {
  it('connects a new user to the device', async () => {
    const phone = await oauth.createPhone();
    const userId = randomUUID();
    const { status, body, headers } = await oauth.connect(phone, await oauth.createCode(userId));
    expect(body).toMatchObject({ token_type: 'DPoP', expires_in: 3600, scope: 'app', user_id: userId });
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toContain('no-store');
    const registration = await oauth.deps.em().findOneOrFail(Registration, { id: body.profile_id! });
    expect(registration).toMatchObject({ user: userId, device: phone.device.id });
    expect(await oauth.verify(phone, body.access_token!)).toEqual({
      appName: 'Shop',
      deviceId: phone.device.id,
      clientId: phone.clientId,
      userId,
      registrationId: body.profile_id,
    });
  });

  it('accepts a code in lower case and with spaces', async () => {
    const phone = await oauth.createPhone();
    const code = await oauth.createCode();
    expect((await oauth.connect(phone, ` ${code.toLowerCase().replaceAll('-', ' ')} `)).status).toBe(200);
  });

  it('returns the same profile when the user connects again', async () => {
    const phone = await oauth.createPhone();
    const userId = randomUUID();
    const first = await oauth.connect(phone, await oauth.createCode(userId));
    const second = await oauth.connect(phone, await oauth.createCode(userId));
    expect(second.body.profile_id).toBe(first.body.profile_id);
    expect(second.body.access_token).not.toBe(first.body.access_token);
  });

  it('connects only one of sixteen phones that use a code at once', async () => {
    const phones = await Promise.all(Array.from({ length: 16 }, () => oauth.createPhone()));
    const userId = randomUUID();
    const code = await oauth.createCode(userId);
    const answers = await Promise.all(phones.map((phone) => oauth.connect(phone, code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status, body }) => status === 400 && body.error === 'invalid_grant')).toHaveLength(15);
    expect(await oauth.deps.em().count(Registration, { user: userId })).toBe(1);
    expect(await oauth.deps.em().count(OauthArtifact, { accountId: userId })).toBe(2);
  });

  it('gives the same answer for an unknown, used, expired and malformed code', async () => {
    const phone = await oauth.createPhone();
    const used = await oauth.createCode();
    await oauth.connect(phone, used);
    const expired = await oauth.createCode('late');
    await oauth.deps.em().nativeUpdate(EnrollmentCode, { userId: 'late' }, { expiresAt: new Date(Date.now() - 1000) });
    const answers = [];
    for (const code of [unknownCode, used, expired, 'x', 'é'.repeat(500)]) {
      const { status, body } = await oauth.connect(phone, code);
      answers.push({ status, body });
    }
    for (const answer of answers) expect(answer).toEqual({ status: 400, body: answers[0]!.body });
    expect(answers[0]!.body.error).toBe('invalid_grant');
    const failed = await oauth.deps.em().count(Event, { name: 'USER CONNECTION FAILED', clientId: phone.clientId });
    expect(failed).toBe(5);
  });

  it('refuses a proof by another key and leaves the code usable', async () => {
    const phone = await oauth.createPhone();
    const code = await oauth.createCode();
    const stranger = await TestDevice.create();
    const proof = await stranger.prove({ url: `${oauth.url}/oauth/token` });
    expect((await oauth.connect(phone, code, { proof })).body.error).toBe('invalid_dpop_proof');
    expect((await oauth.connect(phone, code)).status).toBe(200);
  });

  it('refuses a request without a proof, with an old one, with one for another URL and with a used one', async () => {
    const phone = await oauth.createPhone();
    const code = await oauth.createCode();
    const used = await oauth.prove(phone, '/oauth/token');
    await oauth.connect(phone, unknownCode, { proof: used });
    const proofs = {
      none: null,
      old: await oauth.prove(phone, '/oauth/token', { skew: -90 }),
      early: await oauth.prove(phone, '/oauth/token', { skew: 3_600 }),
      elsewhere: await oauth.prove(phone, '/oauth/other'),
      otherMethod: await oauth.prove(phone, '/oauth/token', { method: 'GET' }),
      garbage: 'a.b.c',
      used,
    };
    for (const [name, proof] of Object.entries(proofs)) {
      const { status, body } = await oauth.connect(phone, code, { proof });
      expect({ name, status, error: body.error }).toEqual({ name, status: 400, error: 'invalid_dpop_proof' });
    }
  });

  it('accepts one of two uses of one proof at once', async () => {
    const phone = await oauth.createPhone();
    const proof = await oauth.prove(phone, '/oauth/token');
    const codes = [await oauth.createCode(), await oauth.createCode()];
    const answers = await Promise.all(codes.map((code) => oauth.connect(phone, code, { proof })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400]);
  });

  it('limits wrong codes per device, and not for other devices', async () => {
    const phone = await oauth.createPhone();
    const other = await oauth.createPhone();
    for (let guess = 0; guess < 10; guess++) expect((await oauth.connect(phone, unknownCode)).status).toBe(400);
    const { status, body, headers } = await oauth.connect(phone, await oauth.createCode());
    expect({ status, error: body.error }).toEqual({ status: 429, error: 'slow_down' });
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(500);
    expect((await oauth.connect(other, await oauth.createCode())).status).toBe(200);
  });

  it('does not count valid codes', async () => {
    const phone = await oauth.createPhone();
    for (let time = 0; time < 12; time++)
      expect((await oauth.connect(phone, await oauth.createCode())).status).toBe(200);
  });

  it('refuses a disabled version, and new users of a LOGIN_ONLY version', async () => {
    const phone = await oauth.createPhone();
    const userId = randomUUID();
    const { body: known } = await oauth.connect(phone, await oauth.createCode(userId));
    await setVersion(phone.device.id, '0.9');
    const code = await oauth.createCode();
    expect((await oauth.connect(phone, code)).body).toMatchObject({
      error: 'unauthorized_client',
      error_description: 'registration_disabled',
    });
    expect((await oauth.connect(phone, await oauth.createCode(userId))).status).toBe(200);
    await setVersion(phone.device.id, '0.1');
    const disabled = { error: 'unauthorized_client', error_description: 'version_disabled' };
    expect((await oauth.connect(phone, await oauth.createCode(userId))).body).toMatchObject(disabled);
    expect((await oauth.refresh(phone, known.refresh_token!)).body).toMatchObject(disabled);
    await expect(oauth.verify(phone, known.access_token!)).rejects.toMatchObject({ code: 'version_disabled' });
    await setVersion(phone.device.id, '1.0');
    expect((await oauth.connect(phone, code)).status).toBe(200);
    expect((await oauth.refresh(phone, known.refresh_token!)).status).toBe(200);
  });

  it('refuses malformed requests with an OAuth error and logs no fault', async () => {
    const phone = await oauth.createPhone();
    const before = oauth.logged.length;
    const answers = [
      await oauth.token(phone, { grant_type: enrollmentCodeGrant }),
      await oauth.token(phone, { grant_type: 'password' }),
      await oauth.token(phone, {}),
      await oauth.token(
        { ...phone, clientId: randomUUID() },
        { grant_type: enrollmentCodeGrant, enrollment_code: unknownCode },
      ),
      await oauth.token(
        { ...phone, clientId: "x' or 1=1" },
        { grant_type: enrollmentCodeGrant, enrollment_code: unknownCode },
      ),
      await oauth.token(
        { ...phone, clientId: '\u0000' },
        { grant_type: enrollmentCodeGrant, enrollment_code: unknownCode },
      ),
      await oauth.token(phone, { grant_type: 'authorization_code', code: 'x' }),
      await oauth.post('/oauth/token', 'enrollment_code=1&enrollment_code=2&%00=%ff&client_id[]=1'),
      await oauth.post('/oauth/token', '{"a":', { 'content-type': 'application/json' }),
      await oauth.post('/oauth/token', 'x=1', {
        'content-type': 'application/x-www-form-urlencoded; charset=nonsense',
      }),
      await oauth.post('/oauth/token', 'x=1', { authorization: 'Basic !!!' }),
    ];
    for (const { status, body } of answers) {
      expect([400, 401]).toContain(status);
      expect(body.error).toMatch(/^[a-z_]+$/);
      expect(JSON.stringify(body)).not.toContain('at ');
    }
    const tooLarge = await oauth.post('/oauth/token', 'x'.repeat(70_000));
    expect([tooLarge.status, tooLarge.body.error]).toEqual([413, 'invalid_request']);
    expect((await fetch(`${oauth.url}/oauth/token`)).status).toBe(405);
    expect((await fetch(`${oauth.url}/oauth/nothing`)).status).toBe(404);
    expect(oauth.logged.length).toBe(before);
  });
});

async function setVersion(deviceId: string, versionName: string): Promise<void> {
  const em = oauth.deps.em();
  const { id } = await em.findOneOrFail(ApplicationVersion, { versionName });
  await em.nativeUpdate(Device, { id: deviceId }, { applicationVersion: id });
}
