import type { EventName } from '../../domain/events/event-catalogue.ts';
import type { AppCaller } from '../app-caller.ts';
import type { CommandDeps } from '../command-deps.ts';
import { isWithin } from '../rate-limits/is-within.ts';
import { createRateLimit } from '../rate-limits/rate-limit.ts';
import { originOf } from '../request-origin.ts';
import { recordEvent } from './record-event.ts';

/** Refusals of one installation in an hour that are written: whoever has a phone cannot fill the table with it. */
const most = { name: 'app-refusal', points: 200, duration: 3600 };

/**
 * Writes that an app was refused something that changed nothing, until there are so many that it seems to be its purpose.
 * Not inside a transaction: it takes a connection of its own.
 */
export async function recordAppRefusal(deps: Pick<CommandDeps, 'em' | 'clock'>, caller: AppCaller, name: EventName, subjectId: string, detail?: string): Promise<void> {
  if (!(await isWithin(createRateLimit(deps, most), caller.deviceId))) return;
  const em = deps.em();
  recordEvent(em, { name, occurredAt: deps.clock(), ...originOf(caller), userId: caller.userId, subjectId, detail: detail?.slice(0, 255) ?? null });
  await em.flush();
}
