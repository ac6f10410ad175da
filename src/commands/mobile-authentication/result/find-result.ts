import type { DeviceSnapshot } from '../../../domain/mobile-authentication/device-snapshot.ts';
import { signedAnswerPayload } from '../../../domain/mobile-authentication/displayed.ts';
import type { Transaction } from '../../../entities/mobile-authentication/transaction.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { AnswerSignatures, SigningDevice } from '../../../security/answer-signature.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { epoch } from '../../../database/epoch.ts';
import { runApart } from '../../../database/prepared-statement.ts';
import { openShown, shownColumns } from '../shown-columns.ts';
import type { SealedShown } from '../shown-columns.ts';

/** The phone's signature, which the site can verify. */
export interface Evidence {
  /** Compact JWS of the canonical JSON that was shown and decided. */
  jws: string;
  publicJwk: DeviceSnapshot['publicJwk'];
  /** Time of the verification by the recording activity; the present time for records without it. */
  isVerified: boolean;
}

/** A transaction for the site that started it. */
export interface SiteResult extends Pick<
  Transaction,
  'id' | 'apiClientId' | 'userId' | 'callbackUri' | 'status' | 'reason' | 'method' | 'attemptsUsed'
> {
  /** Epoch milliseconds, as the two below. When the site asked for it. */
  createdAt: number;
  expiresAt: number;
  closedAt: number | null;
  evidence: Evidence | undefined;
}

type Row = Omit<SiteResult, 'evidence'> &
  Pick<Transaction, 'signature' | 'signatureVerified' | 'challenge' | 'deviceId' | 'device' | 'policy'> &
  SealedShown;

const findRow = `
    select id, api_client_id as "apiClientId", user_id as "userId", callback_uri as "callbackUri", status, reason, method, attempts_used as "attemptsUsed",
           ${epoch('created_at')} as "createdAt", ${epoch('expires_at')} as "expiresAt", ${epoch('closed_at')} as "closedAt",
           signature, signature_verified as "signatureVerified",
           challenge, device_id as "deviceId", device, policy, ${shownColumns}
      from transaction t
     where id = $1`;

type Deps = Pick<CommandDeps, 'em' | 'keyring'> & { answerSignatures: AnswerSignatures };

/** The result of a transaction, or undefined. Sites poll it: one prepared statement, which decrypts only what it returns. */
export async function findResult(deps: Deps, transactionId: string): Promise<SiteResult | undefined> {
  const [row] = await runApart<Row>(deps, { sql: findRow, parameters: [transactionId] });
  if (!row) return undefined;
  const { id, apiClientId, userId, callbackUri, status, reason, method, attemptsUsed } = row;
  const { createdAt, expiresAt, closedAt } = row;
  return {
    id,
    apiClientId,
    userId,
    callbackUri,
    status,
    reason,
    method,
    attemptsUsed,
    createdAt,
    expiresAt,
    closedAt,
    evidence: evidenceOf(deps, row),
  };
}

/** Rebuilds the payload from the shown text. */
function evidenceOf(
  { keyring, answerSignatures }: Pick<Deps, 'keyring' | 'answerSignatures'>,
  { id, status, challenge, signature: detached, signatureVerified, deviceId, device, policy, ...sealed }: Row,
): Evidence | undefined {
  if (!detached || !device || policy.transactionSigning === false) return undefined;
  const displayed = openShown(keyring, sealed);
  const payload = signedAnswerPayload(
    { id, challenge, ...displayed },
    status === 'authenticated' ? 'accept' : 'reject',
  );
  const [header, , signature] = detached.split('.');
  return {
    jws: `${header}.${Buffer.from(payload).toString('base64url')}.${signature}`,
    publicJwk: device.publicJwk,
    isVerified:
      signatureVerified ??
      isSignature(answerSignatures, detached, payload, { deviceId: deviceId ?? '', jwk: device.publicJwk }),
  };
}

function isSignature(signatures: AnswerSignatures, signature: string, text: string, device: SigningDevice): boolean {
  try {
    signatures.verify(signature, text, device);
    return true;
  } catch (error) {
    if (error instanceof CountersignError) return false;
    throw error;
  }
}
