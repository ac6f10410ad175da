import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventName } from '../../domain/events/event-catalogue.ts';
import { recordEvent } from '../events/record-event.ts';
import { notify } from '../../database/notify.ts';
import { originOf } from '../events/request-origin.ts';
import type { RequestOrigin } from '../events/request-origin.ts';

/** Most characters of an event's detail. */
const detailLength = 255;

export interface ConfigurationChange {
  event: EventName;
  origin: RequestOrigin;
  occurredAt: Date;
  /** Id of what changed, 64 characters at most. */
  subjectId?: string;
  /** Readable name, where the id is a UUID. */
  subject?: string;
  /** Names of the fields that changed, never their values: some are secret. */
  fields: readonly string[];
}

/** Records a change of the configuration in the transaction of the change, and notifies all processes at commit. */
export async function recordConfigurationChange(em: EntityManager, change: ConfigurationChange): Promise<void> {
  const { event: name, origin, occurredAt, subjectId } = change;
  for (const detail of inDetails(change))
    recordEvent(em, { name, occurredAt, ...originOf(origin), subjectId: subjectId ?? null, detail });
  await notify(em, 'configuration', subjectId ?? name);
}

/** Splits a change of many fields over several events. */
function inDetails({ subject, fields }: ConfigurationChange): (string | null)[] {
  if (fields.length === 0) return [subject ?? null];
  const prefix = subject === undefined ? '' : `${subject}: `;
  const details: string[] = [];
  for (const field of fields) {
    const last = details.at(-1);
    if (last !== undefined && last.length + 2 + field.length <= detailLength)
      details[details.length - 1] = `${last}, ${field}`;
    else details.push(`${prefix}${field}`.slice(0, detailLength));
  }
  return details;
}
