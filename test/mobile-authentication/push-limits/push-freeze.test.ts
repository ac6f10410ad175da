import { randomInt } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ConfigurationSource } from '../../../src/commands/configuration/configuration-snapshot.ts';
import { loadPushDispatch } from '../../../src/commands/mobile-authentication/dispatch/load-push-dispatch.ts';
import { createOrm } from '../../../src/database/orm.ts';
import { Keyring } from '../../../src/security/keyring.ts';
import { signInAll } from '../../admin/support/admin-api.ts';
import type { SignedIn } from '../../admin/support/admin-api.ts';
import { eventsOf } from '../../admin/support/stored-events.ts';
import { query } from '../../support/query.ts';
import { eventsAbout } from '../../app/support/events.ts';
import { createConfigurationApi } from '../../configuration/support/configuration-api.ts';
import { addType, push } from '../../configuration/support/types.ts';
import { createEventsApi } from '../../events/support/events-api.ts';
import { enrollPhone } from '../../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';
import { createWebsite } from '../../support/website.ts';

const { endpoints, environment } = useStack();
const { api, operators, postgres_url: database } = endpoints;
const website = createWebsite(endpoints);
const events = createEventsApi(endpoints);
const callbackUri = `${endpoints.sandbox}/callbacks/push-freeze`;
const notMe = { decision: 'reject', reason: 'not_me' } as const;
let admin: SignedIn;
let helpdesk: SignedIn;

beforeAll(async () => {
  ({ admin, helpdesk } = await signInAll(api, operators));
});

const ask = (phone: EnrolledPhone, more: Record<string, string> = {}) =>
  website.initialise({
    type: 'login_with_push',
    user_id: phone.userId,
    device_id: phone.deviceId,
    callback_uri: callbackUri,
    message: 'Hi',
    ...more,
  });
const lift = (who: SignedIn, phone: EnrolledPhone) => who.call('DELETE', `/users/${phone.userId}/push-freeze`);
const frozenUntil = async (phone: EnrolledPhone) =>
  (await helpdesk.call('GET', `/users/${phone.userId}`)).body.push_frozen_until as string | null;
const available = async (phone: EnrolledPhone) =>
  (await website.call('GET', `/authenticate/user/${phone.userId}/enabled`)).body.enabled as {
    type: string;
    apps_enrolled_for_push?: unknown[];
  }[];

async function report(phone: EnrolledPhone): Promise<string> {
  const { body } = await ask(phone);
  expect((await phone.answer(body.transaction_id, notMe)).outcome.status).toBe('not_authenticated');
  return body.transaction_id as string;
}

describe('a user who reported a request with "not me"', () => {
  it('gets no push for an hour: initialisation answers 1001, and availability does not list types without another method', async () => {
    const phone = await enrollPhone(endpoints);
    const onlyPush = await addType(createConfigurationApi(endpoints), push());
    expect((await available(phone)).map(({ type }) => type)).toContain(onlyPush);
    const id = await report(phone);
    expect((await website.result(id)).body.not_authenticated_reason.reason).toBe('reported_by_user');
    expect(await eventsAbout(id)).toContain('PUSH AUTH USER FROZEN: reported_by_user');
    const pushes = (await phone.pushes()).length;
    const refused = await ask(phone);
    expect([refused.status, refused.body.error_code]).toEqual([404, '1001']);
    expect((await phone.pushes()).length).toBe(pushes);
    const types = await available(phone);
    expect(types.map(({ type }) => type)).not.toContain(onlyPush);
    expect(types.find(({ type }) => type === 'payment_with_push')).toMatchObject({
      apps_enrolled_for_push: [],
      sms_fallback_allowed: true,
    });
    const minutes = (Date.parse((await frozenUntil(phone)) as string) - Date.now()) / 60_000;
    expect(Math.round(minutes)).toBeGreaterThan(55);
    expect(Math.round(minutes)).toBeLessThanOrEqual(60);
    const { body } = await events({ user_id: phone.userId, size: 1000 });
    expect(body.result_set.map((event: { event_type: string }) => event.event_type)).toContain(
      'PUSH_AUTH_INIT_FAILURE_USER_FROZEN',
    );
  });

  it('still gets text messages: a push falls back', async () => {
    const phone = await enrollPhone(endpoints);
    await report(phone);
    const answer = await ask(phone, {
      type: 'payment_with_push',
      phone_number: `+316${randomInt(10_000_000, 99_999_999)}`,
    });
    expect([answer.status, answer.body.auth_method]).toEqual([200, 'sms']);
  });

  it('has all other open pushes cancelled; text messages and pushes of another user stay open', async () => {
    const [phone, stranger] = [await enrollPhone(endpoints), await enrollPhone(endpoints)];
    const others = await Promise.all([ask(phone), ask(phone)]);
    const text = await website.initialise({
      type: 'payment_with_sms',
      user_id: phone.userId,
      phone_number: `+316${randomInt(10_000_000, 99_999_999)}`,
      message: '{code}',
    });
    const strange = await ask(stranger);
    await report(phone);
    for (const { body } of others)
      expect((await website.result(body.transaction_id, '?wait=60')).body.not_authenticated_reason.reason).toBe(
        'cancelled',
      );
    for (const { body } of [text, strange])
      expect((await website.result(body.transaction_id)).body.status).toBe('pending');
    expect(await phone.app.transactions(phone.profile.profileId)).toEqual([]);
  });

  it('ends all six pushes when several are reported at once', async () => {
    const phone = await enrollPhone(endpoints);
    const asked = await Promise.all(Array.from({ length: 6 }, () => ask(phone)));
    const ids = asked.map(({ body }) => body.transaction_id as string);
    const answers = await Promise.allSettled(ids.map((id) => phone.answer(id, notMe)));
    expect(answers.some(({ status }) => status === 'fulfilled')).toBe(true);
    const reasons = await Promise.all(
      ids.map(async (id) => (await website.result(id, '?wait=60')).body.not_authenticated_reason.reason as string),
    );
    expect(reasons.toSorted()).toEqual([
      ...reasons.filter((reason) => reason === 'cancelled'),
      ...reasons.filter((reason) => reason === 'reported_by_user'),
    ]);
    expect(reasons).toContain('reported_by_user');
  });

  it('is not frozen by a plain refusal', async () => {
    const phone = await enrollPhone(endpoints);
    const { body } = await ask(phone);
    await phone.answer(body.transaction_id, { decision: 'reject', reason: 'cancelled' });
    expect([(await ask(phone)).status, await frozenUntil(phone)]).toEqual([200, null]);
  });

  it('is not sent a push that was being opened at the time of the report', async () => {
    const phone = await enrollPhone(endpoints);
    const { body } = await ask(phone);
    const orm = await createOrm(
      { databaseUrl: database, databasePoolSize: 2 },
      new Keyring(JSON.parse(environment['COUNTERSIGN_KEYRING'] as string)),
    );
    const version = { pushConfiguration: 'any' };
    const configuration = {
      current: async () => ({ applicationVersions: { get: () => version }, pushConfigurations: { get: () => ({}) } }),
    } as unknown as ConfigurationSource;
    const load = async () =>
      (
        await loadPushDispatch(
          { em: () => orm.em.fork(), clock: () => new Date(), configuration },
          { transactionId: body.transaction_id, step: 0 },
        )
      ).state;
    await query(database, 'update transaction set dispatched_at = null where id = $1', [body.transaction_id]);
    try {
      expect(await load()).toBe('ready');
      await query(database, `update user_account set push_frozen_until = now() + interval '1 minute' where id = $1`, [
        phone.userId,
      ]);
      expect(await load()).toBe('unreachable');
    } finally {
      await orm.close();
    }
  });

  it('gets pushes again when the time is up', async () => {
    const phone = await enrollPhone(endpoints);
    await report(phone);
    await query(database, `update user_account set push_frozen_until = now() - interval '1 second' where id = $1`, [
      phone.userId,
    ]);
    expect([(await ask(phone)).status, await frozenUntil(phone)]).toEqual([200, null]);
  });
});

describe('DELETE /admin/v1/users/{user_id}/push-freeze', () => {
  it('lifts the freeze and records the operator; a second call changes nothing and records nothing', async () => {
    const phone = await enrollPhone(endpoints);
    await report(phone);
    const lifted = await lift(admin, phone);
    expect([lifted.status, await frozenUntil(phone), (await ask(phone)).status]).toEqual([204, null, 200]);
    expect(await eventsOf(database, lifted)).toMatchObject([
      { name: 'ADMIN PUSH FREEZE LIFTED', agent_user: 'admin', user_id: phone.userId },
    ]);
    const again = await lift(admin, phone);
    expect([again.status, await eventsOf(database, again)]).toEqual([204, []]);
  });

  it('is refused for the helpdesk, which can see the freeze', async () => {
    const phone = await enrollPhone(endpoints);
    await report(phone);
    expect((await lift(helpdesk, phone)).status).toBe(403);
    expect(await frozenUntil(phone)).not.toBeNull();
  });
});
