import pg from 'pg';
import type { BenchEnvironment } from '../bench-environment.ts';
import type { Measurement } from '../measure.ts';

/** What PostgreSQL did for the statements of one flow. */
export interface Planning {
  /** Milliseconds. */
  planning: number;
  /** Milliseconds. */
  execution: number;
  statements: number;
}

export interface StatementMeter {
  /**
   * Has PostgreSQL measure statements while a run goes on. That costs a little itself, so the rate of such a run does not count. Statements
   * of recurring work, which run less than once in four flows, are left out.
   */
  measure(run: () => Promise<Measurement>): Promise<Planning>;
  close(): Promise<void>;
}

const sums = `
  select sum(total_plan_time) as planning, sum(total_exec_time) as execution, sum(calls)::int as statements
    from pg_stat_statements s join pg_database d on d.oid = s.dbid where d.datname = current_database() and calls * 4 >= $1`;

/** Opens a meter that measures nothing until it is told to. */
export async function openStatementMeter({
  superuserUrl,
}: Pick<BenchEnvironment, 'superuserUrl'>): Promise<StatementMeter> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  const track = async (what: 'top' | 'none') => {
    await client.query(`alter system set pg_stat_statements.track = '${what}'`);
    await client.query(`alter system set pg_stat_statements.track_planning = ${what === 'top' ? 'on' : 'off'}`);
    await client.query('select pg_reload_conf()');
  };
  await client.query('create extension if not exists pg_stat_statements');
  await track('none');
  return {
    measure: async (run) => {
      await client.query('select pg_stat_statements_reset()');
      await track('top');
      const { flows } = await run();
      const { rows } = await client.query<Planning>(sums, [flows]);
      await track('none');
      const { planning, execution, statements } = rows[0] as Planning;
      return { planning: planning / flows, execution: execution / flows, statements: statements / flows };
    },
    close: () => client.end(),
  };
}
