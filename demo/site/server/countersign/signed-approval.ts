import { calculateJwkThumbprint, compactVerify, exportJWK, importSPKI, type CryptoKey } from 'jose';
import type { SignedApproval } from '../../contract.ts';
import type { TransactionResult } from './mobile-authentication.ts';
import type { Payment } from '../payments/payments.ts';

const ALGORITHM = 'ES256';

interface SignedPayload {
  transaction_id?: string;
  decision?: string;
  displayed?: SignedApproval['displayed'];
}

/**
 * Verifies itself what the phone signed instead of trusting a flag: the signature is valid, the key is that of the
 * asked phone (a device id is the SHA-256 thumbprint of its key), and the text is the one of the shop.
 */
export async function verifyApproval(result: TransactionResult, payment: Payment): Promise<SignedApproval | undefined> {
  if (!result.signature || !result.user_public_key) return undefined;
  const jws = Buffer.from(result.signature, 'base64').toString('utf8');
  try {
    const key = await importSPKI(result.user_public_key, ALGORITHM, { extractable: true });
    const { payload, protectedHeader } = await compactVerify(jws, key, { algorithms: [ALGORITHM] });
    const signed = JSON.parse(new TextDecoder().decode(payload)) as SignedPayload;
    const problem = findProblem(signed, await idOfKey(key), payment);
    return {
      displayed: signed.displayed ?? {},
      decision: signed.decision ?? '',
      verified: problem === undefined,
      ...(problem !== undefined && { problem }),
      algorithm: protectedHeader.alg,
      jws,
    };
  } catch {
    return { displayed: {}, decision: '', verified: false, problem: 'The signature does not hold', jws };
  }
}

/** The device id of the phone with this public key in PEM. */
export async function deviceIdOf(publicKey: string): Promise<string> {
  return idOfKey(await importSPKI(publicKey, ALGORITHM, { extractable: true }));
}

async function idOfKey(key: CryptoKey): Promise<string> {
  return Buffer.from(await calculateJwkThumbprint(await exportJWK(key)), 'base64url').toString('hex');
}

function findProblem(signed: SignedPayload, deviceId: string, payment: Payment): string | undefined {
  if (signed.transaction_id !== payment.transactionId) return 'Another transaction was signed';
  if (signed.decision !== 'accept') return 'It is not an approval that was signed';
  if (payment.deviceId !== undefined && deviceId !== payment.deviceId) return 'Another phone signed';
  if (signed.displayed?.message !== payment.message) return 'Another text was signed';
  if (signed.displayed.secure_message !== payment.secureMessage) return 'Another text was signed';
  return undefined;
}
