import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { expect, it } from 'vitest';
import { RawPhone } from '../app/support/raw-phone.ts';
import { useStack } from '../support/stack.ts';

const { endpoints } = useStack();

async function countEvents(userId: string): Promise<number> {
  const client = new pg.Client({ connectionString: endpoints.postgres_url });
  await client.connect();
  try {
    const { rows } = await client.query<{ total: number }>("select count(*)::int as total from event where lower(user_id) = lower($1) and name = 'MOBILE AUTH INVALID TRANSACTION'", [userId]);
    return rows[0]?.total ?? 0;
  } finally {
    await client.end();
  }
}

it('an installation fills no table with what it is refused, and is refused all the same', async () => {
  const phone = await RawPhone.connect(endpoints);
  const ask = async () => (await phone.post(`/transactions/${randomUUID()}/answer`, { message: 'x' })).body.code as string;
  expect(await ask()).toBe('transaction_not_found');
  expect(await countEvents(phone.userId)).toBe(1);
  for (let round = 0; round < 15; round++) expect(new Set(await Promise.all(Array.from({ length: 16 }, ask)))).toEqual(new Set(['transaction_not_found']));
  expect(await countEvents(phone.userId)).toBe(200);
});
