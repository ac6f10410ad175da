import { smallestId } from '../../../entities/columns/id.ts';
import type { CommandDeps } from '../../command-deps.ts';

const hourMs = 3_600_000;

/** Spans of time up to now, each in parts of one length. */
export const summarisedRanges = {
  '24h': { partMs: hourMs, parts: 24 },
  '7d': { partMs: 6 * hourMs, parts: 28 },
  '30d': { partMs: 24 * hourMs, parts: 30 },
} as const;
export type SummarisedRange = keyof typeof summarisedRanges;

/** What was started in one part of a range, by how it ended. Times are epoch milliseconds. */
export interface SummarisedHour {
  startsAt: number;
  approved: number;
  /** By the user: refused, or reported. */
  refused: number;
  expired: number;
  /** Any other end without an approval. */
  failed: number;
  /** Not ended yet. */
  open: number;
  /** Of all these: those that went on by another method than the first. */
  fellBack: number;
  /** Sign-ins of people that ended in it. */
  signIns: number;
  failedSignIns: number;
}

export interface DaySummary {
  /** Transactions that are open now, whenever they were started. */
  open: number;
  /** Callbacks that are owed now. */
  callbacksOwed: number;
  /** Callbacks of the same hours that were given up. */
  callbacksFailed: number;
  /** Every hour, also one in which nothing was started; oldest first. */
  hours: SummarisedHour[];
}

type Row = Omit<SummarisedHour, 'startsAt' | 'signIns' | 'failedSignIns'> & { part: number };
type SignInRow = Pick<SummarisedHour, 'signIns' | 'failedSignIns'> & { part: number };

/** A span of time is a span of the primary key, as ids begin with the time of their creation. */
const started = `select floor(extract(epoch from created_at) / ?)::float8 as part,
    count(*) filter (where status = 'authenticated')::float8 as approved,
    count(*) filter (where reason in ('not_accepted', 'reported_by_user'))::float8 as refused,
    count(*) filter (where reason = 'expired')::float8 as expired,
    count(*) filter (where status = 'not_authenticated' and reason not in ('not_accepted', 'reported_by_user', 'expired'))::float8 as failed,
    count(*) filter (where status = 'pending')::float8 as open,
    count(*) filter (where method <> policy->'steps'->0->>'method')::float8 as "fellBack"
  from transaction where id >= ?::uuid group by 1`;

const signIns = `select floor(extract(epoch from occurred_at) / ?)::float8 as part,
    count(*) filter (where name = 'AUTHENTICATION COMPLETED')::float8 as "signIns",
    count(*) filter (where name = 'AUTHENTICATION FAILED')::float8 as "failedSignIns"
  from event where name in ('AUTHENTICATION COMPLETED', 'AUTHENTICATION FAILED') and id >= ?::uuid group by 1`;

const standing = `select (select count(*) from transaction where status = 'pending')::float8 as open,
    (select count(*) from callback_delivery where status = 'pending')::float8 as "callbacksOwed",
    (select count(*) from transaction t join callback_delivery d on d.transaction_id = t.id
      where t.id >= ?::uuid and d.status = 'failed')::float8 as "callbacksFailed"`;

/** What is open, and the last 24 hours. */
export async function summariseDay(deps: Pick<CommandDeps, 'em' | 'clock'>): Promise<DaySummary> {
  const hours = await summariseRange(deps, '24h');
  const since = smallestId(hours[0]?.startsAt ?? 0);
  const [now] = await deps.em().execute<Omit<DaySummary, 'hours'>[]>(standing, [since]);
  return { open: 0, callbacksOwed: 0, callbacksFailed: 0, ...now, hours };
}

const nothing = {
  ...{ approved: 0, refused: 0, expired: 0, failed: 0, open: 0, fellBack: 0 },
  ...{ signIns: 0, failedSignIns: 0 },
};

/** Every part of a range, also one in which nothing was started; oldest first. The last one is not over. */
export async function summariseRange(
  { em, clock }: Pick<CommandDeps, 'em' | 'clock'>,
  range: SummarisedRange,
): Promise<SummarisedHour[]> {
  const { partMs, parts } = summarisedRanges[range];
  const first = Math.floor(clock().getTime() / partMs) - parts + 1;
  const about = [partMs / 1000, smallestId(first * partMs)];
  const rows = await em().execute<Row[]>(started, about);
  const signInRows = await em().execute<SignInRow[]>(signIns, about);
  return Array.from({ length: parts }, (_, index) => {
    const isOf = ({ part }: { part: number }) => part === first + index;
    return { ...nothing, ...rows.find(isOf), ...signInRows.find(isOf), startsAt: (first + index) * partMs };
  });
}
