import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createEventsApi } from '../events/support/events-api.ts';
import { writeEvents } from '../events/support/written-events.ts';
import { useStack } from '../support/stack.ts';

const { endpoints } = useStack();
const events = createEventsApi(endpoints);

describe('line 11: an empty filter of events', () => {
  it.each([
    'page=',
    'size=',
    'client_id=',
    'transaction_id=',
    'event_type=',
    'event_type=&event_type=',
    'event_type=&event_type=USER_CONNECTED',
    'exclude_event_type=',
    'start_date=',
    'end_date=',
    'end_date_exclusive=',
    'page=&size=&client_id=&transaction_id=&event_type=&exclude_event_type=&start_date=&end_date=&end_date_exclusive=',
  ])('counts as absent: %s', async (filter) => {
    const userId = `empty-${randomUUID()}`;
    await writeEvents(endpoints.postgres_url, [{ name: 'USER CONNECTED', occurredAt: new Date(), userId }]);
    const { status, body } = await events(`user_id=${userId}&${filter}`);
    expect([status, body.result_set?.length]).toEqual([200, 1]);
    expect(body.pagination).toMatchObject({ page_size: 20, offset: 0 });
  });

  it('selects every user: user_id=', async () => {
    const clientId = `client-${randomUUID()}`;
    for (const userId of [randomUUID(), randomUUID()])
      await writeEvents(endpoints.postgres_url, [{ name: 'USER CONNECTED', occurredAt: new Date(), userId, clientId }]);
    const { status, body } = await events(`user_id=&client_id=${clientId}`);
    expect([status, body.result_set?.length]).toEqual([200, 2]);
  });
});
