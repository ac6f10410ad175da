import { smallestId } from '../../entities/columns/id.ts';
import type { Statement } from '../statement.ts';
import type { EventFilter } from './event-filter.ts';

/** What an index finds by itself, newest first, and what is left to look at in each event that it finds. */
interface Plan {
  /** Conditions that the index answers. */
  found: Statement;
  /** Conditions on what it found. */
  left: Statement;
  /** Names, each of which is a walk of its own through an index that has the name before the id. */
  names: readonly string[] | undefined;
}

/** Events of a user or a request that are looked through for another property that no index has beside it. */
export const mostLookedThrough = 20_000;

/** Behind every id. */
const endOfTime = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * Ids of the newest matches, as a query without its limit. What there is to sort is no more than `most` for each name.
 * @param most how many of them are wanted.
 */
export function newestEvents(filter: EventFilter, most: number): Statement {
  const plan = planOf(filter);
  if (!plan.names) return { sql: `${walk(plan)} order by id desc`, parameters: walkParameters(plan) };
  return { sql: `select found.id from ${eachName(plan, 'order by id desc limit ?')} order by found.id desc`, parameters: [plan.names, ...walkParameters(plan), most] };
}

/** How many matches there are, counted no further than `most`. */
export function countedEvents(filter: EventFilter, most: number): Statement {
  const plan = planOf(filter);
  if (!plan.names) return { sql: `select count(*)::int as total from (${walk(plan)} limit ?) matching`, parameters: [...walkParameters(plan), most] };
  return { sql: `select count(*)::int as total from (select from ${eachName(plan, 'limit ?')} limit ?) matching`, parameters: [plan.names, ...walkParameters(plan), most, most] };
}

/** How many events would have to be looked at each, counted no further than one more than are; undefined when an index knows all that is asked. */
export function lookedThrough(filter: EventFilter): Statement | undefined {
  const plan = planOf(filter);
  if (plan.left.sql === '') return undefined;
  return { sql: `select count(*)::int as total from (select from event where ${plan.found.sql} limit ${mostLookedThrough + 1}) looked`, parameters: plan.found.parameters };
}

/** The index with the fewest matches to be expected goes first: a request, a user, an API client or app, a name, the time. */
function planOf({ userId, clientId, requestId, names, from, until }: EventFilter): Plan {
  const period = { sql: 'id >= ? and id < ?', parameters: [smallestId(from ?? 0), until === undefined ? endOfTime : smallestId(until)] };
  const ofRequest = requestId === undefined ? [] : [{ sql: 'request_id = ?', parameters: [requestId] }];
  const ofUser = userId === undefined ? [] : [{ sql: 'lower(user_id) = lower(?)', parameters: [userId] }];
  const ofClient = clientId === undefined ? [] : [{ sql: 'client_id = ?', parameters: [clientId] }];
  const ofNames = names === undefined ? [] : [{ sql: 'name in (?)', parameters: [names] }];
  const [first, ...others] = [...ofRequest, ...ofUser];
  if (first) return { found: both(first, period), left: both(...others, ...ofClient, ...ofNames), names: undefined };
  return { found: both(...ofClient, period), left: both(), names };
}

function both(...conditions: readonly Statement[]): Statement {
  return { sql: conditions.map(({ sql }) => sql).join(' and '), parameters: conditions.flatMap(({ parameters }) => parameters) };
}

function walk({ found, left }: Plan): string {
  if (left.sql === '') return `select id from event where ${found.sql}`;
  // The limit keeps the planner on the index of what is found.
  return `select id from (select id, name, client_id, user_id from event where ${found.sql} order by id desc limit ${mostLookedThrough}) looked where ${left.sql}`;
}

function walkParameters({ found, left }: Plan): unknown[] {
  return [...found.parameters, ...left.parameters];
}

function eachName({ found }: Plan, rest: string): string {
  return `unnest(array[?]::text[]) names (each) cross join lateral (select id from event where name = names.each and ${found.sql} ${rest}) found`;
}
