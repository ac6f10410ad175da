import type { ConfigurationSnapshot } from '../../../commands/configuration/configuration-snapshot.ts';
import type { EventFilter } from '../../../commands/events/event-filter.ts';
import { findEvents } from '../../../commands/events/find-events.ts';
import { eventNamesOf, eventNamesWithout } from '../../../domain/events/event-type.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { deviceIdText } from '../../http/text.ts';
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
        const filter = filterOf(query, await deps.configuration.current());
        const { events, total } = await findEvents(deps, filter, { page, size });
        return {
          status: 200,
          body: { result_set: events.map(presentEvent), pagination: presentPagination({ page, size, total }) },
        };
      },
    }),
  ];
}

function filterOf(query: EventQuery, configuration: ConfigurationSnapshot): EventFilter {
  return {
    userId: query.user_id,
    clientId: query.client_id === undefined ? undefined : clientIdOf(query.client_id, configuration),
    requestId: query.transaction_id,
    names: namesOf(query),
    from: query.start_date,
    until: untilOf(query),
  };
}

/** Id in the filter: that of an API client as sent, that of an installation in lower case. */
function clientIdOf(text: string, { apiClients }: ConfigurationSnapshot): string {
  return apiClients.has(text) ? text : (deviceIdText().safeParse(text).data ?? text);
}

function namesOf({ event_type: wanted, exclude_event_type: unwanted }: EventQuery): string[] | undefined {
  if (!wanted) return unwanted && eventNamesWithout(unwanted);
  const excluded = new Set(unwanted);
  return eventNamesOf(wanted.filter((type) => !excluded.has(type)));
}

/** First millisecond after the range. */
function untilOf({ end_date: end, end_date_exclusive: exclusive }: EventQuery): number | undefined {
  const limits = [
    end === undefined ? Infinity : end + (exclusive === true ? 0 : 1),
    typeof exclusive === 'number' ? exclusive : Infinity,
  ];
  const until = Math.min(...limits);
  return Number.isFinite(until) ? until : undefined;
}
