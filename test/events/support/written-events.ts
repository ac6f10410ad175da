import { randomBytes, randomUUID } from 'node:crypto';
import { recordEvent } from '../../../src/commands/events/record-event.ts';
import type { EventRecord } from '../../../src/commands/events/record-event.ts';
import { createOrm } from '../../../src/database/orm.ts';
import { Keyring } from '../../../src/security/keyring.ts';
import { query } from '../../support/query.ts';

export type WrittenEvent = EventRecord & { id: string };

const keyring = new Keyring([{ id: 'none', key: randomBytes(32).toString('base64') }]);

/** Writes events as the commands do. @returns them with their ids, in the same order. */
export async function writeEvents(databaseUrl: string, events: readonly EventRecord[]): Promise<WrittenEvent[]> {
  const orm = await createOrm({ databaseUrl, databasePoolSize: 2, extraWait: 60 }, keyring, { statementTimeout: 0 });
  try {
    const marked = events.map((event) => ({ ...event, subjectId: randomUUID() }));
    await orm.em.fork().transactional(async (em) => {
      for (const event of marked) recordEvent(em, event);
    });
    const rows = await query<{ id: string; subject_id: string }>(
      databaseUrl,
      'select id, subject_id from event where subject_id = any($1)',
      [marked.map(({ subjectId }) => subjectId)],
    );
    const ids = new Map(rows.map(({ id, subject_id: subject }) => [subject, id]));
    return marked.flatMap((event) => {
      const id = ids.get(event.subjectId);
      return id ? [{ ...event, id }] : [];
    });
  } finally {
    await orm.close();
  }
}
