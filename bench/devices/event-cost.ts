import pg from 'pg';
import { timeOrderedId } from '../../src/entities/columns/id.ts';
import type { BenchEnvironment } from '../bench-environment.ts';
import { summarise } from '../measure.ts';
import type { Measurement } from '../measure.ts';

export interface EventCost {
  /** One event in a transaction that is open anyway. */
  insert: Measurement;
  /** A statement that does nothing, in the same transaction: what any round trip costs. */
  emptyStatement: Measurement;
}

/** Times the insert of an event beside an empty statement, in turn, on one connection. */
export async function measureEventCost({ environment }: BenchEnvironment, rounds = 2000): Promise<EventCost> {
  const client = new pg.Client({ connectionString: environment['COUNTERSIGN_DATABASE_URL'] });
  await client.connect();
  const latencies = { insert: [] as number[], empty: [] as number[] };
  const time = async (into: number[], sql: string, values: unknown[]) => {
    const started = performance.now();
    await client.query(sql, values);
    into.push(performance.now() - started);
  };
  try {
    for (let round = 0; round < rounds; round += 1) {
      if (round % 20 === 0) await client.query('begin');
      const now = new Date();
      const values = [
        timeOrderedId(now.getTime()),
        'MOBILE AUTH AUTHENTICATED',
        now,
        `seeded-user-${round}`,
        'demo-shop',
        'Northwind',
        '192.0.2.1',
        'bench/1.0',
        timeOrderedId(),
        timeOrderedId(),
      ];
      await time(
        latencies.insert,
        'insert into event (id, name, occurred_at, user_id, client_id, app_name, client_ip, user_agent, subject_id, request_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
        values,
      );
      await time(latencies.empty, 'select $1::int', [round]);
      if (round % 20 === 19) await client.query('commit');
    }
  } finally {
    await client.end();
  }
  return { insert: summarise(latencies.insert, Number.NaN), emptyStatement: summarise(latencies.empty, Number.NaN) };
}
