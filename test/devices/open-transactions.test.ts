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
  /** The number of callbacks to the site. */
  callbacks(): Promise<number>;
}

async function ask(
  phone: Pick<EnrolledPhone, 'userId' | 'deviceId'>,
  extra: Record<string, string> = {},
): Promise<Asked> {
  const callbackUri = `${endpoints.sandbox}/callbacks/${randomUUID()}`;
  const { status, body } = await website.initialise({
    type: 'login_with_push',
    user_id: phone.userId,
    device_id: phone.deviceId,
    callback_uri: callbackUri,
    message: 'Pay?',
    ...extra,
  });
  expect(status).toBe(200);
  return {
    id: body.transaction_id,
    callbacks: async () => ((await (await fetch(callbackUri)).json()) as { requests: unknown[] }).requests.length,
  };
}

/** Starts a push that the provider refuses, so that it falls back to a text message. */
async function askByText(phone: EnrolledPhone): Promise<Asked & { code: string }> {
  await fetch(`${endpoints.sandbox}/behaviour/fcm`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ mode: 'refuse', token: phone.pushToken }),
  });
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

/** Records the request to end without a signal to the workflow, as after a crash or while Temporal is unavailable. */
function requestEnd({ id }: Asked, ago = '0 seconds'): Promise<unknown> {
  return query(`update transaction set cancel_requested_at = now() - $2::interval where id = $1`, [id, ago]);
}

describe('disconnecting a phone', () => {
  it('ends its open transactions, and the sites get their callbacks', async () => {
    const phone = await enrollPhone(endpoints);
    const asked = [await ask(phone), await ask(phone)];
    const waiting = website.result(asked[0]?.id as string, '?wait=45');
    expect((await rest('DELETE', deviceOf(phone))).status).toBe(204);
    expect(await Promise.all(asked.map(statusOf))).toEqual(['cancelled', 'cancelled']);
    expect((await waiting).body.not_authenticated_reason.reason).toBe('cancelled');
    for (const each of asked) await eventually(async () => ((await each.callbacks()) === 1 ? true : undefined));
    expect(await eventsAbout(asked[0]?.id as string)).toContain('MOBILE AUTH NOT AUTHENTICATED: cancelled');
    await expect(phone.answer(asked[0]?.id as string)).rejects.toMatchObject({ code: 'disconnected' });
  });

  it('also ends a transaction that fell back to a text message', async () => {
    const phone = await enrollPhone(endpoints);
    const asked = await askByText(phone);
    await rest('DELETE', deviceOf(phone));
    expect(await statusOf(asked)).toBe('cancelled');
    expect((await website.verify(phone.userId, asked.id, asked.code)).body.error_code).toBe('3004');
  });

  it('keeps transactions of the user on another phone', async () => {
    const phone = await enrollPhone(endpoints);
    const asked = await ask(phone);
    await rest('DELETE', `/v4/users/${phone.userId}/devices/${'a'.repeat(64)}`);
    await rest('DELETE', `/v4/users/another-user/devices/${phone.deviceId}`);
    expect(await statusOf(asked)).toBe('pending');
    expect((await phone.answer(asked.id)).outcome.status).toBe('authenticated');
  });

  it('and answering at once lead to one outcome and one callback', { timeout: 300_000 }, async () => {
    for (let round = 0; round < 6; round += 1) {
      const phone = await enrollPhone(endpoints);
      const asked = await ask(phone);
      await phone.app.fetchTransaction(phone.profile.profileId, asked.id);
      const answering = phone.app.answer(phone.profile.profileId, asked.id, { decision: 'accept' }).then(
        ({ status }) => status,
        (error: { code: string }) => error.code,
      );
      const [told] = await Promise.all([answering, rest('DELETE', deviceOf(phone))]);
      const status = await statusOf(asked);
      expect(['authenticated', 'cancelled']).toContain(status);
      expect(told === 'authenticated').toBe(status === 'authenticated');
      await eventually(async () => ((await asked.callbacks()) > 0 ? true : undefined));
      expect(await asked.callbacks()).toBe(1);
    }
  });
});

describe('a transaction with a requested end', () => {
  it('cannot be approved, even by an answer with a valid proof', async () => {
    const phone = await enrollPhone(endpoints);
    const asked = await ask(phone);
    await phone.app.fetchTransaction(phone.profile.profileId, asked.id);
    await requestEnd(asked);
    await expect(phone.app.answer(phone.profile.profileId, asked.id, { decision: 'accept' })).rejects.toMatchObject({
      code: 'transaction_closed',
    });
    const { body } = await website.result(asked.id);
    expect(body).toMatchObject({ is_authenticated: false, not_authenticated_reason: { reason: 'cancelled' } });
    expect(body).not.toHaveProperty('signature');
    expect(await eventsAbout(asked.id)).not.toContain('MOBILE AUTH AUTHENTICATED');
    await eventually(async () => ((await asked.callbacks()) === 1 ? true : undefined));
  });

  it('refuses a code', async () => {
    const phone = await enrollPhone(endpoints);
    const asked = await askByText(phone);
    await requestEnd(asked);
    expect((await website.verify(phone.userId, asked.id, asked.code)).body.error_code).toBe('3004');
    expect(await statusOf(asked)).toBe('cancelled');
  });

  it('is ended by the sweeper when its workflow got no signal', async () => {
    const phone = await enrollPhone(endpoints);
    const asked = await ask(phone);
    await requestEnd(asked, '1 minute');
    const ended = await eventually(async () => {
      const { body } = await website.result(asked.id, '?wait=45');
      return body.not_authenticated_reason ? body : undefined;
    });
    expect(ended).toMatchObject({ not_authenticated_reason: { reason: 'cancelled' } });
    await eventually(async () => ((await asked.callbacks()) === 1 ? true : undefined));
  });
});

describe('revoking mobile authentication', () => {
  it('ends transactions that the app would decide, because the app has no keys', async () => {
    const phone = await enrollPhone(endpoints);
    const asked = await ask(phone);
    expect((await rest('POST', `${deviceOf(phone)}/disableMobileAuthentication`)).status).toBe(204);
    expect(await statusOf(asked)).toBe('cancelled');
    await eventually(async () => ((await asked.callbacks()) === 1 ? true : undefined));
  });

  it('keeps a transaction that fell back to a text message', async () => {
    const phone = await enrollPhone(endpoints);
    const asked = await askByText(phone);
    await rest('POST', `${deviceOf(phone)}/disableMobileAuthentication`);
    expect((await website.verify(phone.userId, asked.id, asked.code)).status).toBe(200);
    expect(await statusOf(asked)).toBe('authenticated');
  });

  it('has the same effect when the app drops its keys', async () => {
    const phone = await RawPhone.connect(endpoints);
    await phone.enrollKeys();
    await enrollPush(phone, endpoints.sandbox, await obtainPushToken(endpoints.sandbox, 'android'));
    const asked = await ask({ userId: phone.userId, deviceId: phone.device.id });
    expect((await phone.call('DELETE', '/key-enrollment')).status).toBe(204);
    expect(await statusOf(asked)).toBe('cancelled');
  });
});

describe('revoking push', () => {
  it('keeps open transactions: the app finds them in its list and can answer', async () => {
    const phone = await enrollPhone(endpoints);
    const asked = await ask(phone);
    expect((await rest('POST', `${deviceOf(phone)}/disablePushAuthentication`)).status).toBe(204);
    const open = await phone.app.transactions(phone.profile.profileId);
    expect(open.map((transaction) => transaction.transactionId)).toEqual([asked.id]);
    expect((await phone.answer(asked.id)).outcome.status).toBe('authenticated');
  });
});

describe('revoking access of an application', () => {
  it('ends open transactions on its phones', async () => {
    const phone = await enrollPhone(endpoints);
    const asked = await ask(phone);
    expect((await rest('DELETE', `/v1/users/${phone.userId}/applications/northwind-id`)).status).toBe(204);
    expect(await statusOf(asked)).toBe('cancelled');
  });
});
