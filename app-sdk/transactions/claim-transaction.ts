import type { AppApi } from '../transport/app-api.ts';

/**
 * Claims the transaction of an OTP, from a QR code or a link of a website, for a user. From then on only this user can fetch and
 * answer it.
 *
 * @returns its id.
 * @throws CountersignError `otp_not_valid` (wrong, used and expired alike), `keys_not_exchanged`, `slow_down`
 */
export async function claimTransaction({ api }: { api: AppApi }, profileId: string, otp: string): Promise<string> {
  const answer = await api.send(profileId, {
    path: '/transactions/claim',
    purpose: 'claim',
    intent: otp,
    compose: async () => ({ otp }),
    deviceSuffices: true,
  });
  return answer.text('transaction_id');
}
