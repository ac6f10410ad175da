import { eventually } from '../../support/enrolled-phone.ts';
import { noncesSentTo } from '../../push-enrollment/support/push-token.ts';
import type { RawPhone } from './raw-phone.ts';

/** Proves a push token as a phone does. @returns the id of the enrolment. */
export async function enrollPush(phone: RawPhone, sandbox: string, token: string): Promise<string> {
  const { body } = await phone.post('/push-enrollment', { push_token: token });
  const id = body.enrollment_id as string;
  const nonce = await eventually(async () => (await noncesSentTo(sandbox, token, id))[0]);
  const confirmation = await phone.post(`/push-enrollment/${id}/confirmation`, { nonce });
  if (confirmation.status !== 200) throw new Error(`Not enrolled: ${JSON.stringify(confirmation.body)}`);
  return id;
}
