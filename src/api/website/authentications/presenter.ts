import { wireMethod } from '../../../domain/mobile-authentication/method-names.ts';
import { methodRules } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import { writeOtp } from '../../../domain/mobile-authentication/otp.ts';
import { otpMac } from '../../../commands/mobile-authentication/answer/claim-transaction.ts';
import { verificationCodeOf } from '../../../commands/mobile-authentication/answer/check-verification-code.ts';
import type { Transaction } from '../../../entities/happenings/transaction.ts';
import type { ApiDeps } from '../../api-deps.ts';

/** The answer to an initialisation: names the method that is really in use. */
export function presentInitialised(deps: Pick<ApiDeps, 'keyring'>, row: Transaction) {
  const code = verificationCodeOf(deps.keyring, row);
  return {
    transaction_id: row.id,
    auth_method: wireMethod(row.method),
    time_to_live: row.policy.timeToLive * 1000,
    ...(row.method === 'OTP' ? { otp: writeOtp(row.id, otpMac(deps.keyring, row.id)) } : {}),
    ...(code ? { verification_code: code } : {}),
    ...(methodRules[row.method].namesDevice && row.device ? { device: { name: row.device.name, platform: row.device.platform } } : {}),
  };
}
