import type { EntityManager } from '@mikro-orm/postgresql';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';
import { readSettings } from '../../configuration/general-settings/read-settings.ts';
import { createRateLimit } from '../../rate-limits/rate-limit.ts';
import { originOf } from '../../request-origin.ts';
import type { RequestOrigin } from '../../request-origin.ts';
import type { AskedReplay } from './find-forgotten-replays.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock'> & {
  /** Starts the workflow of a replay. Throws `engine_unreachable`. */
  startCallbackReplay(replay: AskedReplay): Promise<boolean>;
};

/** Of one callback, and of one operator: sites are not to be flooded from here. */
const limits = [
  { name: 'callback-replay:transaction', points: 10, duration: 60 },
  { name: 'callback-replay:operator', points: 120, duration: 60 },
] as const;

interface Owed {
  userId: string | null;
  requestId: string;
  replays: number | null;
  isAsked: boolean | null;
  /** Its URL is on the list of callback endpoints. */
  isListed: boolean;
}

/**
 * Has the callback of a finished transaction delivered again, whether it was given up, was delivered, or is still being
 * tried: at once, then for another day, always with the same `webhook-id`. Asked again before the first try, it is the same
 * replay. What is committed is done, if not at once, then by the sweeper.
 * @throws CountersignError transaction_not_found, callback_not_owed, callback_not_listed, slow_down
 */
export async function replayCallback(deps: Deps, transactionId: string, origin: RequestOrigin): Promise<void> {
  const [ofTransaction, ofOperator] = limits.map((limit) => createRateLimit(deps, limit));
  await ofTransaction?.count(transactionId);
  await ofOperator?.count(origin.agentUser ?? '');
  const asked = await deps.em().transactional((em) => askForReplay(em, deps.clock(), transactionId, origin));
  await deps.startCallbackReplay(asked).catch(leaveToSweeper);
}

async function askForReplay(em: EntityManager, now: Date, transactionId: string, origin: RequestOrigin): Promise<AskedReplay> {
  const [owed] = await em.execute<Owed[]>(
    `select t.user_id as "userId", t.request_id as "requestId", d.replays, d.replay_requested_at is not null as "isAsked",
            exists (select from callback_endpoint e where e.url = d.url) as "isListed"
       from transaction t left join lateral (select url, replays, replay_requested_at from callback_delivery where transaction_id = t.id for update) d on true
      where t.id = ?`,
    [transactionId],
  );
  if (!owed) throw new CountersignError('transaction_not_found');
  if (owed.replays === null) throw new CountersignError('callback_not_owed');
  if (!owed.isListed && (await readSettings({ em: () => em }, 'general-settings')).callback_whitelist_enabled) throw new CountersignError('callback_not_listed');
  if (owed.isAsked) return { transactionId, replay: owed.replays, requestId: owed.requestId };
  const replay = owed.replays + 1;
  await em.execute(`update callback_delivery set status = 'pending', replays = ?, replay_requested_at = ?, next_attempt_at = ? where transaction_id = ?`, [replay, now, now, transactionId]);
  recordEvent(em, { name: 'ADMIN CALLBACK REPLAYED', occurredAt: now, ...originOf(origin), userId: owed.userId, subjectId: transactionId });
  return { transactionId, replay, requestId: owed.requestId };
}

function leaveToSweeper(error: unknown): void {
  if (!(error instanceof CountersignError) || error.code !== 'engine_unreachable') throw error;
}
