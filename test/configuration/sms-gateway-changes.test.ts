import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Instance } from '../../dev/parts/instance.ts';
import { query } from '../support/query.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { createSeededInstance, useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';
import type { Website } from '../support/website.ts';
import { createConfigurationApi, eventsAbout } from './support/configuration-api.ts';
import type { ConfigurationApi } from './support/configuration-api.ts';
import { appliedWithinMs, httpGateway, newSecret, sendsAs, twilioAccount } from './support/sms-gateways.ts';

const { endpoints, infrastructure } = useStack();
const { twilio } = infrastructure.sandbox.credentials;
const path = '/sms-gateway';
let instance: Instance;
let api: ConfigurationApi;
let website: Website;
let database: string;

beforeAll(async () => {
  instance = await createSeededInstance();
  const { url } = await instance.startServer();
  api = createConfigurationApi({ ...endpoints, api: url });
  website = createWebsite({ ...endpoints, api: url });
  database = instance.environment['COUNTERSIGN_DATABASE_URL'] as string;
});
afterEach(async () => void (await api.remove(path)));
afterAll(() => instance.stop());

const put = (body: unknown, headers?: Record<string, string>) =>
  api.call('PUT', path, { body, ...(headers ? { headers } : {}) });

describe('PATCH /configuration/sms-gateway', () => {
  it("stores a complete account, also values that equal the environment's", async () => {
    const other = {
      twilio_account_sid: `AC${'b'.repeat(32)}`,
      twilio_auth_token: 'other-token',
      twilio_from_number: twilio.from_number,
    };
    expect((await api.patch(path, { gateway: 'twilio', ...other })).status).toBe(204);
    expect((await api.get(path)).body).toMatchObject({
      source: 'configuration',
      twilio_account_sid: other.twilio_account_sid,
      twilio_from_number: twilio.from_number,
    });
  });

  it('accepts the body that was read and changes nothing', async () => {
    for (const configure of [
      async () => undefined,
      () => put(httpGateway({ http_headers: { a: 'b' }, http_sender: 'Bank' })),
    ]) {
      await configure();
      const { body, headers } = await api.get(path);
      const answer = await api.patch(path, body);
      expect([answer.status, answer.body]).toEqual([204, null]);
      const after = await api.get(path);
      expect([after.body, after.headers.get('etag')]).toEqual([body, headers.get('etag')]);
    }
    expect((await api.patch(path, { source: 'none' })).body.details[0]).toMatchObject({
      code: 'read_only',
      parameter: 'source',
    });
  });

  it('keeps a replaced secret for a day; PUT does not', async () => {
    await put(httpGateway());
    const before = Date.now();
    expect((await api.patch(path, { http_signing_secret: newSecret() })).status).toBe(204);
    const until = Date.parse((await api.get(path)).body.rotation_ends_at as string);
    expect(until).toBeGreaterThanOrEqual(before + 24 * 3_600_000);
    expect(until).toBeLessThanOrEqual(Date.now() + 24 * 3_600_000);
    const formers = () => query(database, 'select 1 from sms_gateway where former_http_signing_secret is not null');
    expect(await formers()).toHaveLength(1);
    await put(httpGateway());
    expect([(await api.get(path)).body.rotation_ends_at, await formers()]).toEqual([null, []]);
  });

  it('keeps each of the two replaced secrets for its own day', async () => {
    await put({ ...httpGateway(), ...twilioAccount(), gateway: 'http' });
    await api.patch(path, { http_signing_secret: newSecret() });
    await query(database, "update sms_gateway set former_http_until = now() + interval '1 hour'");
    const ends = async () =>
      (
        await query<{ twilio: Date | null; http: Date | null }>(
          database,
          'select former_twilio_until as twilio, former_http_until as http from sms_gateway',
        )
      )[0];
    const { http: end } = (await ends()) ?? {};
    expect((await api.patch(path, { twilio_auth_token: 'rotated-token' })).status).toBe(204);
    expect((await ends())?.http).toEqual(end);
    const { body } = await api.get(path);
    expect(Date.parse(body.rotation_ends_at as string)).toBe((await ends())?.twilio?.getTime());
    // The next change removes the expired secret and keeps the other one.
    await query(database, "update sms_gateway set former_http_until = now() - interval '1 second'");
    await api.patch(path, { http_sender: 'Bank' });
    expect(
      await query(
        database,
        'select former_http_signing_secret is null as http, former_twilio_auth_token is not null as twilio from sms_gateway',
      ),
    ).toEqual([{ http: true, twilio: true }]);
  });

  it('refuses another URL or account unless its secrets are sent with it', async () => {
    await put({ ...httpGateway({ http_headers: { a: 'b' } }), ...twilioAccount(), gateway: 'http' });
    const elsewhere = { http_url: 'https://other.example/' };
    for (const more of [{}, { http_signing_secret: newSecret() }, { http_headers: { a: 'c' } }])
      expect((await api.patch(path, { ...elsewhere, ...more })).body.details[0].code).toBe('needed_with_url');
    expect((await api.patch(path, { twilio_account_sid: `AC${'0'.repeat(32)}` })).body.details[0].code).toBe(
      'needed_with_account',
    );
    expect((await api.patch(path, { ...elsewhere, http_signing_secret: newSecret(), http_headers: null })).status).toBe(
      204,
    );
    expect((await api.get(path)).body).toMatchObject({
      http_url: 'https://other.example/',
      http_header_names: [],
      rotation_ends_at: null,
    });
    expect(await query(database, 'select 1 from sms_gateway where former_http_signing_secret is not null')).toEqual([]);
  });

  it('refuses a change with a stale ETag', async () => {
    const tag = (await api.get(path)).headers.get('etag') as string;
    expect((await put(httpGateway(), { 'if-match': tag })).status).toBe(204);
    expect((await put(httpGateway(), { 'if-match': tag })).body.code).toBe('configuration_changed');
    expect((await api.call('PATCH', path, { body: { http_sender: 'x' }, headers: { 'if-match': tag } })).status).toBe(
      412,
    );
    expect((await api.call('DELETE', path, { headers: { 'if-match': tag } })).status).toBe(412);
    expect(
      (await api.call('DELETE', path, { headers: { 'if-match': (await api.get(path)).headers.get('etag') as string } }))
        .status,
    ).toBe(204);
  });

  it('records the names of the changed fields, but no value', async () => {
    const earlier = (await eventsAbout(database, 'sms-gateway')).length;
    await put(httpGateway());
    await api.patch(path, { http_signing_secret: newSecret(), http_sender: 'Bank' });
    await api.remove(path);
    expect((await eventsAbout(database, 'sms-gateway')).slice(earlier)).toMatchObject([
      {
        name: 'CONFIGURATION SMS GATEWAY CHANGED',
        client_id: endpoints.clients.administration.id,
        detail: 'http: gateway, http_url, http_signing_secret',
      },
      { name: 'CONFIGURATION SMS GATEWAY CHANGED', detail: 'http: http_signing_secret, http_sender' },
      { name: 'CONFIGURATION SMS GATEWAY DELETED', detail: 'http' },
    ]);
  });
});

describe('the gateway in force', () => {
  it('follows the configuration without a restart, and the environment after DELETE', async () => {
    await sendsAs(website, twilio.from_number);
    await put(httpGateway({ http_sender: 'ByGateway' }));
    await sendsAs(website, 'ByGateway');
    await api.patch(path, { gateway: 'twilio', twilio_from_number: 'TwilioToo' });
    await sendsAs(website, 'TwilioToo');
    await put(twilioAccount());
    await sendsAs(website, '+447700900100');
    await api.remove(path);
    await sendsAs(website, twilio.from_number);
  });

  it('is refused at a private address when private addresses are refused', async () => {
    const guarded = await instance.startServer({
      COUNTERSIGN_MIGRATE_ON_START: 'false',
      COUNTERSIGN_CALLBACK_PRIVATE_ADDRESSES: 'refused',
      COUNTERSIGN_TEMPORAL_TASK_QUEUE: `guarded-${randomUUID()}`,
    });
    await put(httpGateway());
    const site = createWebsite({ ...endpoints, api: guarded.url });
    await eventually(async () => {
      const { status, body } = await site.initialise({
        type: 'payment_with_sms',
        user_id: randomUUID(),
        phone_number: '+31612345678',
      });
      return status === 503 && body.error_code === '3002' ? true : undefined;
    }, appliedWithinMs);
    await guarded.stop();
  });
});
