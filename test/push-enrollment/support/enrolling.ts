import { expect } from 'vitest';
import type { RawPhone } from '../../app/support/raw-phone.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';
import { createWebsite } from '../../support/website.ts';
import { noncesSentTo } from './push-token.ts';

/** Starts an enrolment of the token. @returns its id. */
export async function startEnrolling(phone: RawPhone, token: string): Promise<string> {
  const answer = await phone.post('/push-enrollment', { push_token: token });
  expect(answer.status).toBe(202);
  return answer.body.enrollment_id as string;
}

/** Waits for the nonce of an enrolment. */
export async function nonceSentTo(token: string, id: string): Promise<string> {
  return eventually(async () => (await noncesSentTo(useStack().endpoints.sandbox, token, id))[0]);
}

/** Starts an enrolment and confirms it. @returns its id. */
export async function enrollToken(phone: RawPhone, token: string): Promise<string> {
  const id = await startEnrolling(phone, token);
  const answer = await phone.post(`/push-enrollment/${id}/confirmation`, { nonce: await nonceSentTo(token, id) });
  expect(answer.body).toEqual({ enrollment_id: id, status: 'enrolled' });
  return id;
}

/** Whether a website can send transactions to the phone by push. */
export async function isReachable(phone: RawPhone): Promise<boolean> {
  const path = `/authenticate/user/${phone.userId}/device/${phone.device.id}/enabled`;
  const { body } = await createWebsite(useStack().endpoints).call('GET', path);
  return (body.enabled as string[]).includes('login_with_push');
}
