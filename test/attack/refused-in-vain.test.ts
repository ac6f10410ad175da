import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { expect, it } from 'vitest';
import { RawPhone } from '../app/support/raw-phone.ts';
import type { RawAnswer } from '../app/support/raw-phone.ts';
import { TestFactor } from '../app/support/test-factor.ts';
import { useStack } from '../support/stack.ts';

const { endpoints } = useStack();

async function countEvents(name: string, userId: string): Promise<number> {
  const client = new pg.Client({ connectionString: endpoints.postgres_url });
  await client.connect();
  try {
    const { rows } = await client.query<{ total: number }>('select count(*)::int as total from event where lower(user_id) = lower($1) and name = $2', [userId, name]);
    return rows[0]?.total ?? 0;
  } finally {
    await client.end();
  }
}

const inVain: [event: string, code: string, ask: (phone: RawPhone) => Promise<RawAnswer>][] = [
  ['MOBILE AUTH INVALID TRANSACTION', 'transaction_not_found', (phone) => phone.post(`/transactions/${randomUUID()}/answer`, { message: 'x' })],
  ['AUTHENTICATOR CHANGE REFUSED', 'pin_required', async (phone) => phone.call('PUT', '/authenticators/fingerprint', { body: { public_key: (await TestFactor.create('fingerprint')).publicJwk } })],
  ['KEY ENROLLMENT FAILURE INVALID REQUEST', 'invalid_public_key', (phone) => phone.post('/key-enrollment', { public_key: 'x' })],
];

it.each(inVain)('an installation fills no table with %s, and is refused all the same', async (event, code, ask) => {
  const phone = await RawPhone.connect(endpoints);
  expect((await ask(phone)).body.code).toBe(code);
  expect(await countEvents(event, phone.userId)).toBe(1);
  for (let round = 0; round < 15; round++) {
    const answers = await Promise.all(Array.from({ length: 16 }, () => ask(phone)));
    expect(new Set(answers.map(({ body }) => body.code))).toEqual(new Set([code]));
  }
  expect(await countEvents(event, phone.userId)).toBe(200);
});
