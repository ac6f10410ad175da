import type { EventFilter } from '../../../commands/events/event-filter.ts';
import { findEvents } from '../../../commands/events/find-events.ts';
import { eventNamesOf, eventNamesWithout } from '../../../domain/events/event-type.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { defineRoute } from '../../route.ts';
import type { Route } from '../../route.ts';
import { presentEvent, presentPagination } from './presenter.ts';
import { eventPage, eventQuery } from './schema.ts';
import type { EventQuery } from './schema.ts';

/** Events API (contract/end-user.md section 3). */
export function eventRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '',
      summary: 'What happened, newest first',
      query: eventQuery,
      responses: { 200: eventPage },
      handler: async ({ query }) => {
        const { page, size } = query;
        const { events, total } = await findEvents(deps, filterOf(query), { page, size });
        return { status: 200, body: { result_set: events.map(presentEvent), pagination: presentPagination({ page, size, total }) } };
      },
    }),
  ];
}

function filterOf(query: EventQuery): EventFilter {
  return { userId: query.user_id, clientId: query.client_id, requestId: query.transaction_id, names: namesOf(query), from: query.start_date, until: untilOf(query) };
}

function namesOf({ event_type: wanted, exclude_event_type: unwanted }: EventQuery): string[] | undefined {
  if (!wanted) return unwanted && eventNamesWithout(unwanted);
  const excluded = new Set(unwanted);
  return eventNamesOf(wanted.filter((type) => !excluded.has(type)));
}

/** The first millisecond that is too late. */
function untilOf({ end_date: end, end_date_exclusive: exclusive }: EventQuery): number | undefined {
  const limits = [end === undefined ? Infinity : end + (exclusive === true ? 0 : 1), typeof exclusive === 'number' ? exclusive : Infinity];
  const until = Math.min(...limits);
  return Number.isFinite(until) ? until : undefined;
}
