import { z } from 'zod';
import { identifier } from '../../text.ts';

/** The last millisecond that fits into a time-ordered id. */
const lastMoment = 2 ** 48 - 2;

const wholeNumber = (most: number) => z.string().regex(/^\d{1,15}$/).transform(Number).pipe(z.number().max(most));
const eventType = z.string().regex(/^[A-Z0-9_]{1,96}$/);
/** A parameter that may be there several times. */
const repeatable = z.union([eventType.transform((type) => [type]), z.array(eventType).max(100)]).optional();

export const eventQuery = z.object({
  page: wholeNumber(1_000_000_000).default(0),
  size: wholeNumber(1000).pipe(z.number().min(1)).default(20),
  user_id: identifier().optional(),
  client_id: identifier().optional(),
  transaction_id: identifier().optional(),
  event_type: repeatable,
  exclude_event_type: repeatable,
  start_date: wholeNumber(lastMoment).optional(),
  end_date: wholeNumber(lastMoment).optional(),
  /** The contract leaves open whether this is a date or says how `end_date` is meant: both are read. */
  end_date_exclusive: z.union([wholeNumber(lastMoment), z.enum(['true', 'false']).transform((text) => text === 'true')]).optional(),
});

export type EventQuery = z.output<typeof eventQuery>;

const text = z.string().nullable();

export const eventPage = z.object({
  result_set: z.array(
    z.object({
      event_identifier: z.string(),
      event_name: z.string(),
      event_type: z.string(),
      client_id: text,
      app_name: text,
      transaction_id: text,
      user_id: text,
      client_ip: text,
      user_agent: text,
      event_agent_user: text,
      occurred: z.number().int(),
    }),
  ),
  pagination: z.object({
    total_results: z.number().int(),
    offset: z.number().int(),
    page_size: z.number().int(),
    max_visible: z.number().int(),
    pages_before: z.number().int(),
    range_start: z.number().int(),
    range_end: z.number().int(),
    first_page: z.number().int(),
    last_page: z.number().int(),
    number_of_pages: z.number().int(),
    previous_page: z.number().int().nullable(),
    next_page: z.number().int().nullable(),
    visible_pages: z.array(z.number().int()),
  }),
});
