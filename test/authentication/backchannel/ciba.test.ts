import { randomUUID } from 'node:crypto';
import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findUndecidedRequests } from '../../../src/commands/authentication/backchannel/due-requests.ts';
import { pingDeliveryId } from '../../../src/workflows/ping-delivery/contract.ts';
import { signIn } from '../../admin/support/admin-api.ts';
import { createConfigurationApi, eventsAbout } from '../../configuration/support/configuration-api.ts';
import { addType, push } from '../../configuration/support/types.ts';
import { addResource } from '../../oauth-clients/support/registry.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import { startOwnServer } from '../../support/own-server.ts';
import type { OwnServer } from '../../support/own-server.ts';
import { createCallers, grant, leaveRow, startReceiver, textOf } from './support/callers.ts';
import type { Caller, Callers, Started } from './support/callers.ts';
import { createRequests, untilDecided, wide } from './support/requests.ts';

let server: OwnServer;
let callers: Callers;
let bank: Caller;
beforeAll(async () => {
  server = await startOwnServer();
  const type = await addType(createConfigurationApi(server.endpoints), push({ verification_code_required: true }));
  await server.change({ login_mobile_authentication_type: type });
  callers = createCallers(server, await signIn(server.endpoints.api, server.endpoints.operators.admin));
  bank = await callers.addCaller();
});
afterAll(() => server?.stop());

const ask = (caller: Caller, parameters: Record<string, string>) =>
  openid.initiateBackchannelAuthentication(caller.configuration, {
    scope: 'openid',
    ...parameters,
  }) as Promise<Started>;
const poll = (caller: Caller, { auth_req_id }: { auth_req_id: string }) =>
  callers.post(caller, '/token', { grant_type: grant, auth_req_id });
const decided = (caller: Caller, started: { auth_req_id: string }) => untilDecided(() => poll(caller, started));
const { transactionOf, rowsOf, ended, expire, endPause } = createRequests(() => server);

describe('POST /oauth/backchannel', () => {
  it('signs a person in by an approval on the phone, which shows the site and the binding message', async () => {
    const { id, email, phone } = await callers.addPersonWithPhone();
    const started = await ask(bank, { login_hint: email, binding_message: 'W4SCT', scope: 'openid offline_access' });
    expect(started).toMatchObject({
      expires_in: 120,
      interval: 5,
      verification_code: expect.stringMatching(/^\d{6}$/),
    });
    const transactionId = await transactionOf(phone);
    const decision = { decision: 'accept', verificationCode: started.verification_code! } as const;
    const { shown } = await phone.answer(transactionId, decision);
    expect(shown.message).toBe('Sign in to Bank: W4SCT');
    await ended({ userId: id });
    const tokens = await openid.pollBackchannelAuthenticationGrant(bank.configuration, { ...started, interval: 1 });
    expect(tokens.claims()).toMatchObject({
      sub: id,
      acr: 'urn:countersign:acr:2',
      amr: ['push', 'pop'],
      auth_time: expect.any(Number),
    });
    expect((await openid.refreshTokenGrant(bank.configuration, tokens.refresh_token!)).claims()?.sub).toBe(id);
    expect(await openid.fetchUserInfo(bank.configuration, tokens.access_token, id)).toMatchObject({ sub: id });
    expect((await eventsAbout(server.deps.environment.databaseUrl, transactionId)).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['CIBA REQUESTED', 'CIBA APPROVED']),
    );
    expect((await poll(bank, started)).body).toMatchObject({ error: 'invalid_grant' });
  }, 180_000);

  it('shows authorization details on the phone, which signs them, and puts them into the token', async () => {
    const admin = await signIn(server.endpoints.api, server.endpoints.operators.admin);
    const type = `payment-${randomUUID()}`;
    const properties = { type: {}, to: { type: 'string', title: 'Creditor' }, amount: { type: 'string' } };
    const schema = { type: 'object', properties, required: ['to', 'amount'], additionalProperties: false };
    const { identifier: resource } = await addResource(admin, { authorization_details_types: [{ type, schema }] });
    const payer = await callers.addCaller({ resources: [resource] });
    const { id, phone } = await callers.addPersonWithPhone();
    const details = [{ type, to: 'Example Energy', amount: '12.50 EUR' }];
    const more = { resource, authorization_details: JSON.stringify(details) };
    const started = await ask(payer, { login_hint: id, ...more });
    const decision = { decision: 'accept', verificationCode: started.verification_code! } as const;
    const { shown } = await phone.answer(await transactionOf(phone), decision);
    expect(shown).toMatchObject({
      secureMessage: 'Creditor: Example Energy\namount: 12.50 EUR',
      signingData: more.authorization_details,
    });
    await ended({ userId: id });
    const given = await callers.post(payer, '/token', {
      grant_type: grant,
      resource,
      auth_req_id: started.auth_req_id,
    });
    expect(given.body['authorization_details']).toEqual(details);
    const unknown = callers.post(payer, '/backchannel', {
      ...{ scope: 'openid', login_hint: id, resource },
      authorization_details: '[{"type":"unheard-of"}]',
    });
    expect((await unknown).body['error']).toBe('invalid_authorization_details');
  }, 180_000);

  it('answers authorization_pending, then slow_down to many at once, and tokens to one of sixteen', async () => {
    const { id, phone } = await callers.addPersonWithPhone();
    const started = await ask(bank, { login_hint: id });
    expect(await poll(bank, started)).toMatchObject({ status: 400, body: { error: 'authorization_pending' } });
    const early = await Promise.all(Array.from({ length: 16 }, () => poll(bank, started)));
    expect(new Set(early.map(({ status }) => status))).toEqual(new Set([400]));
    expect(early.map(({ body }) => body.error)).toContain('slow_down');
    await phone.answer(await transactionOf(phone), {
      decision: 'accept',
      verificationCode: started.verification_code!,
    });
    await ended({ userId: id });
    const stranger = await callers.addCaller();
    expect(await poll(stranger, started)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    const answers = await Promise.all(Array.from({ length: 16 }, () => poll(bank, started)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  }, 180_000);

  it('answers a refusal, a report and a freeze alike, and who has no phone like who does not exist or answer', async () => {
    const [refusing, reporting, without] = [
      await callers.addPersonWithPhone(),
      await callers.addPersonWithPhone(),
      await callers.addPerson(),
    ];
    const admin = await signIn(server.endpoints.api, server.endpoints.operators.admin);
    const body = { name: 'Strict', kind: 'user', subject_id: without.id, factors: 2, confirm: 1 };
    expect((await admin.call('POST', '/authentication-policies', { body })).status).toBe(201);
    const asked = await Promise.all(
      [refusing.email, reporting.id, without.email, `${randomUUID()}@nowhere.example`].map((login_hint) =>
        ask(bank, { login_hint, requested_expiry: '600' }),
      ),
    );
    for (const started of asked)
      expect(started).toEqual({
        auth_req_id: expect.any(String),
        expires_in: 600,
        interval: 5,
        verification_code: expect.stringMatching(/^\d{6}$/),
      });
    const [first, second] = [await transactionOf(refusing.phone), await transactionOf(reporting.phone)];
    await refusing.phone.answer(first, { decision: 'reject', reason: 'cancelled' });
    await reporting.phone.answer(second, { decision: 'reject', reason: 'not_me' });
    const silent = await rowsOf({ clientId: bank.id, $or: [{ userId: without.id }, { userId: null }] });
    expect(silent).toHaveLength(2);
    for (const { id, expiresAt } of silent) {
      const isLookedAt = async () => (await rowsOf({ id }))[0]?.refuseAt ?? undefined;
      expect(await eventually(isLookedAt, wide)).toEqual(expiresAt);
    }
    expect((await rowsOf({ userId: without.id }))[0]?.required.factors).toBe(2);
    for (const { auth_req_id } of asked.slice(2))
      expect((await poll(bank, { auth_req_id })).body).toMatchObject({ error: 'authorization_pending' });
    for (const row of silent) await expire(row);
    const answers = await Promise.all(asked.map((started) => decided(bank, started)));
    for (const answer of answers.slice(2)) expect(answer.body).toMatchObject({ error: 'expired_token' });
    for (const answer of answers.slice(0, 2))
      expect(answer).toEqual({
        status: 400,
        body: { error: 'access_denied', error_description: 'the person did not approve the sign-in' },
      });
    const refused = expect.arrayContaining([expect.objectContaining({ name: 'CIBA REFUSED' })]);
    expect(await eventsAbout(server.deps.environment.databaseUrl, first)).toEqual(refused);
    // A freeze looks the same again.
    const frozen = await ask(bank, { login_hint: reporting.id });
    const [row] = await rowsOf({ userId: reporting.id, status: 'pending' });
    await endPause(row!.id);
    expect(await decided(bank, frozen)).toEqual(answers[0]);
  }, 240_000);

  it('asks a person no more than five times in ten minutes for one client that is not approved', async () => {
    const { id } = await callers.addPersonWithPhone();
    const greedy = await callers.addCaller();
    for (let count = 0; count < 6; count += 1) await ask(greedy, { login_hint: id });
    const rows = await rowsOf({ clientId: greedy.id });
    expect(rows.filter(({ refuseAt }) => refuseAt)).toHaveLength(1);
    const details = await Promise.all(
      rows.map(async (row) =>
        (await eventsAbout(server.deps.environment.databaseUrl, row.id)).map((one) => one.detail),
      ),
    );
    expect(details.flat()).toContain('budget spent');
  }, 180_000);

  it('answers expired_token, and the event says so', async () => {
    const { id } = await callers.addPersonWithPhone();
    const started = await ask(bank, { login_hint: id, requested_expiry: '30' });
    expect(started.expires_in).toBe(30);
    const [row] = await rowsOf({ userId: id });
    await expire(row!);
    expect((await decided(bank, started)).body).toMatchObject({ error: 'expired_token' });
    expect(await ended({ id: row!.id })).toMatchObject({ status: 'expired', pingStatus: 'none' });
    expect(await eventsAbout(server.deps.environment.databaseUrl, row!.id)).toContainEqual(
      expect.objectContaining({ name: 'CIBA EXPIRED' }),
    );
    expect(await findUndecidedRequests(server.deps)).not.toContain(row!.id);
  }, 180_000);

  it('gives a client of another house nothing that the person has not had remembered', async () => {
    const { id } = await callers.addPersonWithPhone();
    const other = await callers.addCaller({ first_party: false });
    await ask(other, { login_hint: id, scope: 'openid profile' });
    const [row] = await rowsOf({ clientId: other.id });
    expect(await eventually(async () => (await rowsOf({ id: row!.id }))[0]?.refuseAt ?? undefined)).toBeTruthy();
  }, 180_000);

  it('refuses what no person can change, before it looks for one', async () => {
    const hint = { scope: 'openid', login_hint: randomUUID() };
    const refusals: [Record<string, string>, string][] = [
      [{ scope: 'openid' }, 'invalid_request'],
      [{ ...hint, id_token_hint: 'x' }, 'invalid_request'],
      [{ scope: 'openid', login_hint_token: 'x' }, 'invalid_request'],
      [{ ...hint, user_code: '1234' }, 'invalid_request'],
      [{ ...hint, requested_expiry: '-1' }, 'invalid_request'],
      [{ ...hint, binding_message: 'x'.repeat(21) }, 'invalid_binding_message'],
      [{ ...hint, binding_message: 'pay\u202e12' }, 'invalid_binding_message'],
      [{ ...hint, acr_values: 'urn:countersign:acr:4' }, 'unmet_authentication_requirements'],
      [{ ...hint, acr_values: 'phr' }, 'unmet_authentication_requirements'],
      [{ ...hint, scope: 'openid email' }, 'invalid_scope'],
    ];
    for (const [form, error] of refusals)
      expect(await callers.post(bank, '/backchannel', form)).toMatchObject({ status: 400, body: { error } });
    expect(await callers.post({ ...bank, secret: 'wrong' }, '/backchannel', hint)).toMatchObject({ status: 401 });
    const service = await callers.addCaller({ grant_types: ['client_credentials'], scopes: [] });
    expect(await callers.post(service, '/backchannel', hint)).toMatchObject({
      status: 400,
      body: { error: 'invalid_request' },
    });
    expect(bank.configuration.serverMetadata()).toMatchObject({
      backchannel_authentication_endpoint: `${server.endpoints.api}/oauth/backchannel`,
      backchannel_token_delivery_modes_supported: ['poll', 'ping'],
      backchannel_user_code_parameter_supported: true,
    });
  }, 180_000);
});

describe('a client in ping mode', () => {
  it('is notified until it accepts, with its own token, which is kept encrypted and in no history', async () => {
    const receiver = await startReceiver();
    try {
      const notified = await callers.addCaller({
        backchannel_token_delivery_mode: 'ping',
        backchannel_client_notification_endpoint: receiver.url,
      });
      receiver.answers.push(503);
      const { id, phone } = await callers.addPersonWithPhone();
      const token = `token-${randomUUID()}`;
      expect(await callers.post(notified, '/backchannel', { scope: 'openid', login_hint: id })).toMatchObject({
        status: 400,
        body: { error: 'invalid_request' },
      });
      const started = await ask(notified, { login_hint: id, client_notification_token: token });
      const [kept] = await server.deps.em().execute('select * from backchannel_request where user_id = ?', [id]);
      const [artifact] = await server.deps
        .em()
        .execute('select * from oauth_artifact where id = ?', [kept!['artifact_id']]);
      for (const secret of [token, started.auth_req_id])
        for (const row of [kept, artifact]) expect(textOf(row)).not.toContain(secret);
      const transactionId = await transactionOf(phone);
      await phone.answer(transactionId, { decision: 'accept', verificationCode: started.verification_code! });
      const row = await eventually(
        async () => (await rowsOf({ id: transactionId })).find(({ pingStatus }) => pingStatus === 'delivered'),
        wide,
      );
      expect(row).toMatchObject({ status: 'approved', pingAttempts: 2, lastHttpStatus: 204, notification: null });
      const ping = { authorization: `Bearer ${token}`, body: { auth_req_id: started.auth_req_id } };
      expect(receiver.received).toEqual([ping, ping]);
      expect((await poll(notified, started)).status).toBe(200);
      const { client } = await server.deps.temporal.connect();
      const handle = client.workflow.getHandle(pingDeliveryId(transactionId));
      await handle.result();
      const shown = textOf([await handle.fetchHistory(), await handle.describe()]);
      for (const secret of [token, started.auth_req_id, id]) expect(shown).not.toContain(secret);
    } finally {
      await receiver.stop();
    }
  }, 240_000);

  it('is given up with an event when it has no address any more', async () => {
    const notification = JSON.stringify({ authReqId: 'x', token: 'y' });
    const past = new Date(Date.now() - 60_000);
    const state = { status: 'approved', pingStatus: 'pending', startedAt: past, endedAt: past } as const;
    const id = await leaveRow(server, { clientId: 'gone', userId: null, notification, ...state });
    expect(
      await eventually(async () => (await rowsOf({ id })).find(({ pingStatus }) => pingStatus === 'failed'), wide),
    ).toMatchObject({ notification: null, lastFailure: 'ping: the client has no address' });
    expect(await eventsAbout(server.deps.environment.databaseUrl, id)).toMatchObject([
      { name: 'CIBA PING FAILED', detail: 'ping: the client has no address' },
    ]);
  }, 180_000);
});

describe('a request that a killed process left behind', () => {
  it('is taken up by the sweeper, and decided once', async () => {
    const { id: userId, phone } = await callers.addPersonWithPhone();
    const id = await leaveRow(server, { clientId: bank.id, userId });
    expect(await transactionOf(phone)).toBe(id);
    await phone.answer(id, { decision: 'reject', reason: 'cancelled' });
    expect(await ended({ id })).toMatchObject({ status: 'refused' });
    await Promise.all(Array.from({ length: 4 }, () => server.deps.authorizationServer.decideBackchannelRequest(id)));
    const names = (await eventsAbout(server.deps.environment.databaseUrl, id)).map(({ name }) => name);
    expect(names.filter((name) => name === 'CIBA REFUSED')).toHaveLength(1);
  }, 180_000);
});
