import type { ServerKey } from '../key-enrollment/server-key.ts';
import type { AppApi } from '../transport/app-api.ts';
import type { Answer } from '../transport/answers.ts';

/** A transaction that waits for this profile's decision. */
export interface OpenTransaction {
  transactionId: string;
  /** Name of the mobile authentication type. */
  type: string;
  method: string;
  createdAt: Date;
  expiresAt: Date;
  /** Its details were fetched already. */
  fetched: boolean;
}

/** Gets the open transactions. */
export async function listOpenTransactions(
  deps: { api: AppApi; serverKey: ServerKey },
  profileId: string,
): Promise<OpenTransaction[]> {
  return await takeOpenTransactions(
    deps,
    profileId,
    await deps.api.get(profileId, '/transactions', { deviceSuffices: true }),
  );
}

/** Reads a list, and renews the key enrolment when the list names a new server key. */
export async function takeOpenTransactions(
  { serverKey }: { serverKey: ServerKey },
  profileId: string,
  answer: Answer,
): Promise<OpenTransaction[]> {
  const open = readOpenTransactions(answer);
  const serverFingerprint = answer.optionalText('server_key_fingerprint');
  if (serverFingerprint !== undefined) await serverKey.follow(profileId, serverFingerprint);
  return open;
}

/** Reads `{"transactions": [...]}` of an answer or of a stream event. */
function readOpenTransactions(answer: Answer): OpenTransaction[] {
  return answer.list('transactions').map((each) => ({
    transactionId: each.text('transaction_id'),
    type: each.text('type'),
    method: each.text('method'),
    createdAt: each.date('created_at'),
    expiresAt: each.date('expires_at'),
    fetched: each.boolean('fetched'),
  }));
}
