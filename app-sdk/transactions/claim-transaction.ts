import type { AppApi } from '../transport/app-api.ts';

/**
 * Claims the transaction of an OTP, as a QR code or a link of a website holds it, for a user: from then on it is theirs to
 * fetch and answer.
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
