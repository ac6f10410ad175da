import { z } from 'zod';
import { identifier } from '../../http/text.ts';

/** The last millisecond that fits into a time-ordered id. */
const lastMoment = 2 ** 48 - 2;

const wholeNumber = (most: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .pipe(z.number().max(most));
const eventType = z.string().regex(/^[A-Z0-9_]{1,96}$/);
/** A parameter that may be repeated. */
const repeatable = z.union([eventType.transform((type) => [type]), z.array(eventType).max(100)]).optional();

/** A filter that is sent empty counts as not sent. */
function withoutEmpty(query: unknown): unknown {
  const left = Object.entries(query as object).flatMap(([name, value]: [string, unknown]) => {
    if (!Array.isArray(value)) return value === '' ? [] : [[name, value]];
    const texts = value.filter((text) => text !== '');
    return texts.length === 0 ? [] : [[name, texts]];
  });
  return Object.fromEntries(left);
}

export const eventQuery = z.preprocess(
  withoutEmpty,
  z.object({
    page: wholeNumber(1_000_000_000).default(0).describe('Number of the page, the first is 0.'),
    size: wholeNumber(1000).pipe(z.number().min(1)).default(20).describe('Events on a page.'),
    user_id: identifier().optional().describe('Only events of this user.'),
    client_id: identifier().optional().describe('Only events of this client.'),
    transaction_id: identifier().optional().describe('Only events of the request with this id.'),
    event_type: repeatable.describe('Only events of these types. May be repeated, 100 times at most.'),
    exclude_event_type: repeatable.describe('No events of these types. May be repeated, 100 times at most.'),
    start_date: wholeNumber(lastMoment).optional().describe('First moment, in milliseconds since 1970.'),
    end_date: wholeNumber(lastMoment).optional().describe('Last moment, in milliseconds since 1970.'),
    /** The contract does not define whether this is a date or a mode of `end_date`: both are read. */
    end_date_exclusive: z
      .union([wholeNumber(lastMoment), z.enum(['true', 'false']).transform((text) => text === 'true')])
      .optional()
      .describe(
        'Milliseconds since 1970 of the first moment that is too late; or `true`, which makes `end_date` that moment.',
      ),
  }),
);

export type EventQuery = z.output<typeof eventQuery>;

const text = z.string().nullable();

/** One event. */
const onePage = {
  total_results: 1,
  offset: 0,
  page_size: 20,
  max_visible: 10,
  pages_before: 5,
  range_start: 1,
  range_end: 1,
  first_page: true,
  last_page: true,
  number_of_pages: 1,
  previous_page: null,
  next_page: null,
  visible_pages: [0],
};

export const eventPage = z.object({
  result_set: z
    .array(
      z.object({
        event_identifier: z.string().describe('Id of the event.'),
        event_name: z.string().describe('Name of the event: docs/events.md lists all.'),
        event_type: z.string().describe('Group that the event belongs to, such as `MOBILE_AUTHENTICATION`.'),
        client_id: text.describe('Client that took part: an API client or a device.'),
        app_name: text.describe('Name of the application, where one took part.'),
        transaction_id: text.describe('Id of the request that caused the event (`X-Request-Id`).'),
        user_id: text.describe('User that it concerns.'),
        client_ip: text.describe('IP address of the caller.'),
        user_agent: text.describe('User agent of the caller.'),
        event_agent_user: text.describe('Operator who caused the event.'),
        occurred: z.number().int().describe('When it happened, in milliseconds since 1970.'),
      }),
    )
    .describe('The events of the page, newest first.'),
  pagination: z
    .object({
      total_results: z.number().int().describe('Number of events that match, counted to 10,000.'),
      offset: z.number().int().describe('Number of events before this page.'),
      page_size: z.number().int().describe('Events on a page, as asked.'),
      max_visible: z.number().int().describe('Page numbers shown at once.'),
      pages_before: z.number().int().describe('How many of them lie before the page itself.'),
      range_start: z.number().int().describe('Row of the first event of the page, counted from 1; 0 on an empty page.'),
      range_end: z.number().int().describe('Row of the last event of the page; 0 on an empty page.'),
      first_page: z.boolean().describe('Whether this is the first page.'),
      last_page: z.boolean().describe('Whether this is the last page.'),
      number_of_pages: z.number().int().describe('Number of pages.'),
      previous_page: z.number().int().nullable().describe('Number of the page before, null on the first.'),
      next_page: z.number().int().nullable().describe('Number of the next page, null on the last.'),
      visible_pages: z.array(z.number().int()).describe('Page numbers that are offered.'),
    })
    .describe('Where the page stands among all.')
    .meta({ examples: [onePage] }),
});
