import { beforeAll, describe, expect, it } from 'vitest';
import { enrollPhone } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';
import { callAdmin, signInAll } from './support/admin-api.ts';
import { createReceiver } from '../support/connections/callback-receiver.ts';

const { endpoints } = useStack();
let operators: Awaited<ReturnType<typeof signInAll>>;

beforeAll(async () => {
  operators = await signInAll(endpoints.api, endpoints.operators);
});

interface Hour {
  starts_at: string;
  approved: number;
  open: number;
}

const approvedIn = (body: { hours: Hour[] }) => body.hours.reduce((sum, { approved }) => sum + approved, 0);
const read = async () => (await operators.operator.call('GET', '/overview')).body;

describe('GET /admin/v1/overview', () => {
  it('has every hour of the last day, also those without a transaction', async () => {
    const { hours, channels } = await read();
    expect(hours).toHaveLength(24);
    const starts = hours.map((hour: Hour) => Date.parse(hour.starts_at));
    expect(starts).toEqual(starts.map((_: number, index: number) => starts[0]! + index * 3_600_000));
    expect(starts[0]! % 3_600_000).toBe(0);
    expect(channels).toBeInstanceOf(Array);
  });

  it('counts what is open, and what was approved', async () => {
    const phone = await enrollPhone(endpoints);
    const before = approvedIn(await read());
    const { body } = await createWebsite(endpoints).initialise({
      type: 'login_with_push',
      user_id: phone.userId,
      device_id: phone.deviceId,
      callback_uri: createReceiver(endpoints.sandbox).url,
      message: 'Hi',
    });
    expect((await read()).open).toBeGreaterThan(0);
    await phone.answer(body.transaction_id);
    // Other tests approve too.
    await expect.poll(async () => approvedIn(await read())).toBeGreaterThan(before);
  });

  it.each([
    ['7d', 28, 6 * 3600],
    ['30d', 30, 24 * 3600],
  ])('has the last %s in %i parts of %i seconds, and the same counts as the day', async (range, count, seconds) => {
    const { status, body } = await operators.operator.call('GET', `/overview/history?range=${range}`);
    expect([status, body.part_seconds, body.parts.length]).toEqual([200, seconds, count]);
    const starts = body.parts.map((part: Hour) => Date.parse(part.starts_at) / 1000);
    expect(starts).toEqual(starts.map((_: number, index: number) => starts[0] + index * seconds));
    expect(approvedIn({ hours: body.parts })).toBeGreaterThan(0);
    expect((await operators.operator.call('GET', '/overview/history?range=24h')).status).toBe(400);
    expect((await operators.helpdesk.call('GET', `/overview/history?range=${range}`)).status).toBe(403);
  });

  it('refuses an operator whose role does not allow it, and a caller without a session', async () => {
    expect((await operators.helpdesk.call('GET', '/overview')).body).toMatchObject({ code: 'role_not_allowed' });
    expect((await callAdmin(endpoints.api, 'GET', '/overview')).status).toBe(401);
  });
});
