import { randomInt, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { enrollPhone } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';
import { createWebsite } from '../../support/website.ts';

const { endpoints } = useStack();
const website = createWebsite(endpoints);
const callbackUri = `${endpoints.sandbox}/callbacks/fallback`;

async function behave(token: string, mode: string): Promise<void> {
  await fetch(`${endpoints.sandbox}/behaviour/fcm`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ mode, token, ...(mode === 'slow' ? { delay_ms: 30_000 } : {}) }),
  });
}

function number(): string {
  return `+316${randomInt(10_000_000, 99_999_999)}`;
}

describe('a type that falls back from push to SMS', () => {
  it('sends a text message to a user without a phone', async () => {
    const answer = await website.initialise({
      type: 'payment_with_push',
      user_id: `unknown-${randomUUID()}`,
      device_id: 'a'.repeat(64),
      callback_uri: callbackUri,
      phone_number: number(),
    });
    expect([answer.status, answer.body.auth_method]).toEqual([200, 'sms']);
    expect(answer.body.device).toBeUndefined();
  });

  it.each(['refuse', 'slow', 'garbage', 'reset', 'too_many_requests'])(
    'sends a text message when the push provider answers with %s',
    async (mode) => {
      const phone = await enrollPhone(endpoints);
      await behave(phone.pushToken, mode);
      const answer = await website.initialise({
        type: 'payment_with_push',
        user_id: phone.userId,
        device_id: phone.deviceId,
        callback_uri: callbackUri,
        phone_number: number(),
      });
      expect([answer.status, answer.body.auth_method]).toEqual([200, 'sms']);
      await expect(phone.answer(answer.body.transaction_id)).rejects.toMatchObject({
        code: expect.stringMatching(/^transaction_/),
      });
    },
  );

  it('requires the phone number that the fallback uses', async () => {
    const answer = await website.initialise({
      type: 'payment_with_push',
      user_id: 'u',
      device_id: 'a'.repeat(64),
      callback_uri: callbackUri,
    });
    expect([answer.status, answer.body.error_code]).toEqual([400, '3001']);
  });
});

describe('a type without a fallback', () => {
  it('answers 1002 when the provider cannot be reached', async () => {
    const phone = await enrollPhone(endpoints);
    await behave(phone.pushToken, 'refuse');
    const answer = await website.initialise({
      type: 'login_with_push',
      user_id: phone.userId,
      device_id: phone.deviceId,
      callback_uri: callbackUri,
      message: 'Hi',
    });
    expect([answer.status, answer.body.error_code]).toEqual([503, '1002']);
  });

  it('removes a push enrolment that the provider calls unregistered', async () => {
    const phone = await enrollPhone(endpoints);
    await behave(phone.pushToken, 'unregistered');
    const form = {
      type: 'login_with_push',
      user_id: phone.userId,
      device_id: phone.deviceId,
      callback_uri: callbackUri,
      message: 'Hi',
    };
    expect((await website.initialise(form)).body.error_code).toBe('1002');
    expect((await website.initialise(form)).body.error_code).toBe('1001');
    expect(
      (await website.call('GET', `/authenticate/user/${phone.userId}/device/${phone.deviceId}/enabled`)).body.enabled,
    ).not.toContain('login_with_push');
  });
});
