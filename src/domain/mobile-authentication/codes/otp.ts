/** Content of an OTP: the transaction id and the secret that claims it. */
export interface OtpContent {
  transactionId: string;
  /** 16 bytes. */
  secret: Uint8Array;
}

const secretLength = 16;

/**
 * The `otp` of an initialisation (contract/mobile-authentication.md section 8): base64 of JSON.
 * @param mac HMAC-SHA-256 of the transaction id under the key for OTPs; its first 16 bytes are the secret, which is therefore not stored.
 */
export function writeOtp(transactionId: string, mac: Uint8Array): string {
  const otp = Buffer.from(mac.subarray(0, secretLength)).toString('base64');
  return Buffer.from(JSON.stringify({ transaction_id: transactionId, otp })).toString('base64');
}

/** Parses an OTP; undefined for other text. */
export function readOtp(text: string): OtpContent | undefined {
  try {
    const { transaction_id: transactionId, otp } = JSON.parse(Buffer.from(text, 'base64').toString()) as Record<
      string,
      unknown
    >;
    if (typeof transactionId !== 'string' || typeof otp !== 'string') return undefined;
    const secret = Buffer.from(otp, 'base64');
    return secret.length === secretLength ? { transactionId, secret } : undefined;
  } catch {
    return undefined;
  }
}

/** The secret of a transaction's OTP. */
export function otpSecret(mac: Uint8Array): Uint8Array {
  return mac.subarray(0, secretLength);
}
