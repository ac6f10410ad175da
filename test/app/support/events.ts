import pg from 'pg';
import { useStack } from '../../support/stack.ts';

/** Names and details of the events about a subject, in order. */
export async function eventsAbout(
  subjectId: string,
  databaseUrl: string = useStack().endpoints.postgres_url,
): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; detail: string | null }>(
      'select name, detail from event where subject_id = $1 order by id',
      [subjectId],
    );
    return rows.map((row) => (row.detail ? `${row.name}: ${row.detail}` : row.name));
  } finally {
    await client.end();
  }
}
