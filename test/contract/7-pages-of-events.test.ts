import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createEventsApi } from '../events/support/events-api.ts';
import { writeEvents } from '../events/support/written-events.ts';
import { useStack } from '../support/stack.ts';

const { endpoints } = useStack();
const events = createEventsApi(endpoints);

/** Writes a number of events of a new user. @returns the user. */
async function userWith(count: number): Promise<string> {
  const userId = `pages-${randomUUID()}`;
  const occurredAt = new Date();
  const event = { name: 'USER CONNECTED', occurredAt, userId } as const;
  await writeEvents(
    endpoints.postgres_url,
    Array.from({ length: count }, () => event),
  );
  return userId;
}

describe('line 7: the pages of events', () => {
  it('have the range 1 to 3 on a single page, which is first and last', async () => {
    const { body } = await events({ user_id: await userWith(3), size: 10 });
    expect(body.pagination).toMatchObject({ range_start: 1, range_end: 3, first_page: true, last_page: true });
  });

  it('have ranges that count rows over several pages', async () => {
    const user_id = await userWith(5);
    const ask = async (page: number) => (await events({ user_id, size: 2, page })).body.pagination;
    expect(await ask(0)).toMatchObject({ range_start: 1, range_end: 2, first_page: true, last_page: false });
    expect(await ask(1)).toMatchObject({ range_start: 3, range_end: 4, first_page: false, last_page: false });
    expect(await ask(2)).toMatchObject({ range_start: 5, range_end: 5, first_page: false, last_page: true });
  });

  it('have the range 0 to 0 beyond the last page and without events', async () => {
    const behind = await events({ user_id: await userWith(1), size: 2, page: 7 });
    expect(behind.body.result_set).toEqual([]);
    expect(behind.body.pagination).toMatchObject({ range_start: 0, range_end: 0, first_page: false, last_page: true });
    const none = await events({ user_id: randomUUID() });
    expect(none.body.pagination).toMatchObject({ range_start: 0, range_end: 0, first_page: true, last_page: true });
  });
});
