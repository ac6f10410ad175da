import { randomInt, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { enrollPush } from '../app/support/enroll-push.ts';
import { eventsAbout } from '../app/support/events.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import { enrollPhone, eventually, obtainPushToken } from '../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { codeIn, textMessagesTo } from '../support/text-messages.ts';
import { createWebsite } from '../support/website.ts';
import { query, rest } from '../users/support/rest.ts';

const { endpoints } = useStack();
const website = createWebsite(endpoints);

interface Asked {
  id: string;
  /** How often the site was told that it ended. */
  callbacks(): Promise<number>;
}

async function ask(phone: Pick<EnrolledPhone, 'userId' | 'deviceId'>, extra: Record<string, string> = {}): Promise<Asked> {
  const callbackUri = `${endpoints.sandbox}/callbacks/${randomUUID()}`;
  const { status, body } = await website.initialise({ type: 'login_with_push', user_id: phone.userId, device_id: phone.deviceId, callback_uri: callbackUri, message: 'Pay?', ...extra });
  expect(status).toBe(200);
  return { id: body.transaction_id, callbacks: async () => ((await (await fetch(callbackUri)).json()) as { requests: unknown[] }).requests.length };
}

/** A push that the provider refuses, so that it was handed on to a text message. */
async function askByText(phone: EnrolledPhone): Promise<Asked & { code: string }> {
  await fetch(`${endpoints.sandbox}/behaviour/fcm`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ mode: 'refuse', token: phone.pushToken }) });
  const number = `+316${randomInt(10_000_000, 99_999_999)}`;
  const asked = await ask(phone, { type: 'payment_with_push', phone_number: number });
  const message = await eventually(async () => (await textMessagesTo(endpoints, number))[0]);
  return { ...asked, code: codeIn(message) };
}

async function statusOf({ id }: Asked): Promise<string> {
  const { body } = await website.result(id);
  return body.not_authenticated_reason?.reason ?? body.status;
}

function deviceOf(phone: EnrolledPhone): string {
  return `/v4/users/${encodeURIComponent(phone.userId)}/devices/${phone.deviceId}`;
}

/** What the transaction that removes a phone writes, with nobody told yet: its process died, or Temporal is away. */
function requestEnd({ id }: Asked, ago = '0 seconds'): Promise<unknown> {
  return query(`update transaction set cancel_requested_at = now() - $2::interval where id = $1`, [id, ago]);
}

describe('a phone that is disconnected', () => {
  it('ends what was asked on it, and its sites are told', async () => {
    const phone = await enrollPhone(endpoints);
    const asked = [await ask(phone), await ask(phone)];
    const waiting = website.result(asked[0]?.id as string, '?wait=20');
    expect((await rest('DELETE', deviceOf(phone))).status).toBe(204);
    expect(await Promise.all(asked.map(statusOf))).toEqual(['cancelled', 'cancelled']);
    expect((await waiting).body.not_authenticated_reason.reason).toBe('cancelled');
    for (const each of asked) await eventually(async () => ((await each.callbacks()) === 1 ? true : undefined));
    expect(await eventsAbout(asked[0]?.id as string)).toContain('MOBILE AUTH NOT AUTHENTICATED: cancelled');
    await expect(phone.answer(asked[0]?.id as string)).rejects.toMatchObject({ code: 'disconnected' });
  });

  it('ends what was handed on to a text message, too', async () => {
    const phone = await enrollPhone(endpoints);
    const asked = await askByText(phone);
    await rest('DELETE', deviceOf(phone));
    expect(await statusOf(asked)).toBe('cancelled');
    expect((await website.verify(phone.userId, asked.id, asked.code)).body.error_code).toBe('3004');
  });

  it('leaves what was asked of its user on another phone', async () => {
    const phone = await enrollPhone(endpoints);
    const asked = await ask(phone);
    await rest('DELETE', `/v4/users/${phone.userId}/devices/${'a'.repeat(64)}`);
    await rest('DELETE', `/v4/users/somebody-else/devices/${phone.deviceId}`);
    expect(await statusOf(asked)).toBe('pending');
    expect((await phone.answer(asked.id)).outcome.status).toBe('authenticated');
  });

  it('and an answer at the same moment agree on one end, and the site is told once', { timeout: 120_000 }, async () => {
    for (let round = 0; round < 6; round += 1) {
      const phone = await enrollPhone(endpoints);
      const asked = await ask(phone);
      await phone.app.fetchTransaction(phone.profile.profileId, asked.id);
      const answering = phone.app.answer(phone.profile.profileId, asked.id, { decision: 'accept' }).then(({ status }) => status, (error: { code: string }) => error.code);
      const [told] = await Promise.all([answering, rest('DELETE', deviceOf(phone))]);
      const status = await statusOf(asked);
      expect(['authenticated', 'cancelled']).toContain(status);
      expect(told === 'authenticated').toBe(status === 'authenticated');
      await eventually(async () => ((await asked.callbacks()) > 0 ? true : undefined));
      expect(await asked.callbacks()).toBe(1);
    }
  });
});

describe('a transaction whose end was asked for', () => {
  it('cannot be approved any more, even by an answer that was proven before', async () => {
    const phone = await enrollPhone(endpoints);
    const asked = await ask(phone);
    await phone.app.fetchTransaction(phone.profile.profileId, asked.id);
    await requestEnd(asked);
    await expect(phone.app.answer(phone.profile.profileId, asked.id, { decision: 'accept' })).rejects.toMatchObject({ code: 'transaction_closed' });
    const { body } = await website.result(asked.id);
    expect(body).toMatchObject({ is_authenticated: false, not_authenticated_reason: { reason: 'cancelled' } });
    expect(body).not.toHaveProperty('signature');
    expect(await eventsAbout(asked.id)).not.toContain('MOBILE AUTH AUTHENTICATED');
    await eventually(async () => ((await asked.callbacks()) === 1 ? true : undefined));
  });

  it('takes no code any more', async () => {
    const phone = await enrollPhone(endpoints);
    const asked = await askByText(phone);
    await requestEnd(asked);
    expect((await website.verify(phone.userId, asked.id, asked.code)).body.error_code).toBe('3004');
    expect(await statusOf(asked)).toBe('cancelled');
  });

  it('is ended by the sweeper when nobody told its workflow', { timeout: 90_000 }, async () => {
    const phone = await enrollPhone(endpoints);
    const asked = await ask(phone);
    await requestEnd(asked, '1 minute');
    expect((await website.result(asked.id, '?wait=45')).body).toMatchObject({ not_authenticated_reason: { reason: 'cancelled' } });
    await eventually(async () => ((await asked.callbacks()) === 1 ? true : undefined));
  });
});

describe('mobile authentication that is revoked', () => {
  it('ends what its app had to decide, for it has no keys to answer with', async () => {
    const phone = await enrollPhone(endpoints);
    const asked = await ask(phone);
    expect((await rest('POST', `${deviceOf(phone)}/disableMobileAuthentication`)).status).toBe(204);
    expect(await statusOf(asked)).toBe('cancelled');
    await eventually(async () => ((await asked.callbacks()) === 1 ? true : undefined));
  });

  it('leaves what was handed on to a text message', async () => {
    const phone = await enrollPhone(endpoints);
    const asked = await askByText(phone);
    await rest('POST', `${deviceOf(phone)}/disableMobileAuthentication`);
    expect((await website.verify(phone.userId, asked.id, asked.code)).status).toBe(200);
    expect(await statusOf(asked)).toBe('authenticated');
  });

  it('does the same when the app itself drops its keys', async () => {
    const phone = await RawPhone.connect(endpoints);
    await phone.enrollKeys();
    await enrollPush(phone, endpoints.sandbox, await obtainPushToken(endpoints.sandbox, 'android'));
    const asked = await ask({ userId: phone.userId, deviceId: phone.device.id });
    expect((await phone.call('DELETE', '/key-enrollment')).status).toBe(204);
    expect(await statusOf(asked)).toBe('cancelled');
  });
});

describe('push that is revoked', () => {
  it('leaves what was asked: the app finds it in its list and answers', async () => {
    const phone = await enrollPhone(endpoints);
    const asked = await ask(phone);
    expect((await rest('POST', `${deviceOf(phone)}/disablePushAuthentication`)).status).toBe(204);
    const open = await phone.app.transactions(phone.profile.profileId);
    expect(open.map((transaction) => transaction.transactionId)).toEqual([asked.id]);
    expect((await phone.answer(asked.id)).outcome.status).toBe('authenticated');
  });
});

describe('an application whose access is taken away', () => {
  it('ends what was asked on its phones', async () => {
    const phone = await enrollPhone(endpoints);
    const asked = await ask(phone);
    expect((await rest('DELETE', `/v1/users/${phone.userId}/applications/northwind-id`)).status).toBe(204);
    expect(await statusOf(asked)).toBe('cancelled');
  });
});
