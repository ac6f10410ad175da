import { beforeAll, describe, expect, it } from 'vitest';
import { enrollPhone } from '../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { callVersion, namedPhone, websiteVersions } from './support/versions.ts';

const { endpoints } = useStack();
let phone: EnrolledPhone;

beforeAll(async () => {
  phone = await enrollPhone(endpoints);
});

describe.each(websiteVersions)('line 1: the timestamp of a result, %s', (version) => {
  it('is the time of the initialisation in every answer', async () => {
    const before = Date.now();
    const init = await callVersion(version, 'POST', '/user', {
      type: 'login_with_push',
      user_id: phone.userId,
      callback_uri: `${endpoints.sandbox}/callbacks/timestamp`,
      message: 'Sign in?',
      ...namedPhone(version, phone.deviceId),
    });
    const after = Date.now();
    const read = async () =>
      (await callVersion(version, 'GET', `/transaction/${init.body.transaction_id}`)).body.timestamp as number;
    const open = await read();
    expect(open).toBeGreaterThanOrEqual(before);
    expect(open).toBeLessThanOrEqual(after);
    expect(await read()).toBe(open);
    await phone.answer(init.body.transaction_id);
    expect(await read()).toBe(open);
    expect(Date.now()).toBeGreaterThan(open);
  });
});
