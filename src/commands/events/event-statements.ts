import { smallestId } from '../../entities/columns/id.ts';
import type { Statement } from '../../database/prepared-statement.ts';
import type { EventFilter } from './event-filter.ts';

/** The plan of a search: conditions that an index answers, and conditions on each event that the index finds. */
interface Plan {
  /** Conditions that the index answers. */
  found: Statement;
  /** Conditions on the events that it finds. */
  left: Statement;
  /** Names, each of which is a separate range of an index on name and id. */
  names: readonly string[] | undefined;
}

/** Most events of a user or a request that are filtered by a property without an index. */
export const mostLookedThrough = 20_000;

/** Sorts after every id. */
const endOfTime = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * Ids of the newest matches, as a query without its limit. It sorts at most `most` rows for each name.
 * @param most number of rows that are needed.
 */
export function newestEvents(filter: EventFilter, most: number): Statement {
  const plan = planOf(filter);
  if (!plan.names) return { sql: `${walk(plan)} order by id desc`, parameters: walkParameters(plan) };
  return {
    sql: `select found.id from ${eachName(plan, 'order by id desc limit ?')} order by found.id desc`,
    parameters: [plan.names, ...walkParameters(plan), most],
  };
}

/** Number of matches, counted up to `most`. */
export function countedEvents(filter: EventFilter, most: number): Statement {
  const plan = planOf(filter);
  if (!plan.names)
    return {
      sql: `select count(*)::int as total from (${walk(plan)} limit ?) matching`,
      parameters: [...walkParameters(plan), most],
    };
  return {
    sql: `select count(*)::int as total from (select from ${eachName(plan, 'limit ?')} limit ?) matching`,
    parameters: [plan.names, ...walkParameters(plan), most, most],
  };
}

/** Number of events to filter, counted up to one more than allowed; undefined when an index answers every condition. */
export function lookedThrough(filter: EventFilter): Statement | undefined {
  const plan = planOf(filter);
  if (plan.left.sql === '') return undefined;
  return {
    sql: `select count(*)::int as total from (select from event where ${plan.found.sql} limit ${mostLookedThrough + 1}) looked`,
    parameters: plan.found.parameters,
  };
}

/** Chooses the most selective index: a request, a user, an API client or app, a name, the time. */
function planOf({ userId, clientId, requestId, names, from, until }: EventFilter): Plan {
  const period = {
    sql: 'id >= ? and id < ?',
    parameters: [smallestId(from ?? 0), until === undefined ? endOfTime : smallestId(until)],
  };
  const ofRequest = requestId === undefined ? [] : [{ sql: 'request_id = ?', parameters: [requestId] }];
  const ofUser = userId === undefined ? [] : [{ sql: 'lower(user_id) = lower(?)', parameters: [userId] }];
  const ofClient = clientId === undefined ? [] : [{ sql: 'client_id = ?', parameters: [clientId] }];
  const ofNames = names === undefined ? [] : [{ sql: 'name in (?)', parameters: [names] }];
  const [first, ...others] = [...ofRequest, ...ofUser];
  if (first) return { found: both(first, period), left: both(...others, ...ofClient, ...ofNames), names: undefined };
  return { found: both(...ofClient, period), left: both(), names };
}

function both(...conditions: readonly Statement[]): Statement {
  return {
    sql: conditions.map(({ sql }) => sql).join(' and '),
    parameters: conditions.flatMap(({ parameters }) => parameters),
  };
}

function walk({ found, left }: Plan): string {
  if (left.sql === '') return `select id from event where ${found.sql}`;
  // The limit keeps the planner on the chosen index.
  return `select id from (select id, name, client_id, user_id from event where ${found.sql} order by id desc limit ${mostLookedThrough}) looked where ${left.sql}`;
}

function walkParameters({ found, left }: Plan): unknown[] {
  return [...found.parameters, ...left.parameters];
}

function eachName({ found }: Plan, rest: string): string {
  return `unnest(array[?]::text[]) names (each) cross join lateral (select id from event where name = names.each and ${found.sql} ${rest}) found`;
}
