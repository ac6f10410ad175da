import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { extendEventPartitions } from '../../src/commands/events/partitions/extend-event-partitions.ts';
import { listPartitions } from '../../src/commands/events/partitions/partition-bounds.ts';
import { pruneEvents } from '../../src/commands/events/partitions/prune-events.ts';
import { recordEvent } from '../../src/commands/events/record-event.ts';
import type { ConfigurationSource } from '../../src/commands/configuration/configuration-snapshot.ts';
import { generalSettingsSchema } from '../../src/domain/configuration/general-settings.ts';
import { smallestId } from '../../src/entities/columns/id.ts';
import { Event } from '../../src/entities/events/event.ts';
import { Keyring } from '../../src/security/keyring.ts';
import { createTestDatabase } from '../authorization-server/support/test-database.ts';
import type { TestDatabase } from '../authorization-server/support/test-database.ts';

const keyring = new Keyring([{ id: 'none', key: randomBytes(32).toString('base64') }]);
const day = 24 * 3_600_000;
const week = 7 * day;

let database: TestDatabase;
/** The current time, but not after the week of the migration, whose partitions start on the next Monday. */
let begin: number;
beforeEach(async () => {
  database = await createTestDatabase(keyring, 3);
  const [oldest] = await listPartitions(em());
  begin = Math.min(Date.now(), oldest!.until!.getTime() - 1);
});
afterEach(() => database.drop());

const em = () => database.orm.em.fork();
const clockAt = (moment: number) => ({ clock: () => new Date(moment) });
const extend = (moment: number) => extendEventPartitions(em(), clockAt(moment));
function prune(moment: number, days: number): Promise<string[]> {
  const general = generalSettingsSchema.parse({ event_retention_days: days });
  const configuration = { current: () => Promise.resolve({ general }) } as ConfigurationSource;
  return pruneEvents(em(), { ...clockAt(moment), configuration });
}

async function write(...moments: number[]): Promise<void> {
  await em().transactional(async (inner) => {
    for (const moment of moments)
      recordEvent(inner, { name: 'USER CONNECTED', occurredAt: new Date(moment), subjectId: randomUUID() });
  });
}

const times = async () =>
  (await em().findAll(Event, { orderBy: { id: 'asc' } })).map(({ occurredAt }) => occurredAt.getTime());
const partitionOf = async (moment: number) =>
  (
    await em().execute<{ name: string }[]>('select tableoid::regclass::text as name from event where occurred_at = ?', [
      new Date(moment),
    ])
  )[0]?.name;

/** Names of the partitions; fails when a time belongs to no partition or to two. */
async function bounds(): Promise<string[]> {
  const partitions = await listPartitions(em());
  expect(partitions[0]?.from).toBeUndefined();
  expect(partitions.at(-1)?.until).toBeUndefined();
  for (const [index, { until }] of partitions.slice(0, -1).entries())
    expect(until).toEqual(partitions[index + 1]?.from);
  for (const { from } of partitions.slice(1)) expect([from?.getUTCDay(), from!.getTime() % day]).toEqual([1, 0]);
  return partitions.map(({ name }) => name);
}

describe('the partitions of events', () => {
  it('accept an event of any time before they are maintained', async () => {
    const moments = [1, Date.UTC(1999, 0, 1), begin - 1, begin, begin + week, begin + 20 * 365 * day];
    await write(...moments);
    expect(await times()).toEqual(moments);
    expect(await bounds()).toHaveLength(2);
  });

  it('are created once for the coming weeks', async () => {
    expect(await extend(begin)).toHaveLength(3);
    expect(await bounds()).toHaveLength(5);
    expect(await extend(begin)).toEqual([]);
    await write(begin + 8 * day, begin + 15 * day);
    expect(await partitionOf(begin + 8 * day)).not.toBe(await partitionOf(begin + 15 * day));
    expect(await extend(begin + week)).toHaveLength(1);
    await bounds();
  });

  it('are created after a long time without maintenance, with the events written meanwhile', async () => {
    const moments = Array.from({ length: 30 }, (_, index) => begin + index * week);
    await write(...moments);
    await extend(begin + 29 * week);
    expect(await times()).toEqual(moments);
    const names = await bounds();
    expect(names.length).toBeGreaterThan(4);
    expect(await partitionOf(begin + 29 * week)).not.toBe(names.at(-1));
    const left = await em().execute<unknown[]>(`select from pg_constraint where conname = 'event_bound'`);
    expect(left).toHaveLength(0);
  });

  it('are dropped once their last event is too old; older events are still accepted', async () => {
    const moments = [begin - 400 * day, begin, begin + 2 * week, begin + 5 * week, begin + 30 * week];
    for (let weeks = 0; weeks <= 30; weeks += 1) await extend(begin + weeks * week);
    await write(...moments);
    // Four of the 32 weeks are too old; a fifth depends on the day of the week.
    const gone = await prune(begin + 32 * week, 28 * 7);
    expect(gone[0]).toBe('event_oldest');
    expect(await times()).toEqual(moments.slice(3));
    await bounds();
    expect(await prune(begin + 32 * week, 28 * 7)).toEqual([]);
    await write(begin - 500 * day);
    expect(await partitionOf(begin - 500 * day)).toBe('event_oldest');
    expect(await prune(begin + 32 * week, 28 * 7)).toEqual(['event_oldest']);
    expect(await times()).toEqual(moments.slice(3));
    expect(await em().execute(`select from pg_class where relname like 'event_pruned%'`)).toHaveLength(0);
  });

  it('do not wait for a long transaction: other writers are not delayed', async () => {
    const holder = em();
    await holder.begin();
    await holder.insert(Event, { id: smallestId(begin), name: 'USER CONNECTED', occurredAt: new Date(begin) });
    const changing = extend(begin + 9 * week);
    await expect(changing).rejects.toThrow(/lock timeout/);
    await holder.commit();
    await extend(begin + 9 * week);
    expect(await times()).toEqual([begin]);
    await bounds();
  });

  it('are not created for an event of the far future, which is reported', async () => {
    await write(begin + 100 * 365 * day);
    await expect(extend(begin + 9 * week)).rejects.toThrow(/id of the future/);
    await bounds();
  });

  it('are correct after any sequence of writing, extending and pruning', { timeout: 240_000 }, async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('write' as const), daysAgo: fc.integer({ min: 0, max: 90 }) }),
      fc.record({ kind: fc.constant('pass' as const), days: fc.integer({ min: 1, max: 60 }) }),
      fc.record({ kind: fc.constant('extend' as const) }),
      fc.record({ kind: fc.constant('prune' as const), keep: fc.integer({ min: 7, max: 60 }) }),
    );
    let now = begin;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 12 }), async (steps) => {
        let kept = await times();
        for (const each of steps) {
          if (each.kind === 'write') await write(now - each.daysAgo * day);
          if (each.kind === 'write') kept = [...kept, now - each.daysAgo * day];
          if (each.kind === 'pass') now += each.days * day;
          if (each.kind === 'extend') await extend(now);
          if (each.kind === 'prune') {
            await prune(now, each.keep);
            const after = await times();
            // Younger events stay, and events are not duplicated.
            expect(after.filter((at) => at >= now - each.keep * day)).toEqual(
              kept.filter((at) => at >= now - each.keep * day).toSorted((left, right) => left - right),
            );
            kept = after;
          }
          await bounds();
        }
        expect(await times()).toEqual(kept.toSorted((left, right) => left - right));
      }),
      { numRuns: 12 },
    );
  });
});

describe('the migration that divides the table', () => {
  it('keeps all events in both directions', async () => {
    const { migrator } = database.orm;
    await write(begin - 500 * day, begin, begin + 3 * week);
    const before = await times();
    const isDivided = async () =>
      (await migrator.getExecuted()).some(({ name }) => name.includes('partitioned_events'));
    while (await isDivided()) await migrator.down();
    expect(await em().execute(`select from pg_inherits where inhparent = 'event'::regclass`)).toHaveLength(0);
    expect(await times()).toEqual(before);
    await migrator.up();
    expect(await bounds()).toEqual(['event_oldest', expect.stringMatching(/^event_from_\d{8}$/)]);
    expect(await times()).toEqual(before);
    expect(await partitionOf(begin + 3 * week)).toBe('event_oldest');
  });
});
