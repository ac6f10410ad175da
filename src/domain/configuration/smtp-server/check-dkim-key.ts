import { createPrivateKey } from 'node:crypto';
import type { FieldRefusal } from '../field-refusal.ts';

/** RFC 8301: receivers ignore signatures by shorter keys. */
const leastBits = 2048;

/** Checks the key that mails are signed with: RSA in PEM, not encrypted. @see https://www.rfc-editor.org/rfc/rfc6376 */
export function checkDkimKey(text: string): FieldRefusal | undefined {
  return (readBits(text) ?? 0) >= leastBits
    ? undefined
    : {
        code: 'invalid_dkim_key',
        message: `This is not a DKIM key: send an RSA private key of ${leastBits} bits or more in PEM, without a passphrase.`,
      };
}

function readBits(pem: string): number | undefined {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === 'rsa' ? key.asymmetricKeyDetails?.modulusLength : undefined;
  } catch {
    return undefined;
  }
}
