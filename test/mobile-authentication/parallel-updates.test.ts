import { expect, it } from 'vitest';
import { enrollPhone } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';

const { endpoints } = useStack();
const website = createWebsite(endpoints);

it.each([16, 64])('%i cancellations at once are handled one after another and end one transaction', async (count) => {
  const phone = await enrollPhone(endpoints);
  const { body } = await website.initialise({
    type: 'login_with_push',
    user_id: phone.userId,
    device_id: phone.deviceId,
    callback_uri: `${endpoints.sandbox}/callbacks/parallel`,
    message: 'Hi',
  });
  const answers = await Promise.all(Array.from({ length: count }, () => website.cancel(body.transaction_id)));
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status === 204).length).toBeGreaterThanOrEqual(Math.min(count, 48));
  // A second cancellation also succeeds. Beyond the bound of waiting calls a call is refused at once with Retry-After.
  const putOff = answers.filter(({ status }) => status >= 500);
  expect(putOff.length).toBeLessThan(count > 48 ? count - 47 : 1);
  for (const { status, headers } of putOff) expect([status, headers.get('retry-after')]).toEqual([503, '1']);
  expect((await website.result(body.transaction_id)).body.is_authenticated).toBe(false);
});
