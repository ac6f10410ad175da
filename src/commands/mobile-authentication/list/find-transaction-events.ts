import type { CommandDeps } from '../../command-deps.ts';
import { epoch } from '../../epoch.ts';

/** Something that happened to a transaction. */
export interface TransactionEventSeen {
  name: string;
  /** Epoch milliseconds. */
  occurredAt: number;
  agentUser: string | null;
  detail: string | null;
}

/** More than any transaction has that nobody attacks. */
const most = 100;

/** The first events of a transaction, in order. */
export async function findTransactionEvents(deps: Pick<CommandDeps, 'em'>, transactionId: string): Promise<TransactionEventSeen[]> {
  return deps.em().execute(
    `select name, ${epoch('occurred_at')} as "occurredAt", agent_user as "agentUser", detail from event where subject_id = ? order by id limit ?`,
    [transactionId, most],
  );
}
