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

/** The transactions that are open now. */
export async function listOpenTransactions(api: AppApi, profileId: string): Promise<OpenTransaction[]> {
  return readOpenTransactions(await api.get(profileId, '/transactions'));
}

/** `{"transactions": [...]}`, of an answer or of a stream event. */
export function readOpenTransactions(answer: Answer): OpenTransaction[] {
  return answer.list('transactions').map((each) => ({
    transactionId: each.text('transaction_id'),
    type: each.text('type'),
    method: each.text('method'),
    createdAt: each.date('created_at'),
    expiresAt: each.date('expires_at'),
    fetched: each.boolean('fetched'),
  }));
}
