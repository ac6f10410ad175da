import type { EntityManager } from '@mikro-orm/postgresql';
import { seededUser } from './people.ts';

const differing = ['id', 'request_id', 'user_id', 'created_at', 'expires_at', 'dispatched_at', 'closed_at'];

/**
 * Copies of the finished transactions that there are, spread over the past half year until an hour ago, and the seeded users. Their texts cannot
 * be decrypted, as each is bound to its row: they are for lists and counts.
 * @param em without a time limit.
 * @throws Error when no transaction has finished yet.
 */
export async function seedTransactions(em: EntityManager, count: number, users: number): Promise<void> {
  const [row] = await em.execute<{ columns: string }[]>(
    `select string_agg(quote_ident(column_name), ', ') as columns from information_schema.columns
     where table_schema = current_schema() and table_name = 'transaction' and column_name not in (${differing.map(() => '?').join(', ')})`,
    differing,
  );
  const same = row?.columns ?? '';
  const added = await em.execute<{ id: string }[]>(
    `with model as (select *, row_number() over () - 1 as place from transaction where status <> 'pending'),
     moment as (
       select number, now() - interval '1 hour' - make_interval(secs => (? - number) * 180 * 86400.0 / ?) as began from generate_series(1, ?) as number
     )
     insert into transaction (${differing.join(', ')}, ${same})
     select uuidv7(began - clock_timestamp()), 'seeded', ? || number % ?, began, began + interval '2 minutes', began,
       began + interval '20 seconds', ${same}
     from moment join model on place = number % (select count(*) from model)
     returning id`,
    [count, count, count, seededUser(0).slice(0, -1), users],
  );
  if (added.length !== count) throw new Error(`${added.length} of ${count} transactions were added: has one finished?`);
}
