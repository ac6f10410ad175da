import { expect, it } from 'vitest';
import { install } from './support/token-endpoint.ts';

it('line 9: the answer to a refresh has profile_id and user_id, as the first answer has', async () => {
  const app = await install();
  const first = await app.connect();
  expect(first.body).toMatchObject({ user_id: app.userId, profile_id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  const second = await app.refresh(first.body.refresh_token);
  expect(second).toMatchObject({
    status: 200,
    body: { token_type: 'DPoP', user_id: app.userId, profile_id: first.body.profile_id },
  });
  const third = await app.refresh(second.body.refresh_token);
  expect(third.body).toMatchObject({ user_id: app.userId, profile_id: first.body.profile_id });
});

it('line 9: a refused refresh names no profile', async () => {
  const app = await install();
  const first = await app.connect();
  const refused = await app.refresh(`${first.body.refresh_token}x`);
  expect([refused.status, Object.keys(refused.body)]).toEqual([400, ['error', 'error_description']]);
});
