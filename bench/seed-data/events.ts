import type { EntityManager } from '@mikro-orm/postgresql';
import { smallestId } from '../../src/entities/columns/id.ts';
import { mondayOf, partitionName, week } from '../../src/commands/events/partitions/partition-bounds.ts';

/** Weeks that the events lie in, each a partition. */
const weeks = 26;

/** What an approval leaves behind, and now and then something else. */
const names = [
  ...Array.from({ length: 16 }, () => [
    'PUSH AUTH INIT SUCCESS',
    'MOBILE AUTH FETCH SECURED MESSAGE FETCHED',
    'MOBILE AUTH AUTHENTICATED',
    'TRANSACTION SIGNING SUCCEEDED',
    'PUSH AUTH CALLBACK SENT',
  ]),
  [
    'SMS AUTH INIT SUCCESS',
    'SMS AUTH VALIDATION FAILURE',
    'SMS AUTH VALIDATION SUCCESS',
    'MOBILE AUTH TRANSACTION EXPIRED',
    'MOBILE AUTH NOT AUTHENTICATED',
  ],
  [
    'DYNAMIC REG SUCCESS',
    'USER CONNECTED',
    'KEY ENROLLMENT SUCCESS',
    'PUSH ENROLLMENT SUCCESS',
    'ENROLLMENT CODE CREATED',
  ],
].flat();

/**
 * Events of past weeks: five with one request id, most of them by one API client, a share of them of one busy user. Each
 * week is made as a table by itself and attached when it is full, so that its indexes are built once.
 * @param em without a time limit.
 */
export async function seedEvents(
  em: EntityManager,
  count: number,
  users: number,
  tell: (done: number) => void,
): Promise<void> {
  const thisMonday = mondayOf(new Date()).getTime();
  const first = thisMonday - weeks * week;
  await makeRoom(em, new Date(first), new Date(thisMonday));
  const perWeek = Math.ceil(count / weeks);
  for (let index = 0; index < weeks; index += 1) {
    const from = first + index * week;
    await fillWeek(em, { from, number: index * perWeek, rows: Math.min(perWeek, count - index * perWeek), users });
    tell(Math.min(count, (index + 1) * perWeek));
  }
}

/** The partition that is open to the past gets an end before the seeded weeks, and what it held a partition behind them. */
async function makeRoom(em: EntityManager, first: Date, last: Date): Promise<void> {
  await em.transactional(async (inner) => {
    const run = (sql: string) => inner.execute(sql, [], 'run', inner.getTransactionContext());
    const [row] = await inner.execute<{ until: string }[]>(
      `select substring(pg_get_expr(relpartbound, oid) from $$TO \\('(.+)'\\)$$) as until from pg_class where oid = 'event_oldest'::regclass`,
      [],
      'all',
      inner.getTransactionContext(),
    );
    await run('alter table event detach partition event_oldest');
    await run(`alter table event_oldest rename to ${partitionName(last)}`);
    await run(
      `alter table event attach partition ${partitionName(last)} for values from ('${smallestId(last.getTime())}') to ('${row?.until}')`,
    );
    await run(
      `create table event_oldest partition of event for values from (minvalue) to ('${smallestId(first.getTime())}')`,
    );
  });
}

async function fillWeek(
  em: EntityManager,
  { from, number, rows, users }: { from: number; number: number; rows: number; users: number },
): Promise<void> {
  const name = partitionName(new Date(from));
  await em.execute(`create table ${name} (like event)`);
  const list = names.map((each) => `'${each}'`).join(', ');
  await em.execute(`insert into ${name} (id, name, occurred_at, user_id, client_id, app_name, client_ip, user_agent, subject_id, request_id)
    select (lpad(to_hex(at), 12, '0') || '7' || substr(hash, 1, 3) || '8' || substr(hash, 4, 15))::uuid, (array[${list}])[1 + n % ${names.length}], to_timestamp(at / 1000.0),
           'seeded-user-' || case when n / 5 % 250 = 0 then 0 else abs(hashint8(n / 5)::bigint) % ${users} end,
           case when n / 5 % 10 < 9 then 'demo-shop' else substr(hash, 1, 8) end, 'Northwind', '192.0.2.' || n % 250, 'seeded/1.0', substr(md5((n / 5)::text), 1, 32), md5('request ' || n / 5)
      from (select n, ${from} + ((n - ${number}) * ${week}::bigint / ${rows}) as at, md5(n::text) as hash from generate_series(${number}::bigint, ${number + rows - 1}::bigint) n) counted`);
  await em.execute(
    `alter table event attach partition ${name} for values from ('${smallestId(from)}') to ('${smallestId(from + week)}')`,
  );
}
