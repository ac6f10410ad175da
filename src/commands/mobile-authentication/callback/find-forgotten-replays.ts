import type { CommandDeps } from '../../command-deps.ts';

/** Milliseconds for a start, or for the record of a first try, after which the sweeper starts the replay. */
const graceMs = 10_000;
const mostInOneSweep = 500;

/** A replay that an operator asked for, with the request that asked for it. */
export interface AskedReplay {
  transactionId: string;
  replay: number;
  requestId: string;
}

/** A first try that was not made, with data of its transaction. */
export interface ForgottenCallback extends AskedReplay {
  about: { method: string; typeName: string; userId: string | null; application: string | null };
}

/** Replays that were asked for a while ago and not tried: the asking process died before the workflow was started, or Temporal was away. Oldest first. */
export async function findForgottenReplays(deps: Pick<CommandDeps, 'em' | 'clock'>): Promise<AskedReplay[]> {
  return deps.em().execute(
    `select d.transaction_id as "transactionId", d.replays as replay, t.request_id as "requestId"
       from callback_delivery d join transaction t on t.id = d.transaction_id
      where d.replay_requested_at < ? order by d.replay_requested_at limit ?`,
    [new Date(deps.clock().getTime() - graceMs), mostInOneSweep],
  );
}

/**
 * Callbacks whose first try was due a while ago and was not made: the process that wrote the record died before, or its write failed. Oldest first.
 * @param siteTimeoutMs that a first try may wait for its site; then it is recorded.
 */
export async function findForgottenCallbacks(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  siteTimeoutMs: number,
): Promise<ForgottenCallback[]> {
  const rows = await deps.em().execute<(AskedReplay & ForgottenCallback['about'])[]>(
    `select d.transaction_id as "transactionId", d.replays as replay, t.request_id as "requestId",
            t.method, t.type_name as "typeName", t.user_id as "userId", t.device ->> 'application' as application
       from callback_delivery d join transaction t on t.id = d.transaction_id
      where d.status = 'pending' and d.replays = 0 and d.attempts = 0 and d.next_attempt_at < ? order by d.created_at limit ?`,
    [new Date(deps.clock().getTime() - siteTimeoutMs - graceMs), mostInOneSweep],
  );
  return rows.map(({ transactionId, replay, requestId, ...about }) => ({ transactionId, replay, requestId, about }));
}

/** How many callbacks have been owed for more than a minute. */
export async function countOwedCallbacks(deps: Pick<CommandDeps, 'em' | 'clock'>): Promise<number> {
  const [row] = await deps
    .em()
    .execute<{ owed: number }[]>(
      `select count(*)::int as owed from callback_delivery where status = 'pending' and created_at < ?`,
      [new Date(deps.clock().getTime() - 60_000)],
    );
  return row?.owed ?? 0;
}
