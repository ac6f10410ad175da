import { randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Client } from 'pg';
import { createConfigurationApi } from '../configuration/support/configuration-api.ts';
import { enrollPhone, eventually } from '../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../support/enrolled-phone.ts';
import { createSeededInstance, useStack } from '../support/stack.ts';
import { basic, callForm, createWebsite } from '../support/website.ts';
import type { Form } from '../support/website.ts';

const { endpoints } = useStack();
const phone = await enrollPhone(endpoints, { userId: `versions-${randomUUID()}` });

function callVersion(
  version: string,
  method: string,
  path: string,
  form?: Form,
  client = endpoints.clients.mobile_authentication,
) {
  return callForm(method, `${endpoints.api}/oauth/api/${version}/authenticate${path}`, form, {
    authorization: basic(client),
  });
}

const common = {
  type: 'login_with_push',
  user_id: phone.userId,
  callback_uri: `${endpoints.sandbox}/callbacks/none`,
  message: 'Sign in?',
};

describe('POST /authenticate/user', () => {
  it.each([
    ['v4', { device_id: phone.deviceId }],
    ['v3', { app_id: 'northwind-id' }],
    ['v2', {}],
  ])('of %s selects the phone by its own field, and otherwise behaves like v4', async (version, named) => {
    const { status, body } = await callVersion(version, 'POST', '/user', { ...common, ...named });
    expect([status, body.auth_method, body.device]).toEqual([
      200,
      'push',
      { name: `phone of ${phone.userId}`, platform: 'android' },
    ]);
    const pending = await callVersion(version, 'GET', `/transaction/${body.transaction_id}`);
    expect([pending.status, pending.body.status]).toEqual([200, 'pending']);
    await phone.answer(body.transaction_id);
    expect((await callVersion(version, 'GET', `/transaction/${body.transaction_id}`)).body.is_authenticated).toBe(true);
  });

  it.each([
    ['v4', { app_id: 'northwind-id' }, '1003', 'device_id'],
    ['v3', { device_id: phone.deviceId }, '1003', 'app_id'],
    ['v3', { app_id: 'another-app' }, '1001', undefined],
    ['v2', { user_id: 'unknown' }, '1001', undefined],
  ])('of %s with %j answers %s', async (version, named, code, parameter) => {
    const { body } = await callVersion(version, 'POST', '/user', { ...common, ...named });
    expect([body.error_code, body.parameter]).toEqual([code, parameter]);
  });

  it.each(['v2', 'v3'])('of %s sends a text message, sends it again, checks its code and cancels', async (version) => {
    const form = {
      type: 'payment_with_sms',
      user_id: phone.userId,
      phone_number: '+31612345678',
      message: 'Code {code}',
    };
    const { body } = await callVersion(version, 'POST', '/user', form);
    expect(body.auth_method).toBe('sms');
    const transaction = { transaction_id: body.transaction_id as string };
    expect((await callVersion(version, 'POST', `/user/${phone.userId}/sms/resend`, transaction)).status).toBe(204);
    expect(
      (await callVersion(version, 'POST', `/user/${phone.userId}/sms`, { ...transaction, sms_code: 'wrong' })).body
        .error_code,
    ).toBe('3003');
    expect((await callVersion(version, 'DELETE', `/transaction/${transaction.transaction_id}`)).status).toBe(204);
  });

  it.each(['v2', 'v3'])('of %s refuses a client without the scope and a wrong secret', async (version) => {
    // Published: `invalid_client`, as for a wrong secret.
    expect((await callVersion(version, 'POST', '/user', common, endpoints.clients.end_user)).status).toBe(401);
    expect((await callVersion(version, 'POST', '/user', common, { id: 'demo-shop', secret: 'wrong' })).status).toBe(
      401,
    );
  });
});

describe('availability', () => {
  it('of v3 lists type names for an application, and gives an app as id and name', async () => {
    expect(
      (await callVersion('v3', 'GET', `/user/${phone.userId}/application/northwind-id/enabled`)).body.enabled,
    ).toContain('login_with_push');
    expect(
      (await callVersion('v3', 'GET', `/user/${phone.userId}/application/another/enabled`)).body.enabled,
    ).not.toContain('login_with_push');
    expect((await callVersion('v3', 'GET', `/user/${phone.userId}/enabled`)).body.enabled).toContainEqual({
      type: 'login_with_push',
      method: 'PUSH',
      sms_fallback_allowed: false,
      apps_enrolled_for_push: [{ id: 'northwind-id', name: 'Northwind ID' }],
    });
  });

  it('of v2 answers true or false for a type, and lists type names', async () => {
    expect((await callVersion('v2', 'GET', `/user/${phone.userId}/enabled/login_with_push`)).body).toEqual({
      enabled: true,
    });
    expect((await callVersion('v2', 'GET', `/user/unknown-${randomUUID()}/enabled/login_with_push`)).body).toEqual({
      enabled: false,
    });
    expect((await callVersion('v2', 'GET', `/user/${phone.userId}/enabled/unheard_of`)).body).toEqual({
      enabled: false,
    });
    expect((await callVersion('v2', 'GET', `/user/${phone.userId}/enabled`)).body.enabled).toEqual(
      expect.arrayContaining(['login_with_push', 'payment_with_sms']),
    );
  });

  it.each(['v1', 'v5'])('does not exist in version %s', async (version) => {
    expect((await callVersion(version, 'GET', `/user/${phone.userId}/enabled`)).status).toBeOneOf([403, 404]);
  });
});

describe('a user with two applications', () => {
  it('is reached through the application that v3 names; v2 cannot name one and refuses', async () => {
    const other = await addApplication();
    const userId = `two-apps-${randomUUID()}`;
    const first = await enrollPhone(endpoints, { userId });
    const second = await eventually(() =>
      enrollPhone(endpoints, { userId, application: other }).catch((error: { code?: string }) =>
        error.code === 'application_unknown' ? undefined : Promise.reject(error),
      ),
    );
    for (const [application, asked, left] of [
      ['northwind-id', first, second],
      [other, second, first],
    ] as const) {
      const { body } = await callVersion('v3', 'POST', '/user', { ...common, user_id: userId, app_id: application });
      await expectAsked(body.transaction_id, asked, left);
    }
    const refused = await callVersion('v2', 'POST', '/user', { ...common, user_id: userId });
    expect([refused.status, refused.body.error_code]).toEqual([404, '1001']);
    expect((await callVersion('v2', 'GET', `/user/${userId}/enabled/login_with_push`)).body).toEqual({
      enabled: false,
    });
    const { body } = await callVersion('v2', 'POST', '/user', {
      ...common,
      type: 'payment_with_push',
      user_id: userId,
      phone_number: '+31612345678',
    });
    expect(body.auth_method).toBe('sms');
  });

  /** Adds an application with an app version that has a push configuration. */
  async function addApplication(): Promise<string> {
    const configuration = createConfigurationApi(endpoints);
    const { push_messaging_configuration_id } = (
      await configuration.get('/applications/northwind-id/platforms/android/versions/1.0.0')
    ).body;
    const identifier = `versions-${randomUUID()}`;
    expect((await configuration.post('/applications', { identifier, name: 'Another app' })).status).toBe(201);
    expect(
      (
        await configuration.post(`/applications/${identifier}/platforms/android/versions`, {
          version_name: '1.0.0',
          push_messaging_configuration_id,
        })
      ).status,
    ).toBe(201);
    return identifier;
  }
});

/** Only the asked phone was pushed to and can approve the transaction; the other phone was not pushed to. */
async function expectAsked(transactionId: string, asked: EnrolledPhone, other: EnrolledPhone): Promise<void> {
  const has = async (one: EnrolledPhone) =>
    (await one.pushes()).some(({ content }) => content['og_transaction_id'] === transactionId);
  expect([await has(asked), await has(other)]).toEqual([true, false]);
  expect((await asked.answer(transactionId)).outcome.status).toBe('authenticated');
}

describe('push enrolment mode "multiple devices"', () => {
  it(
    'is served only by v4, which names the device; v2 can still cancel a transaction',
    { timeout: 120_000 },
    async () => {
      const instance = await createSeededInstance();
      onTestFinished(() => instance.stop());
      const server = await instance.startServer();
      const where = { ...endpoints, api: server.url };
      const user = await enrollPhone(where, { userId: `several-${randomUUID()}` });
      await allowSeveral(instance.environment['COUNTERSIGN_DATABASE_URL'] as string);
      const website = createWebsite(where);
      const call = (version: string, method: string, path: string, form?: Form) =>
        callForm(method, `${server.url}/oauth/api/${version}/authenticate${path}`, form, {
          authorization: basic(endpoints.clients.mobile_authentication),
        });
      const form = { ...common, user_id: user.userId };
      await eventually(async () =>
        (await call('v2', 'GET', `/user/${user.userId}/enabled`)).status === 404 ? true : undefined,
      );
      for (const version of ['v2', 'v3']) {
        for (const [method, path, body] of [
          ['POST', '/user', { ...form, app_id: 'northwind-id' }],
          ['GET', `/user/${user.userId}/enabled`],
        ] as const) {
          const answer = await call(version, method, path, body);
          expect([version, path, answer.status, answer.body.error_code]).toEqual([version, path, 404, '4001']);
        }
      }
      const second = await enrollPhone(where, { userId: user.userId });
      const available = (await website.call('GET', `/authenticate/user/${user.userId}/enabled`)).body.enabled as {
        type: string;
        apps_enrolled_for_push: { device_id: string }[];
      }[];
      const reached = available
        .find(({ type }) => type === 'login_with_push')
        ?.apps_enrolled_for_push.map(({ device_id }) => device_id);
      expect(reached?.toSorted()).toEqual([user.deviceId, second.deviceId].toSorted());
      for (const [asked, other] of [
        [user, second],
        [second, user],
      ] as const) {
        await expectAsked(
          (await website.initialise({ ...form, device_id: asked.deviceId })).body.transaction_id,
          asked,
          other,
        );
      }
      const { body } = await website.initialise({ ...form, device_id: user.deviceId });
      expect((await call('v2', 'DELETE', `/transaction/${body.transaction_id}`)).status).toBe(204);
    },
  );
});

async function allowSeveral(databaseUrl: string): Promise<void> {
  const database = new Client(databaseUrl);
  await database.connect();
  await database.query(`insert into setting (name, value) values ('push_enrollment_mode', '"multiple_devices"')`);
  await database.query(`select pg_notify('countersign', 'configuration:test')`);
  await database.end();
}
