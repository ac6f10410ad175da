import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Instance } from '../../../dev/parts/instance.ts';
import { query } from '../../support/query.ts';
import { createConfigurationApi } from '../../configuration/support/configuration-api.ts';
import type { ConfigurationApi } from '../../configuration/support/configuration-api.ts';
import { addType, push, sms } from '../../configuration/support/types.ts';
import { enrollPhone, eventually } from '../../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../../support/enrolled-phone.ts';
import { createSeededInstance, useStack } from '../../support/stack.ts';
import { basic, callForm, createWebsite } from '../../support/website.ts';
import type { Website } from '../../support/website.ts';
import { enrollPhoneWithFactors, rightPin } from '../support/phone-with-factors.ts';

const { endpoints } = useStack();
/** An own instance, because the switches apply to all transactions. */
let instance: Instance;
let at: typeof endpoints;
let website: Website;
let configuration: ConfigurationApi;
/** Type names; both fall back to a text message. */
let pushed = '';
let withPin = '';

beforeAll(async () => {
  instance = await createSeededInstance();
  const server = await instance.startServer();
  at = { ...endpoints, api: server.url };
  website = createWebsite(at);
  configuration = createConfigurationApi(at);
  const texted = await addType(configuration, sms());
  pushed = await addType(configuration, push({ fallback_type: texted }));
  withPin = await addType(configuration, push({ method: 'PUSH_WITH_PIN', fallback_type: texted }));
});
afterAll(() => instance.stop());

const database = () => instance.environment['COUNTERSIGN_DATABASE_URL'] as string;
const ask = (phone: Pick<EnrolledPhone, 'userId' | 'deviceId'>, type: string) =>
  website.initialise({
    type,
    user_id: phone.userId,
    device_id: phone.deviceId,
    callback_uri: `${endpoints.sandbox}/callbacks/fallback`,
    message: 'Code {code}',
    phone_number: `+316${randomInt(10_000_000, 99_999_999)}`,
  });
const methodOf = async (phone: Pick<EnrolledPhone, 'userId' | 'deviceId'>, type: string) =>
  (await ask(phone, type)).body.auth_method as string;
const configure = async (settings: object) =>
  expect((await configuration.patch('/features', settings)).status).toBe(204);

describe('the fallback from push to a text message', () => {
  it('is not used for a user whose phone can be pushed to', async () => {
    const phone = await enrollPhoneWithFactors(at);
    expect([await methodOf(phone, pushed), await methodOf(phone, withPin)]).toEqual(['push', 'push_with_pin']);
  });

  it('is used for a user without an enrolment', async () => {
    expect(await methodOf({ userId: `unknown-${randomUUID()}`, deviceId: 'a'.repeat(64) }, pushed)).toBe('sms');
    const phone = await enrollPhone(at);
    await phone.app.dropPush(phone.profile.profileId);
    expect(await methodOf(phone, pushed)).toBe('sms');
  });

  it('is used for a user whose phone has lost its keys', async () => {
    const phone = await enrollPhone(at);
    const dropped = await callForm(
      'POST',
      `${at.api}/oauth/api/v4/users/${phone.userId}/devices/${phone.deviceId}/disableMobileAuthentication`,
      undefined,
      { authorization: basic(at.clients.end_user) },
    );
    expect(dropped.status).toBe(204);
    expect(await methodOf(phone, pushed)).toBe('sms');
  });

  it('is used when the type asks for a PIN and the user has none', async () => {
    expect(await methodOf(await enrollPhone(at), withPin)).toBe('sms');
  });

  it('is used when the type asks for a PIN and the refresh token is gone; a plain push needs no token', async () => {
    const phone = await enrollPhoneWithFactors(at);
    await query(
      database(),
      `update oauth_artifact set expires_at = now() - interval '1 second' where model = 'RefreshToken' and account_id = $1`,
      [phone.userId],
    );
    expect([await methodOf(phone, withPin), await methodOf(phone, pushed)]).toEqual(['sms', 'push']);
  });

  it('is used for a user who was disconnected by wrong PINs', async () => {
    const phone = await enrollPhoneWithFactors(at);
    const { body } = await ask(phone, withPin);
    const wrong = { kind: 'pin', pin: rightPin.split('').toReversed().join('') } as const;
    for (let attempt = 0; attempt < 3; attempt += 1)
      await phone.answer(body.transaction_id, { decision: 'accept' }, wrong).catch(() => undefined);
    expect(await methodOf(phone, pushed)).toBe('sms');
  });

  it('is used while push is switched off', async () => {
    const phone = await enrollPhone(at);
    await configure({ push_authorisation_enabled: false });
    await eventually(async () => ((await methodOf(phone, pushed)) === 'sms' ? true : undefined));
    await configure({ push_authorisation_enabled: true });
    await eventually(async () => ((await methodOf(phone, pushed)) === 'push' ? true : undefined));
  });

  it('is used for a user who reported a request, and for one whose push budget is spent', async () => {
    const [reporting, spending] = [await enrollPhone(at), await enrollPhone(at)];
    await reporting.answer((await ask(reporting, pushed)).body.transaction_id, {
      decision: 'reject',
      reason: 'not_me',
    });
    expect(await methodOf(reporting, pushed)).toBe('sms');
    for (let asked = 0; asked < 10; asked += 1) expect(await methodOf(spending, pushed)).toBe('push');
    expect(await methodOf(spending, pushed)).toBe('sms');
  });

  it('is not used while text messages are switched off', async () => {
    await configure({ sms_authorisation_enabled: false });
    const unknownPhone = { userId: `unknown-${randomUUID()}`, deviceId: 'a'.repeat(64) };
    await eventually(async () => ((await ask(unknownPhone, pushed)).body.error_code === '1001' ? true : undefined));
    await configure({ sms_authorisation_enabled: true });
  });
});

describe('several fallbacks', () => {
  it('are tried in order, and a cycle of them is refused by the configuration API', async () => {
    const first = await addType(configuration, push({ method: 'PUSH_WITH_FINGERPRINT', fallback_type: pushed }));
    const phone = await enrollPhone(at);
    await eventually(async () => ((await ask(phone, first)).status === 200 ? true : undefined));
    expect(await methodOf(phone, first)).toBe('push');
    const circle = await configuration.patch(`/mobile-authentication-types/${encodeURIComponent(pushed)}`, {
      fallback_type: first,
    });
    expect([circle.status, circle.body.details[0].code]).toEqual([400, 'loops']);
  });
});
