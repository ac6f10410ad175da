import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventName } from '../../../domain/events/event-catalogue.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent, writeEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';

/** Actor of an action on a user, and its event. */
export interface UserAction {
  origin: RequestOrigin;
  event: EventName;
}

/** Adds the event of an action to the unit of work that it changes. */
export function recordChange(
  em: EntityManager,
  { origin, event }: UserAction,
  about: { userId: string; subjectId?: string; detail?: string | null },
  now: Date,
): void {
  recordEvent(em, { name: event, occurredAt: now, ...originOf(origin), ...about });
}

/** Records an action that changed nothing, such as a list. */
export async function recordUserAction(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  action: UserAction & { userId: string },
): Promise<void> {
  await writeEvent(deps, {
    name: action.event,
    occurredAt: deps.clock(),
    ...originOf(action.origin),
    userId: action.userId,
  });
}
