import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApplicationProcess } from '../../dev/parts/applications.ts';
import type { Instance } from '../../dev/parts/instance.ts';
import { enrollPush } from '../app/support/enroll-push.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import { TestDevice } from '../authorization-server/support/test-device.ts';
import { behave, noncesSentTo } from '../push-enrollment/support/push-token.ts';
import { eventually, obtainPushToken } from '../support/enrolled-phone.ts';
import { createIsolatedInstance, useStack } from '../support/stack.ts';
import { textMessagesTo } from '../support/text-messages.ts';
import { basic, createWebsite } from '../support/website.ts';
import type { Website } from '../support/website.ts';
import { dumpDatabase, dumpTemporal, readLogs, secretsIn } from './support/where-secrets-lie.ts';

const { endpoints, infrastructure } = useStack();
const tokenGrant = 'urn:countersign:grant-type:enrollment-code';
const random = (label: string) => `${label} ${randomBytes(12).toString('hex')}`;
let instance: Instance;
let server: ApplicationProcess;
let website: Website;
/** The secrets that must not leak, by name; the steps below fill it. */
const secrets: Record<string, string> = {};
/** The bodies of all refusals. */
const refusals: string[] = [];

beforeAll(async () => {
  instance = await createIsolatedInstance();
  server = await instance.startServer({ COUNTERSIGN_LOG_LEVEL: 'trace' });
  await instance.seed({ pages: true });
  website = createWebsite({ api: server.url, clients: endpoints.clients });
  keepConfiguredSecrets();
  const phone = await connect();
  await approve(phone);
  await payByText();
  await failEverywhere(phone);
});

afterAll(() => instance.stop());

function keepConfiguredSecrets(): void {
  secrets['secret of the site'] = endpoints.clients.mobile_authentication.secret;
  secrets['secret of user management'] = endpoints.clients.end_user.secret;
  secrets['credentials of the site'] = basic(endpoints.clients.mobile_authentication).slice(6);
  secrets['token of the SMS provider'] = infrastructure.sandbox.credentials.twilio.auth_token;
  secrets['password of the database'] = new URL(instance.environment['COUNTERSIGN_DATABASE_URL'] as string).password;
  for (const [index, { key }] of infrastructure.secrets.keyring.entries()) secrets[`key ${index}`] = key;
}

/** Connects a phone request by request, to keep every value that is exchanged. */
async function connect(): Promise<RawPhone> {
  const device = await TestDevice.create();
  const phone = await RawPhone.connect({ api: server.url, clients: endpoints.clients }, { device });
  const url = `${server.url}/oauth/token`;
  const token = async (form: Record<string, string>) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { dpop: await device.prove({ url }) },
      body: new URLSearchParams({ client_id: phone.clientId, ...form }),
    });
    return (await response.json()) as Record<string, string>;
  };
  const code = await website.enrollmentCode(phone.userId);
  const first = await token({ grant_type: tokenGrant, enrollment_code: code });
  const second = await token({ grant_type: 'refresh_token', refresh_token: first['refresh_token'] as string });
  // From here on the first refresh token cannot be used again.
  const third = await token({ grant_type: 'refresh_token', refresh_token: second['refresh_token'] as string });
  const reused = await token({ grant_type: 'refresh_token', refresh_token: first['refresh_token'] as string });
  expect(reused['error']).toBe('invalid_grant');
  refusals.push(JSON.stringify(reused), JSON.stringify(await token({ grant_type: tokenGrant, enrollment_code: code })));
  Object.assign(secrets, {
    'enrolment code': code,
    'enrolment code without dashes': code.replaceAll('-', ''),
    'access token': phone.accessToken,
    'first access token': first['access_token'],
    'first refresh token': first['refresh_token'],
    'second access token': second['access_token'],
    'second refresh token': second['refresh_token'],
    'third access token': third['access_token'],
    'third refresh token': third['refresh_token'],
  });
  return phone;
}

async function approve(phone: RawPhone): Promise<void> {
  await phone.enrollKeys();
  const pushToken = await obtainPushToken(endpoints.sandbox, 'android');
  const enrollment = await enrollPush(phone, endpoints.sandbox, pushToken);
  const nonce = (await noncesSentTo(endpoints.sandbox, pushToken, enrollment))[0] as string;
  const texts = { message: random('Pay'), secure_message: random('Invoice'), signing_data: random('EUR') };
  // The phone shows only what is derived from both, and that is encrypted too.
  const origin = {
    ip_address: '198.51.100.213',
    user_agent: `Mozilla/5.0 (Windows NT 10.0) Chrome/130.0.0.0 Safari/537.36 ${random('agent')}`,
  };
  const { transaction_id: id } = (await website.initialise({ ...pushForm(phone), ...texts, ...origin })).body;
  const shown = await phone.open((await phone.post(`/transactions/${id}/fetch`)).body.message);
  const forged = await phone.answerTo({ ...shown, message: `${texts.message} more` });
  refusals.push(
    JSON.stringify((await phone.post(`/transactions/${id}/answer`, { message: await phone.seal(forged) })).body),
  );
  expect(
    (await phone.post(`/transactions/${id}/answer`, { message: await phone.seal(await phone.answerTo(shown)) })).body
      .status,
  ).toBe('authenticated');
  Object.assign(secrets, {
    'push token': pushToken,
    nonce,
    message: texts.message,
    'secure message': texts.secure_message,
    'signing data': texts.signing_data,
    'address of the user': origin.ip_address,
    'user agent': origin.user_agent,
    'end of the user agent': origin.user_agent.slice(-24),
    'browser of the user': 'Chrome 130.0',
    'town of the user': 'DE, Berlin',
  });
}

function pushForm(phone: RawPhone): Record<string, string> {
  return {
    type: 'login_with_push',
    user_id: phone.userId,
    device_id: phone.device.id,
    callback_uri: `${endpoints.sandbox}/callbacks/secrets`,
  };
}

async function payByText(): Promise<void> {
  const user = `payer-${randomUUID()}`;
  const number = `+316${randomInt(10_000_000, 99_999_999)}`;
  const message = `${random('Invoice')} {code}`;
  const { transaction_id: id } = (
    await website.initialise({ type: 'payment_with_sms', user_id: user, phone_number: number, message })
  ).body;
  const sent = await eventually(async () => (await textMessagesTo(endpoints, number))[0]);
  const code = /\b\d{6}\b/.exec(sent.body)?.[0] as string;
  const wrong = `wrong-${randomBytes(8).toString('hex')}`;
  refusals.push(JSON.stringify((await website.verify(user, id, wrong)).body));
  expect((await website.verify(user, id, code)).status).toBe(200);
  Object.assign(secrets, {
    'phone number': number,
    'phone number without plus': number.slice(1),
    'text message': message.replace(' {code}', ''),
    'wrong code': wrong,
  });
  // A dump contains any six digits by chance, so the code is searched for within its message.
  secrets['code in its message'] = sent.body;
}

/** Makes every kind of request with a secret in it fail. */
async function failEverywhere(phone: RawPhone): Promise<void> {
  const refuse = (name: string) => {
    const secret = `${name}-${randomBytes(12).toString('hex')}`;
    secrets[`refused ${name}`] = secret;
    return secret;
  };
  const number = `+316${randomInt(10_000_000, 99_999_999)}`;
  secrets['refused number'] = number;
  const answers = [
    await website.call('GET', '/authenticate/user/x/enabled', undefined, {
      authorization: basic({ id: 'unknown', secret: refuse('secret') }),
    }),
    await website.initialise({ ...pushForm(phone), message: refuse('message').repeat(20) }),
    await website.initialise({ ...pushForm(phone), message: `${refuse('controlled')}\0` }),
    await website.initialise({
      type: 'payment_with_sms',
      user_id: 'x',
      phone_number: `${number}999999999`,
      message: refuse('numbered'),
    }),
    await website.initialise({ type: 'no_type', user_id: 'x', phone_number: number, message: refuse('typed') }),
    await phone.call('GET', '/transactions', { accessToken: refuse('token') }),
    await phone.call('POST', '/push-enrollment', { body: `{"push_token":"${refuse('pushtoken')}` }),
    await phone.post('/push-enrollment', { push_token: `${refuse('spaced')} x` }),
    await phone.post('/key-enrollment', { public_key: refuse('key') }),
    await phone.post(`/push-enrollment/${randomUUID()}/confirmation`, { nonce: refuse('nonce') }),
    await phone.call('POST', `/registrations?secret=${refuse('query')}`, { body: '{}', accessToken: null }),
  ];
  expect(answers.filter(({ status }) => status < 400 || status >= 500)).toEqual([]);
  const token = await obtainPushToken(endpoints.sandbox, 'android');
  await enrollPush(phone, endpoints.sandbox, token);
  secrets['second push token'] = token;
  for (const mode of ['garbage', 'refuse', 'unregistered']) {
    await behave(endpoints.sandbox, 'fcm', { mode, token });
    answers.push(await website.initialise({ ...pushForm(phone), message: refuse(`push-${mode}`) }));
  }
  refusals.push(...answers.map(({ body }) => JSON.stringify(body)));
}

describe('no secret', () => {
  it('is in a log of the server, at level trace too', () => {
    const logs = readLogs(
      join(
        infrastructure.dataFolder,
        'instances',
        instance.environment['COUNTERSIGN_TEMPORAL_TASK_QUEUE'] as string,
        'logs',
      ),
    );
    expect(logs.length).toBeGreaterThan(10_000);
    expect(secretsIn(logs, secrets)).toEqual([]);
  });

  it("is in PostgreSQL's or Temporal's log", () => {
    expect(
      secretsIn(readLogs(join(infrastructure.dataFolder, 'logs')).replaceAll(/^.*sandbox.*$/gm, ''), secrets),
    ).toEqual([]);
  });

  it('is in the database in plain text', async () => {
    const dump = await dumpDatabase(instance.environment['COUNTERSIGN_MIGRATION_DATABASE_URL'] as string);
    expect(dump).toContain('transaction: (');
    expect(secretsIn(dump, secrets)).toEqual([]);
    expect(dump).not.toMatch(/PRIVATE KEY|"d":/);
  });

  it("is in Temporal's histories, names and memos", async () => {
    const dump = await dumpTemporal(instance.environment['COUNTERSIGN_TEMPORAL_TASK_QUEUE'] as string, [
      'mobileAuthentication',
      'pushEnrollment',
    ]);
    expect(secretsIn(dump, secrets)).toEqual([]);
  });

  it('is in a refusal', () => {
    expect(refusals.length).toBeGreaterThan(15);
    expect(secretsIn(refusals.join('\n'), secrets)).toEqual([]);
  });

  it('is missed by the search in another encoding', () => {
    const secret = secrets['message'] as string;
    for (const hidden of [
      secret,
      Buffer.from(secret).toString('hex'),
      Buffer.from(`ab${secret}c`).toString('base64'),
      encodeURIComponent(secret),
    ])
      expect(secretsIn(hidden, secrets)).toEqual(['message']);
  });
});
