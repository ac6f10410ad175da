import { wireMethod } from '../../../domain/mobile-authentication/method-names.ts';
import { methodRules } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import { signedAnswerPayload } from '../../../domain/mobile-authentication/displayed.ts';
import { describeReason } from '../../../domain/mobile-authentication/status.ts';
import type { Transaction } from '../../../entities/happenings/transaction.ts';
import { publicKeyPem } from '../../../security/public-key-pem.ts';
import type { ApiDeps } from '../../api-deps.ts';
import type { TransactionResult } from './schema.ts';

/** contract/mobile-authentication.md section 6. */
export function presentResult(deps: Pick<ApiDeps, 'clock'>, row: Transaction): TransactionResult {
  return {
    ...(row.callbackUri ? { callback_uri: row.callbackUri } : {}),
    transaction_id: row.id,
    ...(row.userId ? { user_id: row.userId } : {}),
    timestamp: deps.clock().getTime(),
    is_authenticated: row.status === 'authenticated',
    status: row.status,
    ...(row.status === 'authenticated' ? { authentication_method: wireMethod(row.method) } : {}),
    ...(methodRules[row.method].factors.length > 0 ? { used_authentication_attempts: row.attemptsUsed } : {}),
    ...presentEvidence(row),
    ...(row.reason ? { not_authenticated_reason: { reason: row.reason, description: describeReason(row.reason) } } : {}),
  };
}

/**
 * `signature` is base64 of the compact JWS whose payload is the canonical JSON that the phone showed and signed, so the
 * site can verify for itself what the user approved.
 */
function presentEvidence(row: Transaction) {
  if (!row.signature || !row.device || row.policy.transactionSigning === false) return {};
  const [header, , signature] = row.signature.split('.');
  const payload = signedAnswerPayload(row, row.status === 'authenticated' ? 'accept' : 'reject');
  const jws = `${header}.${Buffer.from(payload).toString('base64url')}.${signature}`;
  return {
    signature: Buffer.from(jws).toString('base64'),
    signature_verified: true,
    user_public_key: publicKeyPem(row.device.publicJwk),
  };
}
