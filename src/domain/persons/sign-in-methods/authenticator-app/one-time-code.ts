import { Secret, TOTP } from 'otpauth';

/** Bytes of a shared secret: those of the hash (RFC 4226 section 4, requirement 6). */
export const appSecretLength = 20;
/** Steps before and after the present one: clocks differ, and typing takes time. */
const window = 1;

/** What an app is set up with. */
export interface AppSetup {
  /** Base32, for typing. */
  secret: string;
  /** The same as a link that apps read from a QR code. */
  uri: string;
}

/**
 * @param issuer the service, as the app shows it.
 * @param account what the person knows their account by.
 */
export function setUpApp(bytes: Uint8Array, { issuer, account }: { issuer: string; account: string }): AppSetup {
  const secret = new Secret({ buffer: Uint8Array.from(bytes).buffer });
  return { secret: secret.base32, uri: new TOTP({ issuer, label: account, secret }).toString() };
}

/** The step of 30 s that a code is of (RFC 6238), within one of the present one; undefined: of none. A step is good once. */
export function stepOfCode(secret: string, code: string, now: Date): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const timestamp = now.getTime();
  const delta = TOTP.validate({ token: code, secret: Secret.fromBase32(secret), timestamp, window });
  return delta === null ? undefined : TOTP.counter({ timestamp }) + delta;
}
