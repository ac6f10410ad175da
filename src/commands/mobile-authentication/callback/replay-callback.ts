import type { EntityManager } from '@mikro-orm/postgresql';
import { CallbackEndpoint } from '../../../entities/configuration/callback-endpoint.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';
import { readGeneralSettings } from '../../configuration/resources/general-settings.ts';
import { createRateLimit } from '../../rate-limits/rate-limit.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import type { AskedReplay } from './find-forgotten-replays.ts';
import { isCallbackAllowed } from './is-callback-allowed.ts';
import { rateLimit } from '../../../domain/rate-limits/limits.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock'> & {
  /** Starts the workflow of a replay. Throws `engine_unreachable`. */
  startCallbackReplay(replay: AskedReplay): Promise<boolean>;
};

interface Owed {
  userId: string | null;
  requestId: string;
  url: string | null;
  replays: number | null;
  isAsked: boolean | null;
}

/**
 * Has the callback of a finished transaction delivered again, whether it was given up, was delivered, or is still being
 * tried: at once, then for another day, always with the same `webhook-id`. Asked again before the first try, it is the same
 * replay. A committed replay that fails to start is started by the sweeper.
 * @throws CountersignError transaction_not_found, callback_not_owed, callback_not_listed, slow_down
 */
export async function replayCallback(deps: Deps, transactionId: string, origin: RequestOrigin): Promise<void> {
  // Sites are not to be flooded from here.
  await createRateLimit(deps, rateLimit('callback-replay:transaction')).count(transactionId);
  await createRateLimit(deps, rateLimit('callback-replay:operator')).count(origin.agentUser ?? '');
  const asked = await deps.em().transactional((em) => askForReplay(em, deps.clock(), transactionId, origin));
  await deps.startCallbackReplay(asked).catch(leaveToSweeper);
}

async function askForReplay(
  em: EntityManager,
  now: Date,
  transactionId: string,
  origin: RequestOrigin,
): Promise<AskedReplay> {
  const [owed] = await em.execute<Owed[]>(
    `select t.user_id as "userId", t.request_id as "requestId", d.url, d.replays, d.replay_requested_at is not null as "isAsked"
       from transaction t left join lateral (select url, replays, replay_requested_at from callback_delivery where transaction_id = t.id for update) d on true
      where t.id = ?`,
    [transactionId],
  );
  if (!owed) throw new CountersignError('transaction_not_found');
  if (owed.url === null || owed.replays === null) throw new CountersignError('callback_not_owed');
  await checkCallbackUrl(em, owed.url);
  if (owed.isAsked) return { transactionId, replay: owed.replays, requestId: owed.requestId };
  const replay = owed.replays + 1;
  await em.execute(
    `update callback_delivery set status = 'pending', replays = ?, replay_requested_at = ?, next_attempt_at = ? where transaction_id = ?`,
    [replay, now, now, transactionId],
  );
  recordEvent(em, {
    name: 'ADMIN CALLBACK REPLAYED',
    occurredAt: now,
    ...originOf(origin),
    userId: owed.userId,
    subjectId: transactionId,
  });
  return { transactionId, replay, requestId: owed.requestId };
}

/** By what is configured now, not by what this process last read: the operator may have changed it a moment ago through another one. */
async function checkCallbackUrl(em: EntityManager, url: string): Promise<void> {
  const general = await readGeneralSettings(em);
  const listed = await em.find(CallbackEndpoint, { url }, { fields: ['url'] });
  const callbackEndpoints = new Set(listed.map((endpoint) => endpoint.url));
  if (!isCallbackAllowed({ general, callbackEndpoints }, url)) throw new CountersignError('callback_not_listed');
}

function leaveToSweeper(error: unknown): void {
  if (!(error instanceof CountersignError) || error.code !== 'engine_unreachable') throw error;
}
