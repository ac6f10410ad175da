import type { z } from 'zod';
import { eventTypeOf } from '../../../domain/events/event-type.ts';
import type { Event } from '../../../entities/events/event.ts';
import type { eventPage } from './schema.ts';

type Page = z.input<typeof eventPage>;

/** Page numbers shown at once. */
const mostVisible = 10;
/** Page numbers shown before the current one. */
const pagesBefore = 5;

export function presentEvent(event: Event): Page['result_set'][number] {
  return {
    event_identifier: event.id,
    event_name: event.name,
    event_type: eventTypeOf(event.name),
    client_id: event.clientId ?? null,
    app_name: event.appName ?? null,
    transaction_id: event.requestId ?? null,
    user_id: event.userId ?? null,
    client_ip: event.clientIp ?? null,
    user_agent: event.userAgent ?? null,
    event_agent_user: event.agentUser ?? null,
    occurred: event.occurredAt.getTime(),
  };
}

/** Position of a page among all. Pages are counted from 0, as in the request; the last page is previous to every page behind it. */
export function presentPagination({
  page,
  size,
  total,
}: {
  page: number;
  size: number;
  total: number;
}): Page['pagination'] {
  const pages = Math.ceil(total / size);
  const last = Math.max(0, pages - 1);
  const current = Math.min(page, last);
  const start = Math.max(0, Math.min(current - pagesBefore, pages - mostVisible));
  const visible = Array.from({ length: Math.min(mostVisible, pages - start) }, (_, index) => start + index);
  return {
    total_results: total,
    offset: page * size,
    page_size: size,
    max_visible: mostVisible,
    pages_before: pagesBefore,
    // Rows are counted from 1; an empty page has none.
    range_start: page < pages ? page * size + 1 : 0,
    range_end: page < pages ? Math.min(total, (page + 1) * size) : 0,
    first_page: page === 0,
    last_page: page >= last,
    number_of_pages: pages,
    previous_page: previousOf(page, last, pages),
    next_page: page < last ? page + 1 : null,
    visible_pages: visible,
  };
}

function previousOf(page: number, last: number, pages: number): number | null {
  if (page === 0 || pages === 0) return null;
  return page > last ? last : page - 1;
}
