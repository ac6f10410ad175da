import { randomInt, randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';
import { textMessagesTo } from '../support/text-messages.ts';
import { basic, createWebsite } from '../support/website.ts';
import { websiteVersions } from './support/versions.ts';

const { endpoints } = useStack();

it.each(websiteVersions)('line 12: a raw + in phone_number is a plus, %s', async (version) => {
  const userId = `plus-${randomUUID()}`;
  await createWebsite(endpoints).enrollmentCode(userId);
  const number = `+316${randomInt(10_000_000, 99_999_999)}`;
  const ask = (phoneNumber: string) =>
    fetch(`${endpoints.api}/oauth/api/${version}/authenticate/user`, {
      method: 'POST',
      headers: {
        authorization: basic(endpoints.clients.mobile_authentication),
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: `type=payment_with_sms&user_id=${userId}&phone_number=${phoneNumber}`,
    });
  for (const spelled of [number, encodeURIComponent(number)]) expect((await ask(spelled)).status).toBe(200);
  expect(await textMessagesTo(endpoints, number)).toHaveLength(2);
  const wrong = await ask('++31612345678');
  expect([wrong.status, ((await wrong.json()) as { error_code: string }).error_code]).toEqual([400, '3001']);
});
