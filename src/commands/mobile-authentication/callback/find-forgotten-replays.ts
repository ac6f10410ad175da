import type { CommandDeps } from '../../command-deps.ts';

/** Milliseconds a start may take before its replay looks forgotten. */
const patience = 10_000;
const mostInOneSweep = 500;

/** A replay that an operator asked for, with the request that asked for it. */
export interface AskedReplay {
  transactionId: string;
  replay: number;
  requestId: string;
}

/** Replays that were asked for a while ago and not tried: whoever asked died before the workflow was started, or Temporal was away. Oldest first. */
export async function findForgottenReplays(deps: Pick<CommandDeps, 'em' | 'clock'>): Promise<AskedReplay[]> {
  return deps.em().execute(
    `select d.transaction_id as "transactionId", d.replays as replay, t.request_id as "requestId"
       from callback_delivery d join transaction t on t.id = d.transaction_id
      where d.replay_requested_at < ? order by d.replay_requested_at limit ?`,
    [new Date(deps.clock().getTime() - patience), mostInOneSweep],
  );
}
