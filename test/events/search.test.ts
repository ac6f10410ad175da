import { randomInt, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { eventCatalogue } from '../../src/domain/events/event-catalogue.ts';
import type { EventName } from '../../src/domain/events/event-catalogue.ts';
import { eventTypeOf } from '../../src/domain/events/event-type.ts';
import { useStack } from '../support/stack.ts';
import { createEventsApi } from './support/events-api.ts';
import type { Query } from './support/events-api.ts';
import { writeEvents } from './support/written-events.ts';
import type { WrittenEvent } from './support/written-events.ts';

const { endpoints } = useStack();
const events = createEventsApi(endpoints);

/** A past minute that is unique to this run, so that filters by time or type match no events of other tests. */
const begin = Date.UTC(2003, 0, 1) + randomInt(10 * 365 * 24 * 60) * 60_000;
const end = begin + 59_999;
const run = randomUUID().slice(0, 8);
const users = [`Anna-${run}`, `anna-${run}`, `BEN@${run}.example`, `weiß/100%-${run}`];
const clients = [`shop-${run}`, `gateway-${run}`];
const requests = [`req:${run}.1`, `req:${run}.2`];
const names = [
  'PUSH AUTH INIT SUCCESS',
  'MOBILE AUTH AUTHENTICATED',
  'API AUTHENTICATION FAILED',
  'KEY ENROLLMENT SUCCESS',
] as const satisfies readonly EventName[];
const types = names.map(eventTypeOf);

let written: WrittenEvent[];

beforeAll(async () => {
  const pick = <Value>(values: readonly Value[]) => values[randomInt(values.length)] as Value;
  written = await writeEvents(
    endpoints.postgres_url,
    Array.from({ length: 400 }, () => ({
      name: pick(names),
      // Several in one millisecond, and both ends of the minute.
      occurredAt: new Date(begin + pick([0, 1, 500, 501, 30_000, 59_998, 59_999])),
      userId: pick([...users, null]),
      clientId: pick([...clients, null]),
      requestId: pick([...requests, null]),
    })),
  );
});

interface Asked {
  user_id?: string | undefined;
  client_id?: string | undefined;
  transaction_id?: string | undefined;
  event_type?: readonly string[] | undefined;
  exclude_event_type?: readonly string[] | undefined;
  start_date: number;
  end_date?: number | undefined;
  end_date_exclusive?: number | undefined;
}

/** The definition of the contract, evaluated without an index. */
function matches(event: WrittenEvent, asked: Asked): boolean {
  const at = event.occurredAt.getTime();
  const type = eventTypeOf(event.name);
  return (
    (asked.user_id === undefined || event.userId?.toLowerCase() === asked.user_id.toLowerCase()) &&
    (asked.client_id === undefined || event.clientId === asked.client_id) &&
    (asked.transaction_id === undefined || event.requestId === asked.transaction_id) &&
    (asked.event_type === undefined || asked.event_type.includes(type)) &&
    !asked.exclude_event_type?.includes(type) &&
    at >= asked.start_date &&
    (asked.end_date === undefined || at <= asked.end_date) &&
    (asked.end_date_exclusive === undefined || at < asked.end_date_exclusive)
  );
}

const expected = (asked: Asked) =>
  written
    .filter((event) => matches(event, asked))
    .map(({ id }) => id)
    .toSorted()
    .toReversed();
const maybe = <Value>(values: readonly Value[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
const several = fc.option(fc.uniqueArray(fc.constantFrom(...types, 'NO_SUCH_TYPE'), { minLength: 1, maxLength: 4 }), {
  nil: undefined,
});
const moments = [begin - 1, begin, begin + 1, begin + 500, begin + 501, begin + 40_000, end, end + 1];

describe('GET /oauth/api/v1/events', () => {
  it('returns the same events as a linear search for any filter and page', { timeout: 180_000 }, async () => {
    const anyQuestion = fc.record({
      user_id: maybe([...users, users[0]!.toUpperCase(), users[2]!.toLowerCase(), 'unknown']),
      client_id: maybe([...clients, 'unknown']),
      transaction_id: maybe([...requests, 'none']),
      event_type: several,
      exclude_event_type: several,
      start_date: fc.constantFrom(...moments),
      end_date: maybe(moments),
      end_date_exclusive: maybe(moments),
    });
    await fc.assert(
      fc.asyncProperty(
        anyQuestion,
        fc.integer({ min: 1, max: 150 }),
        fc.integer({ min: 0, max: 5 }),
        async (question, size, page) => {
          // Without an end, events of other tests would match.
          const asked: Asked =
            question.end_date === undefined && question.end_date_exclusive === undefined
              ? { ...question, end_date: end }
              : question;
          const { status, body } = await events({ ...asked, size, page } as Query);
          const all = expected(asked);
          expect({ status, ...(status === 200 ? {} : body) }).toEqual({ status: 200 });
          expect(body.result_set.map((event: { event_identifier: string }) => event.event_identifier)).toEqual(
            all.slice(page * size, (page + 1) * size),
          );
          expect(body.pagination).toMatchObject({
            total_results: all.length,
            number_of_pages: Math.ceil(all.length / size),
            offset: page * size,
          });
        },
      ),
      { numRuns: 150 },
    );
  });

  it.each([
    ['true', begin + 500, [begin, begin + 1]],
    ['false', begin + 500, [begin, begin + 1, begin + 500]],
  ])('with end_date_exclusive=%s includes or excludes end_date itself', async (exclusive, until, times) => {
    const { body } = await events({ start_date: begin, end_date: until, end_date_exclusive: exclusive, size: 1000 });
    expect(new Set(body.result_set.map((event: { occurred: number }) => event.occurred))).toEqual(new Set(times));
  });

  it('returns all known fields of an event, and null for the others', async () => {
    const at = begin + 60_000 * 60 * 24 * 365;
    const userId = `complete-${run}`;
    const complete = {
      appName: 'Northwind ID',
      clientIp: '2001:db8::1',
      userAgent: 'agent/1.0',
      agentUser: 'operator',
      detail: 'reason',
      clientId: clients[0]!,
      requestId: requests[0]!,
    };
    const [full, bare] = await writeEvents(endpoints.postgres_url, [
      { name: 'KEY ENROLLMENT SUCCESS', occurredAt: new Date(at), userId, ...complete },
      { name: 'KEY ENROLLMENT DROPPED', occurredAt: new Date(at + 1), userId },
    ]);
    const { body } = await events({ user_id: userId });
    expect(body.result_set).toEqual([
      {
        event_identifier: bare!.id,
        event_name: 'KEY ENROLLMENT DROPPED',
        event_type: 'KEY_ENROLLMENT_DROPPED',
        client_id: null,
        app_name: null,
        transaction_id: null,
        user_id: userId,
        client_ip: null,
        user_agent: null,
        event_agent_user: null,
        occurred: at + 1,
      },
      {
        event_identifier: full!.id,
        event_name: 'KEY ENROLLMENT SUCCESS',
        event_type: 'KEY_ENROLLMENT_SUCCESS',
        client_id: clients[0],
        app_name: 'Northwind ID',
        transaction_id: requests[0],
        user_id: userId,
        client_ip: '2001:db8::1',
        user_agent: 'agent/1.0',
        event_agent_user: 'operator',
        occurred: at,
      },
    ]);
  });

  it('finds every event by its type', { timeout: 180_000 }, async () => {
    const at = begin + 2 * 60_000 * 60 * 24 * 365;
    const userId = `every-${run}`;
    await writeEvents(
      endpoints.postgres_url,
      eventCatalogue.map(({ name }) => ({ name, occurredAt: new Date(at), userId })),
    );
    for (const { name } of eventCatalogue) {
      const { body } = await events({ user_id: userId, event_type: eventTypeOf(name) });
      expect(body.result_set).toMatchObject([{ event_name: name }]);
    }
    expect(
      (await events({ user_id: userId, exclude_event_type: eventTypeOf('KEY ENROLLMENT DROPPED') })).body.pagination
        .total_results,
    ).toBe(eventCatalogue.length - 1);
  });
});
