import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { enrollPush } from '../app/support/enroll-push.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import { obtainPushToken } from '../support/enrolled-phone.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { useStack } from '../support/stack.ts';
import { basic, callForm, createWebsite } from '../support/website.ts';
import { distinguishability, leastDifference } from './support/compare-times.ts';

const { endpoints } = useStack();
const website = createWebsite(endpoints);
/** With 200 rounds, two equal cases differ by 0.15 from 0.5 less than once in a million runs. */
const rounds = 200;
const tolerance = 0.15;
let phone: RawPhone;
let bare: RawPhone;
let open: string;
let enrolled: string;

beforeAll(async () => {
  [phone, bare] = await Promise.all([RawPhone.connect(endpoints), RawPhone.connect(endpoints)]);
  for (const each of [phone, bare]) await each.enrollKeys();
  enrolled = await enrollPush(phone, endpoints.sandbox, await obtainPushToken(endpoints.sandbox, 'android'));
  open = (await initialise(phone.userId, phone.device.id)).body.transaction_id;
});

function initialise(user: string, device: string) {
  return website.initialise({
    type: 'login_with_push',
    user_id: user,
    device_id: device,
    callback_uri: `${endpoints.sandbox}/callbacks/same`,
    message: 'm',
  });
}

function withClient(id: string, secret: string) {
  return callForm('GET', `${endpoints.api}/oauth/api/v4/authenticate/user/x/enabled`, undefined, {
    authorization: basic({ id, secret }),
  });
}

function withoutToken(profileId: string) {
  return bare.call('GET', '/transactions', { accessToken: null, headers: { 'profile-id': profileId } });
}

type Case = () => Promise<{ status: number; headers: Headers; body: unknown }>;
const { id: client } = endpoints.clients.mobile_authentication;
const otherLength = () => `unknown-${randomUUID()}`.slice(0, phone.userId.length).padEnd(phone.userId.length, 'x');

const pairs: [string, Case, Case][] = [
  [
    'an unknown user and an unknown device',
    () => initialise(otherLength(), phone.device.id),
    () => initialise(phone.userId, 'a'.repeat(64)),
  ],
  [
    "an unknown device and another user's",
    () => initialise(phone.userId, 'a'.repeat(64)),
    () => initialise(phone.userId, bare.device.id),
  ],
  [
    'an unknown user and one without push',
    () => initialise(otherLength(), bare.device.id),
    () => initialise(bare.userId, bare.device.id),
  ],
  [
    'an unknown client and a wrong secret',
    () => withClient('unknown-x', 'x'.repeat(32)),
    () => withClient(client, 'x'.repeat(32)),
  ],
  [
    "an unknown transaction and another phone's, fetched",
    () => bare.post(`/transactions/${randomUUID()}/fetch`),
    () => bare.post(`/transactions/${open}/fetch`),
  ],
  [
    "an unknown transaction and another phone's, answered",
    () => bare.post(`/transactions/${randomUUID()}/answer`, { message: 'x' }),
    () => bare.post(`/transactions/${open}/answer`, { message: 'x' }),
  ],
  [
    'an unknown access token and one of another device',
    () => bare.call('GET', '/transactions', { accessToken: 'x'.repeat(43) }),
    () => bare.call('GET', '/transactions', { accessToken: phone.accessToken }),
  ],
  [
    "an unknown push enrolment and another phone's",
    () => bare.post(`/push-enrollment/${randomUUID()}/confirmation`, { nonce: 'x' }),
    () => bare.post(`/push-enrollment/${enrolled}/confirmation`, { nonce: 'x' }),
  ],
  ["an unknown profile and another device's", () => withoutToken(randomUUID()), () => withoutToken(phone.profileId)],
];

/** An answer without the parts that differ in every answer. */
function withoutVariableParts({ status, headers, body }: Awaited<ReturnType<Case>>) {
  const fixed = [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name));
  return { status, headers: fixed, body: JSON.stringify(body).replace(/"request_id":"[^"]*"/, '') };
}

describe.each(pairs)('%s', (_, first, second) => {
  it('get the same answer', async () => {
    const [one, other] = [await first(), await second()];
    expect(one.status).toBeGreaterThanOrEqual(400);
    expect(withoutVariableParts(other)).toEqual(withoutVariableParts(one));
  });

  it('get their answer in the same time', async () => {
    expect(await leastDifference(() => distinguishability(first, second, rounds), tolerance)).toBeLessThan(tolerance);
  });
});

describe('the comparison of times', () => {
  const random = seededRandom(20_261_201);
  /** A clock of its own, on which the real load of the machine has no part. */
  let now = 0;
  const clock = () => now;
  /** Work with a load beside it: usually a fraction of a millisecond, now and then very much. */
  const working = (milliseconds: number) => async () => {
    now += milliseconds - 0.4 * Math.log(1 - random()) + (random() < 0.05 ? 20 * random() : 0);
  };

  it('detects a difference of half a millisecond, and none where there is none', async () => {
    const compare = (one: number, other: number) => distinguishability(working(one), working(other), rounds, clock);
    expect(await compare(1, 1.5)).toBeGreaterThan(0.5 + tolerance);
    expect(await compare(1.5, 1)).toBeLessThan(0.5 - tolerance);
    expect(Math.abs((await compare(1, 1)) - 0.5)).toBeLessThan(tolerance);
  });
});
