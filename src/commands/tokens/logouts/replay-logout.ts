import { notify } from '../../../database/notify.ts';
import { rateLimit } from '../../../domain/rate-limits/limits.ts';
import type { LogoutStatus } from '../../../domain/tokens/logouts/status.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { LogoutDelivery } from '../../../entities/tokens/logout-delivery.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { createRateLimit } from '../../rate-limits/rate-limit.ts';

/** Which deliveries are looked for. */
export interface LogoutSearch {
  status?: LogoutStatus | undefined;
  clientId?: string | undefined;
  userId?: string | undefined;
  limit: number;
  /** The last one of the page before. */
  after: { createdAt: Date; id: string } | undefined;
}

/** Logout tokens that clients were, are or were to be sent, newest first. */
export function findLogouts(
  deps: Pick<CommandDeps, 'em'>,
  { status, clientId, userId, limit, after }: LogoutSearch,
): Promise<LogoutDelivery[]> {
  const where = {
    ...(status && { status }),
    ...(clientId !== undefined && { clientId }),
    ...(userId !== undefined && { userId }),
    ...(after && {
      $or: [{ createdAt: { $lt: after.createdAt } }, { createdAt: after.createdAt, id: { $lt: after.id } }],
    }),
  };
  return deps.em().find(LogoutDelivery, where, { orderBy: { createdAt: 'desc', id: 'desc' }, limit });
}

/**
 * Has a logout token delivered again that was delivered or given up: at once, then for another day. The delivery gets another id, and with it a
 * workflow of its own. One that is still being tried goes on as it does.
 * @returns the delivery with its present id.
 * @throws CountersignError `not_found`, `slow_down`
 */
export async function replayLogout(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  id: string,
  origin: RequestOrigin,
): Promise<LogoutDelivery> {
  // Sites are not to be flooded from here.
  await createRateLimit(deps, rateLimit('callback-replay:operator')).count(origin.agentUser ?? '');
  const now = deps.clock();
  return deps.em().transactional(async (em) => {
    const fresh = { id: timeOrderedId(now.getTime()), status: 'pending', attempts: 0, createdAt: now } as const;
    const ended = { id, status: { $ne: 'pending' } } as const;
    const empty = { lastHttpStatus: null, lastFailure: null, startedAt: null, endedAt: null };
    const isReplayed = (await em.nativeUpdate(LogoutDelivery, ended, { ...fresh, ...empty })) === 1;
    const delivery = await em.findOne(LogoutDelivery, { id: isReplayed ? fresh.id : id });
    if (!delivery) throw new CountersignError('not_found');
    if (!isReplayed) return delivery;
    const { userId, sessionId, clientId } = delivery;
    const about = { userId, subjectId: sessionId, detail: clientId };
    recordEvent(em, { name: 'ADMIN LOGOUT REPLAYED', occurredAt: now, ...originOf(origin), ...about });
    await notify(em, 'logout', sessionId);
    return delivery;
  });
}
