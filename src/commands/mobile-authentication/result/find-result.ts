import type { DeviceSnapshot } from '../../../domain/mobile-authentication/device-snapshot.ts';
import { signedAnswerPayload } from '../../../domain/mobile-authentication/displayed.ts';
import { openColumn } from '../../../entities/columns/encrypted.ts';
import type { Transaction } from '../../../entities/happenings/transaction.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { epoch } from '../../epoch.ts';
import { runPrepared } from '../../prepared-statement.ts';

/** What the phone signed, for the site to verify by itself. */
export interface Evidence {
  /** Compact JWS of the canonical JSON that was shown and decided. */
  jws: string;
  publicJwk: DeviceSnapshot['publicJwk'];
}

/** A transaction as far as the site that started it learns of it. */
export interface SiteResult extends Pick<Transaction, 'id' | 'apiClientId' | 'userId' | 'callbackUri' | 'status' | 'reason' | 'method' | 'attemptsUsed'> {
  /** Epoch milliseconds. */
  expiresAt: number;
  closedAt: number | null;
  evidence: Evidence | undefined;
}

/** What the phone showed, by the encrypted columns that it is in. */
const shown = { message: 'message', secureMessage: 'secure_message', signingData: 'signing_data', context: 'context' } as const;

type Row = Omit<SiteResult, 'evidence'> & Pick<Transaction, 'signature' | 'challenge' | 'device' | 'policy'> & { [Part in keyof typeof shown]: Buffer | null };

const findRow = {
  name: 'find-result',
  text: `
    select id, api_client_id as "apiClientId", user_id as "userId", callback_uri as "callbackUri", status, reason, method, attempts_used as "attemptsUsed",
           ${epoch('expires_at')} as "expiresAt", ${epoch('closed_at')} as "closedAt", signature, challenge, device, policy, ${Object.entries(shown).map(([part, column]) => `${column} as "${part}"`).join(', ')}
      from transaction
     where id = $1`,
};

/** The result of a transaction, or undefined. Sites poll for it: one prepared statement, and nothing is decrypted that is not told. */
export async function findResult(deps: Pick<CommandDeps, 'em' | 'keyring'>, transactionId: string): Promise<SiteResult | undefined> {
  const [row] = (await runPrepared<Row>(deps, findRow, [transactionId])).rows;
  if (!row) return undefined;
  const { id, apiClientId, userId, callbackUri, status, reason, method, attemptsUsed, expiresAt, closedAt } = row;
  return { id, apiClientId, userId, callbackUri, status, reason, method, attemptsUsed, expiresAt, closedAt, evidence: evidenceOf(deps, row) };
}

/** The payload is made again from what the phone showed. */
function evidenceOf({ keyring }: Pick<CommandDeps, 'keyring'>, { id, status, challenge, signature: detached, device, policy, ...sealed }: Row): Evidence | undefined {
  if (!detached || !device || policy.transactionSigning === false) return undefined;
  const open = (part: keyof typeof shown) => (sealed[part] ? openColumn(keyring, `transaction.${shown[part]}`, sealed[part]) : null);
  const displayed = { message: open('message') ?? '', secureMessage: open('secureMessage'), signingData: open('signingData'), context: open('context') };
  const payload = signedAnswerPayload({ id, challenge, ...displayed }, status === 'authenticated' ? 'accept' : 'reject');
  const [header, , signature] = detached.split('.');
  return { jws: `${header}.${Buffer.from(payload).toString('base64url')}.${signature}`, publicJwk: device.publicJwk };
}
