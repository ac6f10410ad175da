import { sixDigits } from '../../../../domain/mobile-authentication/codes/six-digits.ts';
import { equalBytes } from '../../../../security/keyring.ts';
import type { Keyring } from '../../../../security/keyring.ts';

/** Bytes of what a link carries: it is not typed, so it cannot be guessed either. */
const linkBytes = 16;

/** The code of a challenge. Derived, so that a resend has the same one and it is stored nowhere. */
export function codeOf(keyring: Keyring, challengeId: string): string {
  return sixDigits(keyring.mac('sign-in-code', challengeId, keyring.oldestId));
}

/** What the link of a mail carries in place of the code. */
export function linkCodeOf(keyring: Keyring, challengeId: string): string {
  return keyring
    .mac('sign-in-code', `link/${challengeId}`, keyring.oldestId)
    .subarray(0, linkBytes)
    .toString('base64url');
}

/** Compares what was typed in constant time. */
export function isTypedCodeOf(keyring: Keyring, challengeId: string, typed: string): boolean {
  return equalBytes(Buffer.from(typed), Buffer.from(codeOf(keyring, challengeId)));
}

/** Compares what was typed, or what a link carried, in constant time. */
export function isCodeOf(keyring: Keyring, challengeId: string, typed: string): boolean {
  const isEqual = (code: string) => equalBytes(Buffer.from(typed), Buffer.from(code));
  const [isCode, isLink] = [isEqual(codeOf(keyring, challengeId)), isEqual(linkCodeOf(keyring, challengeId))];
  return isCode || isLink;
}
