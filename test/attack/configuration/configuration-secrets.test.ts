import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Instance } from '../../../dev/parts/instance.ts';
import { addSigningClient, bearer, makeSigningKey } from '../../api-clients/support/signing-client.ts';
import { createConfigurationApi, newClient } from '../../configuration/support/configuration-api.ts';
import { makeApnsKey, makeServiceAccount } from '../../configuration/support/credentials.ts';
import { createSeededInstance, useStack } from '../../support/stack.ts';
import { basic, callForm } from '../../support/website.ts';
import { dumpDatabase, dumpTemporal, readLogs, secretsIn } from '../support/where-secrets-lie.ts';

const { endpoints, infrastructure } = useStack();
const secrets: Record<string, string> = {};
/** Every answer, with its headers. */
const answers: string[] = [];
let instance: Instance;

/** A line from the middle of a PEM, which identifies the PEM however its lines are broken. */
const line = (pem: string) => pem.split('\n')[1] as string;

beforeAll(async () => {
  instance = await createSeededInstance();
  const server = await instance.startServer({ COUNTERSIGN_LOG_LEVEL: 'trace' });
  const api = createConfigurationApi({ api: server.url, clients: endpoints.clients });
  const call = async (method: string, path: string, body?: unknown, text?: string) => {
    const answer = await api.call(method, path, {
      ...(body === undefined ? {} : { body }),
      ...(text === undefined ? {} : { text }),
    });
    answers.push(JSON.stringify([answer.body, ...answer.headers]));
    return answer;
  };

  const [client, changed, weak] = [newClient(), newClient().secret, `short ${randomBytes(4).toString('hex')}`];
  Object.assign(secrets, {
    'client secret': client.secret,
    'changed client secret': changed,
    'refused client secret': weak,
  });
  await call('POST', '/api-clients', {
    name: 'x',
    client_id: client.id,
    client_secret: client.secret,
    scopes: ['onegini_api_config'],
  });
  await call('POST', '/api-clients', { name: 'x', client_id: client.id, client_secret: client.secret });
  await call('POST', '/api-clients', { name: 'x', client_id: newClient().id, client_secret: weak });
  await call('PATCH', `/api-clients/${client.id}`, { client_secret: changed });
  await call('PATCH', `/api-clients/${client.id}`, { client_secret: changed, scopes: ['none'] });
  await call('POST', '/api-clients', undefined, `{"client_secret":"${changed}",`);
  await call('GET', `/api-clients/${client.id}`);
  await call('GET', '/api-clients');

  const [p8, wrongCurve, account] = [makeApnsKey(), makeApnsKey('P-384'), makeServiceAccount()];
  Object.assign(secrets, {
    'APNs key': line(p8),
    'refused APNs key': line(wrongCurve),
    'service account': line(account.private_key),
  });
  const ios = { name: randomUUID(), platform: 'ios', apple_team_id: 'TEAM123456', key_id: 'KEY1234567' };
  await call('POST', '/push-messaging-configurations', { ...ios, private_key: p8 });
  await call('POST', '/push-messaging-configurations', { ...ios, private_key: wrongCurve });
  const made = await call('POST', '/push-messaging-configurations', {
    name: randomUUID(),
    platform: 'android',
    service_account: account,
  });
  await call('PATCH', `/push-messaging-configurations/${made.headers.get('location')?.split('/').at(-1)}`, {
    service_account: JSON.stringify(account),
  });
  await call('POST', '/push-messaging-configurations', {
    name: 'x',
    platform: 'android',
    service_account: { ...account, type: 'other' },
  });
  await call('GET', '/push-messaging-configurations');

  const [signing, moved, password, other, short] = [
    `whsec_${randomBytes(32).toString('base64')}`,
    newClient().secret,
    newClient().secret,
    newClient().secret,
    `whsec_${randomBytes(8).toString('base64')}`,
  ];
  Object.assign(secrets, {
    'signing secret': signing,
    'changed signing secret': moved,
    'callback password': password,
    'changed callback password': other,
    'refused signing secret': short,
  });
  const endpoint = { url: `https://shop.example/${randomUUID()}`, username: 'x', password, signing_secret: signing };
  const added = await call('POST', '/callback-endpoints', endpoint);
  await call('POST', '/callback-endpoints', endpoint);
  await call('POST', '/callback-endpoints', { ...endpoint, url: 'https://other.example', signing_secret: short });
  await call('PATCH', `/callback-endpoints/${added.headers.get('location')?.split('/').at(-1)}`, {
    url: 'https://moved.example',
    password: other,
    signing_secret: moved,
  });
  await call('GET', '/callback-endpoints');

  const application = `shop-${randomUUID()}`;
  await call('POST', '/applications', { identifier: application, name: 'Shop' });
  await call('POST', `/applications/${application}/server-key/rotate`, { accepted_for_hours: 1 });
  await call('GET', '/applications');

  const key = makeSigningKey();
  const signer = await addSigningClient(api, { public_jwk: key.jwk });
  const tokens = await Promise.all([signer, 'unknown'].map((id) => bearer(id, { key, api: server.url })));
  for (const authorization of [
    ...tokens,
    ...tokens,
    basic({ id: client.id, secret: changed }),
    basic({ id: client.id, secret: client.secret }),
  ]) {
    answers.push(
      JSON.stringify(
        (await callForm('GET', `${server.url}/oauth/api/v4/authenticate/user/x/enabled`, undefined, { authorization }))
          .body,
      ),
    );
  }
  Object.assign(secrets, { assertion: tokens[0], 'assertion of an unknown client': tokens[1] });
});

afterAll(() => instance.stop());

describe('a secret that is sent to the configuration API', () => {
  it('is in no answer', () => {
    expect(answers.length).toBeGreaterThan(20);
    expect(secretsIn(answers.join('\n'), secrets)).toEqual([]);
    expect(answers.join('\n')).not.toContain('PGP PRIVATE');
  });

  it('is in no log', () => {
    const logs = readLogs(
      join(infrastructure.dataFolder, 'instances', instance.environment['COUNTERSIGN_TEMPORAL_TASK_QUEUE'] as string),
    );
    expect(logs).toContain('/oauth/api/v1/configuration/api-clients');
    expect(secretsIn(logs, secrets)).toEqual([]);
  });

  it('is not in the database in plain text, events included', async () => {
    const dump = await dumpDatabase(instance.environment['COUNTERSIGN_MIGRATION_DATABASE_URL'] as string);
    expect(dump).toContain('CONFIGURATION API CLIENT CHANGED');
    expect(secretsIn(dump, secrets)).toEqual([]);
    expect(dump).not.toContain('PGP PRIVATE');
  });

  it('is in no workflow', async () => {
    expect(
      secretsIn(await dumpTemporal(instance.environment['COUNTERSIGN_TEMPORAL_TASK_QUEUE'] as string), secrets),
    ).toEqual([]);
  });
});
