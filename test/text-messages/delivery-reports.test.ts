import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendRaw } from '../attack/support/raw-connection.ts';
import { query } from '../support/query.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { deliver } from './support/reports.ts';
import type { Report } from './support/reports.ts';
import { appliedWithinMs, startReportingServer } from './support/reporting-server.ts';
import type { ReportingServer } from './support/reporting-server.ts';

const { endpoints } = useStack();
const refused = { status: 401, code: 'report_refused' };
let server: ReportingServer;

beforeAll(async () => void (server = await startReportingServer()));
afterAll(() => server.stop());

describe('a text message that is sent', () => {
  it.each([
    [undefined, 'SMS AUTH DELIVERY SUCCESS', null, { delivery_status: 'delivered', delivery_error: null }],
    [
      'undelivered',
      'SMS AUTH DELIVERY FAILURE',
      'undelivered 30003',
      { delivery_status: 'undelivered', delivery_error: '30003' },
    ],
  ])('records the final report of Twilio (%s)', async (mode, name, detail, state) => {
    const { user, number, id } = await server.sendSms({ provider: 'twilio', ...(mode ? { mode } : {}) });
    const events = await eventually(
      async () => ((await server.eventsOf(id)).length > 0 ? server.eventsOf(id) : undefined),
      appliedWithinMs,
    );
    expect(events).toEqual([{ name, detail, user_id: user, client_id: endpoints.clients.mobile_authentication.id }]);
    expect(await server.stateOf(`${id}:0:0`)).toMatchObject({ ...state, delivery_reported_at: expect.any(Date) });
    expect(JSON.stringify(events)).not.toContain(number);
  });
});

describe('POST /providers/twilio/status', () => {
  it('records the status that Twilio reports, with an event for the final one only', async () => {
    const sent = await server.sentMessage();
    for (const status of ['queued', 'sending', 'sent', 'delivered', 'delivered'])
      expect(await deliver(server.fromTwilio(sent, status))).toEqual({ status: 204, code: undefined });
    expect(await server.stateOf(sent.message)).toMatchObject({ delivery_status: 'delivered', delivery_error: null });
    expect(await server.eventsOf(sent.transaction)).toMatchObject([
      { name: 'SMS AUTH DELIVERY SUCCESS', detail: null },
    ]);
  });

  it('records the error code of a failure', async () => {
    const sent = await server.sentMessage();
    await deliver(server.fromTwilio(sent, 'failed', { fields: { ErrorCode: '30008' } }));
    expect(await server.stateOf(sent.message)).toMatchObject({ delivery_status: 'failed', delivery_error: '30008' });
    expect(await server.eventsOf(sent.transaction)).toMatchObject([
      { name: 'SMS AUTH DELIVERY FAILURE', detail: 'failed 30008' },
    ]);
  });

  it('keeps the first final status for reports in any order and number', async () => {
    const status = fc.constantFrom('queued', 'sent', 'delivered', 'undelivered', 'failed');
    const rank: Record<string, number> = { queued: 0, sent: 1, delivered: 2, undelivered: 2, failed: 2 };
    await fc.assert(
      fc.asyncProperty(fc.array(status, { minLength: 1, maxLength: 6 }), async (statuses) => {
        const sent = await server.sentMessage();
        for (const one of statuses) expect((await deliver(server.fromTwilio(sent, one))).status).toBe(204);
        const expected = statuses.reduce((now, next) => ((rank[next] as number) > (rank[now] as number) ? next : now));
        expect((await server.stateOf(sent.message))?.delivery_status).toBe(expected);
        expect(await server.eventsOf(sent.transaction)).toHaveLength(rank[expected] === 2 ? 1 : 0);
      }),
      { numRuns: 25 },
    );
  });

  it('records one final status of sixteen reports at once', async () => {
    const sent = await server.sentMessage();
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, index) =>
        deliver(server.fromTwilio(sent, index % 2 === 0 ? 'delivered' : 'failed')),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    expect(await server.eventsOf(sent.transaction)).toHaveLength(1);
  });

  it('accepts a report that arrives before the answer of the provider to the message', async () => {
    const sent = await server.sentMessage(null);
    expect((await deliver(server.fromTwilio(sent, 'delivered'))).status).toBe(204);
    expect((await server.stateOf(sent.message))?.delivery_status).toBe('delivered');
  });

  it('accepts a status that says nothing about delivery, and changes nothing', async () => {
    const sent = await server.sentMessage();
    for (const word of ['received', 'partially_delivered'])
      expect((await deliver(server.fromTwilio(sent, word))).status).toBe(204);
    expect((await server.stateOf(sent.message))?.delivery_status).toBeNull();
  });

  it('refuses a report without a valid signature of Twilio, and changes nothing', async () => {
    const [sent, other] = [await server.sentMessage(), await server.sentMessage()];
    const good = server.fromTwilio(sent, 'delivered');
    const forged: Record<string, Report> = {
      'without signature': { ...good, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      'with another token': server.fromTwilio(sent, 'delivered', { authToken: 'f'.repeat(32) }),
      'of another account': server.fromTwilio(sent, 'delivered', { accountSid: `AC${'0'.repeat(32)}` }),
      'of another account, with our token': server.fromTwilio(sent, 'delivered', {
        fields: { AccountSid: `AC${'1'.repeat(32)}` },
      }),
      'for another message': { ...good, url: server.fromTwilio(other, 'delivered').url },
      'with another status': { ...good, body: good.body.replace('delivered', 'failed') },
      'with one more parameter': { ...good, body: `${good.body}&ErrorCode=1` },
      'with nothing in it': { ...good, body: '' },
    };
    for (const [kind, report] of Object.entries(forged)) expect([kind, await deliver(report)]).toEqual([kind, refused]);
    expect([
      (await server.stateOf(sent.message))?.delivery_status,
      (await server.stateOf(other.message))?.delivery_status,
    ]).toEqual([null, null]);
    expect(
      await query(server.database, "select 1 from event where name = 'SMS AUTH DELIVERY REPORT REFUSED'"),
    ).not.toHaveLength(0);
  });

  it('refuses an unsigned request with an absolute URL in its request line', async () => {
    const [answer] = await sendRaw(
      server.url,
      `POST http://elsewhere/providers/twilio/status?message=${randomUUID()}:0:0 HTTP/1.1\r\nHost: elsewhere\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\na=b`,
    );
    expect(answer?.status).toBe(401);
  });

  it('answers 404 for an unknown message or another message id of Twilio, and 400 for a malformed report', async () => {
    const sent = await server.sentMessage();
    const unknown = { ...sent, message: `${randomUUID()}:0:0` };
    expect(await deliver(server.fromTwilio(unknown, 'delivered'))).toEqual({ status: 404, code: 'not_found' });
    expect(await deliver(server.fromTwilio({ ...sent, sid: `SM${'0'.repeat(32)}` }, 'delivered'))).toEqual({
      status: 404,
      code: 'not_found',
    });
    for (const message of ['x', `${sent.message}'`, ''])
      expect(await deliver(server.fromTwilio({ ...sent, message }, 'delivered'))).toEqual({
        status: 400,
        code: 'invalid_request',
      });
    expect(await deliver(server.fromTwilio(sent, 'delivered', { fields: { MessageStatus: 'x'.repeat(33) } }))).toEqual({
      status: 400,
      code: 'invalid_request',
    });
    expect((await server.stateOf(sent.message))?.delivery_status).toBeNull();
  });

  it('refuses a body over the limit, another format and another method', async () => {
    const report = server.fromTwilio(await server.sentMessage(), 'delivered', {
      fields: { Extra: 'x'.repeat(70_000) },
    });
    expect((await deliver(report)).status).toBe(413);
    expect((await deliver({ ...report, headers: { 'content-type': 'text/plain' }, body: 'x' })).status).toBe(415);
    expect(
      (await deliver({ ...report, headers: { ...report.headers, 'content-type': 'application/json' }, body: '{}' }))
        .status,
    ).toBe(415);
    expect((await fetch(report.url)).status).toBe(405);
    expect((await fetch(`${server.url}/providers/unknown/status`, { method: 'POST' })).status).toBe(404);
  });

  it('records at most twenty events of refusals per hour and address', async () => {
    const good = server.fromTwilio(await server.sentMessage(), 'delivered');
    for (let time = 0; time < 25; time += 1)
      expect(await deliver({ ...good, body: `${good.body}&x=${time}` })).toEqual(refused);
    expect(
      await query(server.database, "select 1 from event where name = 'SMS AUTH DELIVERY REPORT REFUSED'"),
    ).toHaveLength(20);
  });
});
