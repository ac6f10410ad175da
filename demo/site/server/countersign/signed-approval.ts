import { calculateJwkThumbprint, compactVerify, exportJWK, importSPKI } from 'jose';
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
 * Checks for itself what the phone signed, instead of believing a flag: the signature holds, the key is the one of
 * the phone that was asked (a device id is its key's SHA-256 thumbprint), and the text is the shop's own text.
 */
export async function verifyApproval(result: TransactionResult, payment: Payment): Promise<SignedApproval | undefined> {
  if (!result.signature || !result.user_public_key) return undefined;
  const jws = Buffer.from(result.signature, 'base64').toString('utf8');
  try {
    const key = await importSPKI(result.user_public_key, ALGORITHM, { extractable: true });
    const { payload, protectedHeader } = await compactVerify(jws, key, { algorithms: [ALGORITHM] });
    const signed = JSON.parse(new TextDecoder().decode(payload)) as SignedPayload;
    const thumbprint = await calculateJwkThumbprint(await exportJWK(key));
    const problem = findProblem(signed, Buffer.from(thumbprint, 'base64url').toString('hex'), payment);
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

function findProblem(signed: SignedPayload, deviceId: string, payment: Payment): string | undefined {
  if (signed.transaction_id !== payment.transactionId) return 'Another transaction was signed';
  if (signed.decision !== 'accept') return 'It is not an approval that was signed';
  if (payment.deviceId !== undefined && deviceId !== payment.deviceId) return 'Another phone signed';
  if (signed.displayed?.message !== payment.message) return 'Another text was signed';
  if (signed.displayed.secure_message !== payment.secureMessage) return 'Another text was signed';
  return undefined;
}
