import type { EventName } from '../../domain/events/event-catalogue.ts';
import type { CommandDeps } from '../command-deps.ts';
import { recordEvent } from '../events/record-event.ts';
import { originOf } from '../request-origin.ts';
import type { RequestOrigin } from '../request-origin.ts';

/** Records what was done about a user that changed nothing, such as listing what is theirs. */
export async function recordUserAction(deps: Pick<CommandDeps, 'em' | 'clock'>, action: { event: EventName; origin: RequestOrigin; userId: string }): Promise<void> {
  const em = deps.em();
  recordEvent(em, { name: action.event, occurredAt: deps.clock(), ...originOf(action.origin), userId: action.userId });
  await em.flush();
}
