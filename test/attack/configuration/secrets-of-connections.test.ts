import { generateKeyPairSync, randomBytes, randomInt, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApplicationProcess } from '../../../dev/parts/applications.ts';
import type { Instance } from '../../../dev/parts/instance.ts';
import { createConfigurationApi } from '../../configuration/support/configuration-api.ts';
import type { ConfigurationApi } from '../../configuration/support/configuration-api.ts';
import { addType, push } from '../../configuration/support/types.ts';
import { startConnectProxy } from '../../providers/support/connect-proxy.ts';
import type { ConnectProxy } from '../../providers/support/connect-proxy.ts';
import { enrollPhone, eventually } from '../../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../../support/enrolled-phone.ts';
import { createSeededInstance, useStack } from '../../support/stack.ts';
import { createWebsite } from '../../support/website.ts';
import type { Answer, Form, Website } from '../../support/website.ts';
import { dumpDatabase, dumpTemporal, readLogs, secretsIn } from '../support/where-secrets-lie.ts';

const { endpoints, infrastructure } = useStack();
const secret = (label: string) => `${label}-${randomBytes(16).toString('hex')}`;
const credentials = { username: 'countersign', password: secret('proxy') };
/** The secrets that must not leak, by name. */
const secrets: Record<string, string> = {
  'password of the proxy': credentials.password,
  'credentials of the proxy': Buffer.from(`countersign:${credentials.password}`).toString('base64'),
};
/** Every answer of the API, refusals included. */
const answers: Answer[] = [];

let instance: Instance;
let server: ApplicationProcess;
let proxy: ConnectProxy;
let api: ConfigurationApi;
let website: Website;
let phone: EnrolledPhone;

beforeAll(async () => {
  proxy = await startConnectProxy({ credentials });
  instance = await createSeededInstance();
  server = await instance.startServer({ COUNTERSIGN_LOG_LEVEL: 'trace' });
  const where = { ...endpoints, api: server.url };
  api = createConfigurationApi(where);
  website = createWebsite(where);
  phone = await enrollPhone(where);
  await configureConnections();
  await useConnections();
  await breakConnections();
});

afterAll(async () => {
  await instance.stop();
  await proxy[Symbol.asyncDispose]();
});

function keep(name: string, value = secret(name.replaceAll(' ', '-'))): string {
  secrets[name] = value;
  return value;
}

async function put(path: string, body: object, status = 204): Promise<void> {
  const answer = await api.call('PUT', path, { body });
  answers.push(answer);
  expect([path, answer.status, answer.body]).toEqual([path, status, status === 204 ? null : expect.anything()]);
}

const sandboxGateway = infrastructure.sandbox.credentials.sms_gateway;
const gateway = (more: object = {}) => ({
  gateway: 'http',
  http_url: sandboxGateway.url,
  http_signing_secret: sandboxGateway.signing_secret,
  ...more,
});

async function configureConnections(): Promise<void> {
  keep('secret of the gateway', sandboxGateway.signing_secret);
  await put('/sms-gateway', gateway({ http_headers: { 'x-api-key': keep('key of the gateway') } }));
  await put('/geolocation', {
    provider: 'HTTP',
    url: `${infrastructure.sandbox.httpsUrl}/geolocation/{ip}`,
    headers: { Authorization: `Bearer ${keep('key of the geolocation')}` },
  });
  expect((await api.patch('/features', { geolocation_enabled: true })).status).toBe(204);
  // Without push limits, however often the tests retry until the server applied the configuration.
  expect((await api.patch('/general-settings', { push_budget: 0, push_limit_per_hour: 0 })).status).toBe(204);
  await put('/smtp-server', {
    host: 'mail.bank.example',
    from_address: 'no-reply@bank.example',
    username: 'bank',
    password: keep('password of the mail server'),
    ...{ dkim_domain: 'bank.example', dkim_selector: 'k1', dkim_private_key: newDkimKey() },
  });
  await put('/outgoing-proxy', {
    enabled: true,
    host: '127.0.0.1',
    port: proxy.port,
    ...credentials,
    preemptive: true,
  });
}

/** Keeps one line of the PEM as the secret, as a log could break its lines. */
function newDkimKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  keep('key of DKIM', pem.split('\n')[5] as string);
  return pem;
}

const ask = (form: Form): Form => ({
  user_id: phone.userId,
  device_id: phone.deviceId,
  callback_uri: `${endpoints.sandbox}/callbacks/${randomUUID()}`,
  message: 'Hi',
  ...form,
});

/** Sends a push with a verification code, a text message and an OTP over all connections, with personal data. */
async function useConnections(): Promise<void> {
  const type = await addType(api, push({ verification_code_required: true, fallback_type: 'payment_with_sms' }));
  const address = keep(
    'address of the user',
    `2001:db8:${randomInt(0x1000, 0xffff).toString(16)}:${randomInt(0x1000, 0xffff).toString(16)}::${randomInt(0x1000, 0xffff).toString(16)}`,
  );
  const form = ask({
    type,
    ip_address: address,
    user_agent: `Mozilla/5.0 (${keep('user agent')}) Chrome/73.0`,
    secure_message: keep('secure message'),
    phone_number: keep('number', newNumber()),
  });
  const pushed = await eventually(async () => {
    const tried = await website.initialise(form);
    return tried.status === 200 && proxy.made().length > 0 ? tried : undefined;
  });
  const { shown } = await phone.answer(pushed.body.transaction_id, {
    decision: 'accept',
    verificationCode: pushed.body.verification_code,
  });
  expect(shown.secureMessage).toContain(form['secure_message'] as string);
  const { body: offered } = await website.initialise({
    type: 'login_with_otp',
    callback_uri: form['callback_uri'] as string,
    message: 'Hi',
    otp_qr: 'true',
  });
  keep('OTP', offered.otp);
  expect(await phone.app.claimTransaction(phone.profile.profileId, offered.otp)).toBe(offered.transaction_id);
  expect(
    (
      await website.initialise({
        type: 'payment_with_sms',
        user_id: phone.userId,
        phone_number: form['phone_number'] as string,
        message: `${keep('text')} {code}`,
      })
    ).status,
  ).toBe(200);
}

function newNumber(): string {
  return `+316${randomInt(10_000_000, 99_999_999)}`;
}

/** Makes the connections fail: by refusals, wrong credentials and unknown hosts. */
async function breakConnections(): Promise<void> {
  const behave = (provider: string, body: object) =>
    fetch(`${endpoints.sandbox}/behaviour/${provider}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const text = async () =>
    void answers.push(
      await website.initialise({
        type: 'payment_with_sms',
        user_id: phone.userId,
        phone_number: keep(`number ${answers.length}`, newNumber()),
        message: '{code}',
      }),
    );
  for (const mode of ['refuse', 'garbage', 'reset', 'expired_token']) {
    const to = keep(`number of ${mode}`, newNumber());
    await behave('sms-gateway', { mode, to });
    answers.push(
      await website.initialise({
        type: 'payment_with_sms',
        user_id: phone.userId,
        phone_number: to,
        message: '{code}',
      }),
    );
  }
  await put(
    '/sms-gateway',
    gateway({ http_signing_secret: `whsec_${keep('wrong secret', randomBytes(32).toString('base64'))}` }),
  );
  await text();
  await put('/sms-gateway', gateway({ http_template: `{"to":"{to}","note":"${keep('refused template')}"}` }), 400);
  await put('/outgoing-proxy', {
    enabled: true,
    host: '127.0.0.1',
    port: proxy.port,
    username: 'countersign',
    password: keep('wrong password'),
    preemptive: true,
  });
  await eventually(async () => {
    await text();
    return proxy.asked.some(({ status }) => status === 407) ? true : undefined;
  });
  await put('/outgoing-proxy', {
    enabled: true,
    host: 'unknown.invalid',
    port: 3128,
    username: 'countersign',
    password: keep('password for an unknown host'),
    preemptive: false,
  });
  await text();
  await put(
    '/outgoing-proxy',
    { enabled: true, host: `http://countersign:${keep('password in a host')}@proxy`, port: 1 },
    400,
  );
  for (const path of [
    '/sms-gateway',
    '/smtp-server',
    '/geolocation',
    '/outgoing-proxy',
    '/general-settings',
    '/message-templates',
  ])
    answers.push(await api.get(path));
}

describe('the credentials of provider connections and the data sent over them', () => {
  it('are in no log, at level trace too', () => {
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

  it('are not in the database in plain text', async () => {
    const dump = await dumpDatabase(instance.environment['COUNTERSIGN_MIGRATION_DATABASE_URL'] as string);
    expect(dump).toContain('outgoing_proxy: (');
    expect(secretsIn(dump, secrets)).toEqual([]);
  });

  it('are in no Temporal history, name or memo', async () => {
    const dump = await dumpTemporal(instance.environment['COUNTERSIGN_TEMPORAL_TASK_QUEUE'] as string, [
      'mobileAuthentication',
    ]);
    expect(secretsIn(dump, secrets)).toEqual([]);
  });

  it('are in no answer, that to the configuring operator included', () => {
    expect(answers.length).toBeGreaterThan(12);
    expect(secretsIn(JSON.stringify(answers.map(({ body, headers }) => [body, [...headers]])), secrets)).toEqual([]);
  });

  it('are in no metric', async () => {
    const metrics = await (await fetch(`${server.operationsUrl}/metrics`)).text();
    expect(metrics).toContain('countersign');
    expect(secretsIn(metrics, secrets)).toEqual([]);
  });
});
