import { eventually } from '../../support/enrolled-phone.ts';
import { noncesSentTo } from '../../push-enrollment/support/push-token.ts';
import type { RawAnswer, RawPhone } from './raw-phone.ts';

/** Confirms an enrolment with the nonce that was pushed to the token. */
export async function confirmPush(phone: RawPhone, sandbox: string, token: string, id: string): Promise<RawAnswer> {
  const nonce = await eventually(async () => (await noncesSentTo(sandbox, token, id))[0]);
  return phone.post(`/push-enrollment/${id}/confirmation`, { nonce });
}

/** Enrols a push token as a phone does. @returns the id of the enrolment. */
export async function enrollPush(phone: RawPhone, sandbox: string, token: string): Promise<string> {
  const { status, body } = await phone.post('/push-enrollment', { push_token: token });
  if (status !== 202) throw new Error(`Not started: ${JSON.stringify(body)}`);
  const id = body.enrollment_id as string;
  const confirmation = await confirmPush(phone, sandbox, token, id);
  if (confirmation.status !== 200) throw new Error(`Not enrolled: ${JSON.stringify(confirmation.body)}`);
  return id;
}
