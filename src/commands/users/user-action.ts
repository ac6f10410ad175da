import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventName } from '../../domain/events/event-catalogue.ts';
import type { CommandDeps } from '../command-deps.ts';
import { recordEvent, writeEvent } from '../events/record-event.ts';
import { originOf } from '../request-origin.ts';
import type { RequestOrigin } from '../request-origin.ts';

/** Who does something about a user, and the event that tells of it. */
export interface UserAction {
  origin: RequestOrigin;
  event: EventName;
}

/** Adds the event of an action to the unit of work that it changes. */
export function recordChange(em: EntityManager, { origin, event }: UserAction, about: { userId: string; subjectId?: string; detail?: string | null }, now: Date): void {
  recordEvent(em, { name: event, occurredAt: now, ...originOf(origin), ...about });
}

/** Records what changed nothing, such as listing what is a user's. */
export async function recordUserAction(deps: Pick<CommandDeps, 'em' | 'clock'>, action: UserAction & { userId: string }): Promise<void> {
  await writeEvent(deps, { name: action.event, occurredAt: deps.clock(), ...originOf(action.origin), userId: action.userId });
}
