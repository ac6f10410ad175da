import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Deps } from '../../src/runtime/deps.ts';
import { operationsOf, readDocument } from '../api-reference/support/document.ts';
import { createConfigurationApi, eventsAbout, newClient } from '../configuration/support/configuration-api.ts';
import { addPerson } from '../authentication/support/people.ts';
import { addOperator } from '../operators/support/operators.ts';
import type { TestOperator } from '../operators/support/operators.ts';
import { createTestDeps } from '../support/own-server.ts';
import { query } from '../support/query.ts';
import { useStack } from '../support/stack.ts';
import { basic, callForm } from '../support/website.ts';

const { endpoints } = useStack();
const configuration = createConfigurationApi(endpoints);
let deps: Deps;
let admin: TestOperator;

beforeAll(async () => {
  deps = await createTestDeps(useStack().environment);
  admin = await addOperator(deps, ['Administrator']);
});
afterAll(() => deps.close());

const newUrl = () => `https://site.example/${randomUUID()}`;
const post = (key: string, url: string, api = configuration) =>
  api.call('POST', '/callback-endpoints', { body: { url }, headers: { 'idempotency-key': key } });
const code = (key: string, user: string) =>
  callForm('GET', `${endpoints.api}/oauth/api/v1/otp/${user}`, undefined, {
    authorization: basic(endpoints.clients.end_user),
    'idempotency-key': key,
  });

const ask = (sql: string, values: unknown[]) => query<Record<string, Buffer>>(endpoints.postgres_url, sql, values);

describe('a create with an Idempotency-Key', () => {
  it('is made once, and its answer is repeated', async () => {
    const [key, url] = [randomUUID(), newUrl()];
    const first = await post(key, url);
    expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([201, null]);
    const again = await post(key, url);
    expect([again.status, again.body, again.headers.get('location')]).toEqual([
      201,
      null,
      first.headers.get('location'),
    ]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const id = (first.headers.get('location') as string).split('/').at(-1) as string;
    expect((await eventsAbout(endpoints.postgres_url, id)).map(({ name }) => name)).toEqual([
      'CONFIGURATION CALLBACK ENDPOINT CREATED',
    ]);
  });

  it('is made once for sixteen concurrent requests, which get the same answer', async () => {
    const [key, url] = [randomUUID(), newUrl()];
    const answers = await Promise.all(Array.from({ length: 16 }, () => post(key, url)));
    expect(new Set(answers.map(({ status, headers }) => `${status} ${headers.get('location')}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1);
  });

  it('makes one person, whom its own answer shows', async () => {
    const display_name = `Ida ${randomUUID()}`;
    const body = { username: `ida-${randomUUID()}`, display_name };
    const headers = { 'idempotency-key': randomUUID() };
    const answers = [];
    for (let round = 0; round < 2; round += 1) answers.push(await admin.call('POST', '/users', { body, headers }));
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers[0]?.body).toMatchObject({ ...body, known_since: expect.any(String) });
    expect(answers[1]?.body).toEqual(answers[0]?.body);
    expect(await ask('select 1 from person where display_name = $1', [display_name])).toHaveLength(1);
  });

  it("is refused with its surface's error when the key was used with another request", async () => {
    const key = randomUUID();
    await post(key, newUrl());
    expect(await post(key, newUrl())).toMatchObject({
      status: 409,
      body: { code: 'conflict', message: 'The same Idempotency-Key came with a different body.' },
    });
    const elsewhere = await configuration.call('POST', '/mobile-authentication-types', {
      body: { name: `t ${randomUUID()}`, method: 'OTP', request_expires_in: 60 },
      headers: { 'idempotency-key': key },
    });
    expect(elsewhere.status).toBe(409);
  });

  it('can reuse its key after a refusal', async () => {
    const [key, url] = [randomUUID(), newUrl()];
    const obstacle = await post(randomUUID(), url);
    expect((await post(key, url)).status).toBe(409);
    await configuration.remove((obstacle.headers.get('location') as string).split('/configuration')[1] as string);
    expect(await post(key, url)).toMatchObject({ status: 201 });
  });

  it('keeps the event of a refusal', async () => {
    const body = { role_id: 'UserObserver', subject: { type: 'user', id: randomUUID() } };
    const refuse = (headers: Record<string, string>) => admin.call('POST', '/role-assignments', { body, headers });
    const [requestId, plain] = [randomUUID(), randomUUID()];
    const withoutKey = { 'x-request-id': plain };
    for (const headers of [{ ...withoutKey, 'idempotency-key': requestId, 'x-request-id': requestId }, withoutKey])
      expect(await refuse(headers)).toMatchObject({ status: 404, body: { code: 'person_not_found' } });
    const [withKey, without] = await Promise.all(
      [requestId, plain].map((id) => ask('select name from event where request_id = $1', [id])),
    );
    expect(withKey).toEqual([{ name: 'ROLE CHANGE REFUSED' }]);
    expect(without).toEqual(withKey);
  });

  it('has keys per caller', async () => {
    const [key, url] = [randomUUID(), newUrl()];
    const other = newClient();
    await configuration.post('/api-clients', {
      name: 'other',
      client_id: other.id,
      client_secret: other.secret,
      scopes: ['onegini_api_config'],
    });
    expect((await post(key, url)).status).toBe(201);
    const answer = await post(key, url, createConfigurationApi(endpoints, other));
    expect([answer.status, answer.body.message]).toEqual([409, expect.not.stringContaining('Idempotency-Key')]);
    expect((await post(key, newUrl(), createConfigurationApi(endpoints, other))).status).toBe(201);
  });

  it.each(['x'.repeat(256), 'a b', 'é'])('refuses %s as a key', async (key) => {
    expect(await post(key, newUrl())).toMatchObject({
      status: 400,
      body: { details: [{ parameter: 'Idempotency-Key' }] },
    });
  });

  it('refuses a deeply nested body, as without a key', async () => {
    const text = `{"url":${'['.repeat(32_000)}${']'.repeat(32_000)}}`;
    const keys: Record<string, string>[] = [{}, { 'idempotency-key': randomUUID() }];
    const answers = await Promise.all(
      keys.map((headers) => configuration.call('POST', '/callback-endpoints', { text, headers })),
    );
    expect(answers.map(({ status }) => status)).toEqual([400, 400]);
  });

  it('is refused without credentials, also for a used key', async () => {
    const [key, url] = [randomUUID(), newUrl()];
    await post(key, url);
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    expect(
      (
        await fetch(`${endpoints.api}/oauth/api/v1/configuration/callback-endpoints`, {
          method: 'POST',
          headers,
          body: JSON.stringify({ url }),
        })
      ).status,
    ).toBe(401);
  });
});

describe('POST /admin/v1/role-assignments with an Idempotency-Key', () => {
  it('gives one role, and refuses the key with another one', async () => {
    const { id } = await addPerson();
    const [key, body] = [randomUUID(), { role_id: 'UserObserver', subject: { type: 'user', id } }];
    const create = (change: object = {}) =>
      admin.call('POST', '/role-assignments', { body: { ...body, ...change }, headers: { 'idempotency-key': key } });
    const first = await create();
    expect(first.status).toBe(201);
    const again = await create();
    expect([again.status, again.body, again.headers.get('idempotency-replayed')]).toEqual([201, first.body, 'true']);
    expect(await create({ role_id: 'AuditObserver' })).toMatchObject({
      status: 409,
      body: { code: 'idempotency_key_reused' },
    });
    const bare = await fetch(`${endpoints.api}/admin/v1/role-assignments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    });
    expect(bare.status).toBe(401);
  });
});

describe('an enrolment code with an Idempotency-Key', () => {
  it('is the same code again for the same user only', async () => {
    const [key, user] = [randomUUID(), `user-${randomUUID()}`];
    const first = await code(key, user);
    expect([first.status, (await code(key, user)).body]).toEqual([200, first.body]);
    expect((await code(randomUUID(), user)).body).not.toEqual(first.body);
    expect(await code(key, `user-${randomUUID()}`)).toMatchObject({
      status: 409,
      body: { error: 'idempotency_key_reused', error_code: '1101' },
    });
  });

  it('is stored encrypted, and the key as a hash', async () => {
    const [key, user] = [randomUUID(), `user-${randomUUID()}`];
    const { body } = await code(key, user);
    const rows = await ask('select answer, key_hash, request_hash from kept_answer where caller_id = $1', [
      `client:${endpoints.clients.end_user.id}`,
    ]);
    expect(rows.length).toBeGreaterThan(0);
    const stored = Buffer.concat(rows.flatMap((row) => Object.values(row))).toString('latin1');
    for (const clear of [body.code as string, key, user]) expect(stored).not.toContain(clear);
  });
});

describe('the OpenAPI document', () => {
  it('declares Idempotency-Key on every create of an authenticated caller', async () => {
    const creates = operationsOf(await readDocument()).filter(
      ({ method, responses, security }) =>
        method === 'POST' &&
        '201' in responses &&
        security.some((one) => 'apiClientSecret' in one || 'operatorSession' in one),
    );
    expect(creates.length).toBeGreaterThan(6);
    for (const { operationId, parameters = [] } of creates)
      expect(
        parameters.map(({ name }) => name),
        operationId,
      ).toContain('Idempotency-Key');
  });
});
