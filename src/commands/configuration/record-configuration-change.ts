import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventName } from '../../domain/events/event-catalogue.ts';
import { recordEvent } from '../events/record-event.ts';
import { notify } from '../notify.ts';
import { originOf } from '../request-origin.ts';
import type { RequestOrigin } from '../request-origin.ts';

/** Characters of an event's detail. */
const detailLength = 255;

export interface ConfigurationChange {
  event: EventName;
  origin: RequestOrigin;
  occurredAt: Date;
  /** Id of what changed, 64 characters at most. */
  subjectId?: string;
  /** What people call it, where the id says nothing to them. */
  subject?: string;
  /** Names of the fields that changed, never their values: some are secret. */
  fields: readonly string[];
}

/** Records a change of the configuration in its own transaction, and tells all processes of it when that commits. */
export async function recordConfigurationChange(em: EntityManager, change: ConfigurationChange): Promise<void> {
  const { event: name, origin, occurredAt, subjectId } = change;
  for (const detail of inDetails(change)) recordEvent(em, { name, occurredAt, ...originOf(origin), subjectId: subjectId ?? null, detail });
  await notify(em, 'configuration', subjectId ?? name);
}

/** A change of many fields is told by several events rather than cut short. */
function inDetails({ subject, fields }: ConfigurationChange): (string | null)[] {
  if (fields.length === 0) return [subject ?? null];
  const prefix = subject === undefined ? '' : `${subject}: `;
  const details: string[] = [];
  for (const field of fields) {
    const last = details.at(-1);
    if (last !== undefined && last.length + 2 + field.length <= detailLength) details[details.length - 1] = `${last}, ${field}`;
    else details.push(`${prefix}${field}`.slice(0, detailLength));
  }
  return details;
}
