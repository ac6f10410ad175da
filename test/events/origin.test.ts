import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { enrollPush } from '../app/support/enroll-push.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import { behave } from '../push-enrollment/support/push-token.ts';
import { enrollPhone, eventually, obtainPushToken } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';
import { createEventsApi } from './support/events-api.ts';

const { endpoints } = useStack();
const events = createEventsApi(endpoints);

it('the events of an approval name the site, its request, and the origin of the phone', async () => {
  const phone = await enrollPhone(endpoints);
  const requestId = randomUUID();
  const form = {
    type: 'login_with_push',
    user_id: phone.userId,
    device_id: phone.deviceId,
    callback_uri: `${endpoints.sandbox}/callbacks/${requestId}`,
    message: 'Hi',
  };
  const { body } = await createWebsite(endpoints).initialise(form, { 'x-request-id': requestId });
  await phone.answer(body.transaction_id);
  const found = await eventually(async () => {
    const answer = await events({ transaction_id: requestId });
    return answer.body.pagination.total_results === 5 ? answer.body.result_set : undefined;
  });
  expect(found.map((event: { event_type: string }) => event.event_type).toSorted()).toEqual([
    'MOBILE_AUTH_AUTHENTICATED',
    'MOBILE_AUTH_FETCH_SECURED_MESSAGE_FETCHED',
    'PUSH_AUTH_CALLBACK_SENT',
    'PUSH_AUTH_INIT_SUCCESS',
    'TRANSACTION_SIGNING_SUCCEEDED',
  ]);
  for (const event of found)
    expect(event).toMatchObject({
      client_id: endpoints.clients.mobile_authentication.id,
      app_name: 'Demonstration site',
      user_id: phone.userId,
      transaction_id: requestId,
    });
  const fetched = found.find(
    (event: { event_type: string }) => event.event_type === 'MOBILE_AUTH_FETCH_SECURED_MESSAGE_FETCHED',
  );
  expect(fetched).toMatchObject({
    client_ip: expect.stringMatching(/127\.0\.0\.1$/),
    user_agent: expect.stringMatching(/.+/),
  });
});

it('the events of a push enrolment name the installation and its application, also those written without a request', async () => {
  const phone = await RawPhone.connect(endpoints);
  await phone.enrollKeys();
  await enrollPush(phone, endpoints.sandbox, await obtainPushToken(endpoints.sandbox, 'android'));
  const token = await obtainPushToken(endpoints.sandbox, 'android');
  await enrollPush(phone, endpoints.sandbox, token);
  await behave(endpoints.sandbox, 'fcm', { mode: 'unregistered', token });
  await phone.post('/push-enrollment', { push_token: token });
  const types = ['PUSH_ENROLLMENT_SUCCESS', 'PUSH_ENROLLMENT_DROP_EXISTING_PUSH_ENROLLMENT', 'PUSH_ENROLLMENT_FAILURE'];
  const found = await eventually(async () => {
    const answer = await events({ user_id: phone.userId, event_type: types });
    return answer.body.pagination.total_results === 5 ? answer.body.result_set : undefined;
  });
  expect(found.map((event: { event_type: string }) => event.event_type).toSorted()).toEqual([
    types[1],
    types[1],
    types[2],
    types[0],
    types[0],
  ]);
  for (const event of found)
    expect(event).toMatchObject({
      client_id: phone.clientId,
      app_name: 'Northwind ID',
      transaction_id: expect.any(String),
    });
});
