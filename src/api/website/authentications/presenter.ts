import { wireMethod } from '../../../domain/configuration/mobile-authentication-types/method-names.ts';
import { methodRules } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import { otpLink, otpQr } from '../../../domain/mobile-authentication/codes/otp-presentation.ts';
import { writeOtp } from '../../../domain/mobile-authentication/codes/otp.ts';
import { findAppLink } from '../../../commands/configuration/app-link.ts';
import type { ConfigurationSnapshot } from '../../../commands/configuration/configuration-snapshot.ts';
import { otpMac } from '../../../commands/mobile-authentication/answer/claim-transaction.ts';
import { verificationCodeOf } from '../../../commands/mobile-authentication/answer/check-verification-code.ts';
import type { Transaction } from '../../../entities/mobile-authentication/transaction.ts';
import type { ApiDeps } from '../../api-deps.ts';

/** Options of a site for the answer with an OTP. */
export interface OtpWishes {
  /** Whether to add a QR code. */
  qr: boolean;
  /** Identifier of the application that a link is to open. */
  application: string | undefined;
}

/** The answer to an initialisation, with the method in use. */
export function presentInitialised(
  deps: Pick<ApiDeps, 'keyring'>,
  snapshot: ConfigurationSnapshot,
  row: Transaction,
  wishes: OtpWishes,
) {
  const code = verificationCodeOf(deps.keyring, row);
  return {
    transaction_id: row.id,
    auth_method: wireMethod(row.method),
    time_to_live: row.policy.timeToLive * 1000,
    ...(row.method === 'OTP' ? presentOtp(snapshot, writeOtp(row.id, otpMac(deps.keyring, row.id)), wishes) : {}),
    ...(code ? { verification_code: code } : {}),
    ...(methodRules[row.method].namesDevice && row.device
      ? { device: { name: row.device.name, platform: row.device.platform } }
      : {}),
  };
}

function presentOtp(snapshot: ConfigurationSnapshot, otp: string, { qr, application }: OtpWishes) {
  const appLinkUrl = findAppLink(snapshot, application);
  return {
    otp,
    ...(qr ? { otp_qr: otpQr(otp) } : {}),
    ...(appLinkUrl === undefined ? {} : { app_link: otpLink(appLinkUrl, otp) }),
  };
}
