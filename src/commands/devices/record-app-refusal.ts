import type { EventName } from '../../domain/events/event-catalogue.ts';
import type { AppCaller } from './app-caller.ts';
import type { CommandDeps } from '../command-deps.ts';
import { isWithin } from '../rate-limits/is-within.ts';
import { createRateLimit } from '../rate-limits/rate-limit.ts';
import { originOf } from '../events/request-origin.ts';
import { recordEvent } from '../events/record-event.ts';
import { rateLimit } from '../../domain/rate-limits/limits.ts';

/**
 * Records a refusal that changed nothing, up to a limit for one installation.
 * Call it outside of a transaction: it takes a connection of its own.
 */
export async function recordAppRefusal(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  caller: AppCaller,
  name: EventName,
  subjectId: string,
  detail?: string,
): Promise<void> {
  if (!(await isWithin(createRateLimit(deps, rateLimit('app-refusal')), caller.deviceId))) return;
  const em = deps.em();
  recordEvent(em, {
    name,
    occurredAt: deps.clock(),
    ...originOf(caller),
    userId: caller.userId,
    subjectId,
    detail: detail?.slice(0, 255) ?? null,
  });
  await em.flush();
}
