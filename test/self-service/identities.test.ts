import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { query } from '../users/support/rest.ts';
import { createCaller } from './support/self-service-api.ts';

it('an account elsewhere is not removed without a sign-in a moment ago', async () => {
  const { userId, call, token } = await createCaller();
  const id = randomUUID();
  for (const each of [id, randomUUID()])
    await query(
      `insert into sign_in_method (id, person_id, type, status, counter, created_at) values ($1, $2, 'identity', 'active', 0, now())`,
      [each, userId],
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
