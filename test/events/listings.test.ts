import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';
import { basic, callForm } from '../support/website.ts';
import { createEventsApi } from './support/events-api.ts';

const { endpoints } = useStack();
const events = createEventsApi(endpoints);
const users = `${endpoints.api}/oauth/api`;
const authorization = basic(endpoints.clients.end_user);

it.each([
  ['API_TOKENS_LISTED', 'v1', 'tokens'],
  ['API_CONSENTS_LISTED', 'v1', 'consents'],
  ['API_APPLICATIONS_LISTED', 'v1', 'applications'],
  ['API_SESSIONS_LISTED', 'v1', 'sessions'],
  ['API_DEVICES_LISTED', 'v4', 'devices'],
])('%s names the client that listed, also for an empty list', async (type, version, list) => {
  const userId = `unknown-${randomUUID()}`;
  const requestId = randomUUID();
  expect(
    (
      await callForm('GET', `${users}/${version}/users/${userId}/${list}`, undefined, {
        authorization,
        'x-request-id': requestId,
      })
    ).status,
  ).toBe(404);
  const { body } = await events({ user_id: userId });
  expect(body.result_set).toMatchObject([
    {
      event_type: type,
      client_id: endpoints.clients.end_user.id,
      app_name: 'Demonstration user management',
      transaction_id: requestId,
      user_id: userId,
    },
  ]);
});
