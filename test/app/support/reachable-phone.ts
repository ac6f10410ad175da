import { expect } from 'vitest';
import type { Endpoints } from '../../../dev/parts/endpoints.ts';
import { obtainPushToken } from '../../support/enrolled-phone.ts';
import { createWebsite } from '../../support/website.ts';
import { enrollPush } from './enroll-push.ts';
import { RawPhone } from './raw-phone.ts';
import type { RawAnswer } from './raw-phone.ts';

/** Connects a phone with keys and push enrolment. */
export async function connectReachablePhone(
  endpoints: Endpoints,
  options: Parameters<typeof RawPhone.connect>[1] = {},
): Promise<RawPhone> {
  const phone = await RawPhone.connect(endpoints, options);
  await phone.enrollKeys();
  await enrollPush(phone, endpoints.sandbox, await obtainPushToken(endpoints.sandbox, options.platform ?? 'android'));
  return phone;
}

/** @returns the id of an open transaction for the phone. */
export async function initialiseFor(
  { userId, device }: RawPhone,
  endpoints: Endpoints,
  extra: Record<string, string> = {},
): Promise<string> {
  const form = {
    type: 'login_with_push',
    user_id: userId,
    device_id: device.id,
    callback_uri: `${endpoints.sandbox}/callbacks/app`,
    message: 'Pay € 12?',
    ...extra,
  };
  const answer = await createWebsite(endpoints).initialise(form);
  expect(answer.status).toBe(200);
  return answer.body.transaction_id as string;
}

/** Fetches what the phone shows of a transaction. */
export async function fetchShown(phone: RawPhone, id: string): Promise<Record<string, unknown>> {
  const answer = await phone.post(`/transactions/${id}/fetch`);
  expect(answer.status).toBe(200);
  return phone.open(answer.body.message);
}

/** Seals an answer as the phone does. */
export async function sendAnswer(
  phone: RawPhone,
  id: string,
  content: unknown,
  options: { messageId?: string } = {},
): Promise<RawAnswer> {
  return phone.post(`/transactions/${id}/answer`, { message: await phone.seal(content) }, options);
}
