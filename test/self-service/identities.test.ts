import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { query } from '../users/support/rest.ts';
import { createCaller } from './support/self-service-api.ts';

it('an account elsewhere is not removed without a sign-in a moment ago', async () => {
  const { userId, call, token } = await createCaller();
  const id = randomUUID();
  // The other one is the way in that is left.
  for (const [each, type] of [
    [id, 'identity'],
    [randomUUID(), 'passkey'],
  ])
    await query(
      `insert into sign_in_method (id, person_id, type, status, counter, created_at) values ($1, $2, $3, 'active', 0, now())`,
      [each, userId, type],
    );
  const as = await token({ age: 86_400 });
  for (const [method, path] of [
    ['DELETE', `/methods/${id}`],
    ['POST', `/methods/${id}/removal`],
  ] as const) {
    const answer = await call(method, path, { as, ...(method === 'POST' && { json: {} }) });
    expect([answer.status, answer.body.code]).toEqual([401, 'insufficient_user_authentication']);
  }
  expect((await call('POST', `/methods/${id}/removal`, { json: {} })).status).toBe(204);
});
