import type { Evidence, SiteResult } from '../../../commands/mobile-authentication/result/find-result.ts';
import { wireMethod } from '../../../domain/mobile-authentication/method-names.ts';
import { methodRules } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import { describeReason } from '../../../domain/mobile-authentication/status.ts';
import { publicKeyPem } from '../../../security/public-key-pem.ts';
import type { ApiDeps } from '../../api-deps.ts';
import type { TransactionResult } from './schema.ts';

/** contract/mobile-authentication.md section 6. */
export function presentResult(deps: Pick<ApiDeps, 'clock'>, row: SiteResult): TransactionResult {
  return {
    ...(row.callbackUri ? { callback_uri: row.callbackUri } : {}),
    transaction_id: row.id,
    ...(row.userId ? { user_id: row.userId } : {}),
    timestamp: deps.clock().getTime(),
    is_authenticated: row.status === 'authenticated',
    status: row.status,
    ...(row.status === 'authenticated' ? { authentication_method: wireMethod(row.method) } : {}),
    ...(methodRules[row.method].factors.length > 0 ? { used_authentication_attempts: row.attemptsUsed } : {}),
    ...(row.evidence ? presentEvidence(row.evidence) : {}),
    ...(row.reason ? { not_authenticated_reason: { reason: row.reason, description: describeReason(row.reason) } } : {}),
  };
}

/** `signature` is base64 of the compact JWS, so that the site can verify for itself what the user approved. */
function presentEvidence({ jws, publicJwk }: Evidence) {
  return { signature: Buffer.from(jws).toString('base64'), signature_verified: true, user_public_key: publicKeyPem(publicJwk) };
}
