import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { query } from '../support/query.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { deliver, gatewayReport } from './support/reports.ts';
import type { Report } from './support/reports.ts';
import { appliedWithinMs, startReportingServer } from './support/reporting-server.ts';
import type { ReportingServer, SentMessage } from './support/reporting-server.ts';

const { infrastructure } = useStack();
const { sms_gateway: gateway, twilio } = infrastructure.sandbox.credentials;
const refused = { status: 401, code: 'report_refused' };
let server: ReportingServer;

beforeAll(async () => void (server = await startReportingServer()));
afterAll(() => server.stop());

describe('POST /providers/sms-gateway/status', () => {
  const secret = () => `whsec_${randomBytes(32).toString('base64')}`;
  const configure = (body: object) =>
    server.configuration.call('PUT', '/sms-gateway', { body: { gateway: 'http', http_url: gateway.url, ...body } });
  const fromGateway = (
    { message }: Pick<SentMessage, 'message'>,
    status: string,
    options: { by?: string; id?: string; at?: number; more?: object } = {},
  ) =>
    gatewayReport(server.url, options.by ?? gateway.signing_secret, { id: message, status, ...options.more }, options);
  /** A change of the configuration applies within two seconds. */
  const untilAnsweredWith = (report: () => Report, status: number) =>
    eventually(async () => ((await deliver(report())).status === status ? true : undefined), appliedWithinMs);

  it('refuses reports while no such gateway is configured', async () => {
    expect(await deliver(fromGateway(await server.sentMessage(), 'delivered'))).toEqual(refused);
  });

  it('records the reports of the gateway on its messages', async () => {
    await configure({ http_signing_secret: gateway.signing_secret });
    await eventually(async () => {
      const { id, user } = await server.sendSms({ provider: 'sms-gateway', mode: 'undelivered' });
      const [receipt] = await query<{ provider_message_id: string }>(
        server.database,
        'select provider_message_id from message_receipt where id = $1',
        [`${id}:0:0`],
      );
      if (!receipt?.provider_message_id.startsWith('gw-')) return undefined;
      const events = await eventually(
        async () => ((await server.eventsOf(id)).length > 0 ? server.eventsOf(id) : undefined),
        appliedWithinMs,
      );
      expect(events).toMatchObject([
        { name: 'SMS AUTH DELIVERY FAILURE', detail: 'undelivered no_route', user_id: user },
      ]);
      return events;
    }, appliedWithinMs);
  });

  it('records each final status once, and accepts a repeated report', async () => {
    const sent = await server.sentMessage('gw-1');
    const id = randomUUID();
    const at = Math.floor(Date.now() / 1000);
    expect((await deliver(fromGateway(sent, 'sent'))).status).toBe(204);
    expect((await deliver(fromGateway(sent, 'delivered', { id, at: at - 1 }))).status).toBe(204);
    expect((await deliver(fromGateway(sent, 'delivered', { id, at }))).status).toBe(204);
    expect((await server.stateOf(sent.message))?.delivery_status).toBe('delivered');
    expect(await server.eventsOf(sent.transaction)).toHaveLength(1);
  });

  it('refuses a replayed report, and accepts one of sixteen at once', async () => {
    const report = fromGateway(await server.sentMessage(), 'sent');
    const answers = await Promise.all(Array.from({ length: 16 }, () => deliver(report)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, ...Array.from({ length: 15 }, () => 401)]);
    expect(await deliver(report)).toEqual(refused);
  });

  it('refuses a forged or outdated report', async () => {
    const sent = await server.sentMessage();
    const good = fromGateway(sent, 'delivered');
    const now = Math.floor(Date.now() / 1000);
    const forged: Record<string, Report> = {
      'without signature': { ...good, headers: { 'content-type': 'application/json' } },
      'by another secret': fromGateway(sent, 'delivered', { by: secret() }),
      'with another body': { ...good, body: good.body.replace('delivered', 'failed') },
      'with another id': { ...good, headers: { ...good.headers, 'webhook-id': randomUUID() } },
      'with another time': { ...good, headers: { ...good.headers, 'webhook-timestamp': String(now + 1) } },
      'of six minutes ago': fromGateway(sent, 'delivered', { at: now - 360 }),
      'of in six minutes': fromGateway(sent, 'delivered', { at: now + 360 }),
      'with a time that is none': gatewayReport(
        server.url,
        gateway.signing_secret,
        { id: sent.message, status: 'delivered' },
        { at: Number.NaN },
      ),
      'of another version': {
        ...good,
        headers: {
          ...good.headers,
          'webhook-signature': (good.headers['webhook-signature'] as string).replace('v1,', 'v2,'),
        },
      },
    };
    for (const [kind, report] of Object.entries(forged)) expect([kind, await deliver(report)]).toEqual([kind, refused]);
    expect((await server.stateOf(sent.message))?.delivery_status).toBeNull();
    // The genuine report is still valid.
    expect((await deliver(good)).status).toBe(204);
  });

  it('answers 404 for an unknown message, and refuses a malformed report', async () => {
    expect(await deliver(fromGateway({ message: `${randomUUID()}:0:0` }, 'delivered'))).toEqual({
      status: 404,
      code: 'not_found',
    });
    const sent = await server.sentMessage();
    for (const [status, more] of [
      ['arrived', {}],
      ['failed', { error_code: 'two words' }],
      ['failed', { error_code: 5 }],
    ] as const)
      expect((await deliver(fromGateway(sent, status, { more }))).status).toBe(400);
    expect((await deliver({ ...fromGateway(sent, 'sent'), body: '{"id":' })).status).toBe(400);
    expect((await deliver(fromGateway(sent, 'failed', { more: { text: 'x'.repeat(70_000) } }))).status).toBe(413);
    expect((await server.stateOf(sent.message))?.delivery_status).toBeNull();
  });

  it('accepts the former secret for a day after a rotation, and not after the gateway was replaced', async () => {
    const [next, last] = [secret(), secret()];
    await server.configuration.patch('/sms-gateway', { http_signing_secret: next });
    await untilAnsweredWith(() => fromGateway({ message: `${randomUUID()}:0:0` }, 'sent', { by: next }), 404);
    const sent = await server.sentMessage();
    expect((await deliver(fromGateway(sent, 'sent'))).status).toBe(204);
    expect((await deliver(fromGateway(sent, 'delivered', { by: next }))).status).toBe(204);
    await query(server.database, "update sms_gateway set former_http_until = now() - interval '1 second'");
    await server.configuration.patch('/sms-gateway', { http_sender: 'Bank' });
    await untilAnsweredWith(() => fromGateway(sent, 'sent'), 401);
    expect((await deliver(fromGateway(sent, 'sent', { by: next }))).status).toBe(204);
    await configure({ http_signing_secret: last });
    await untilAnsweredWith(() => fromGateway(sent, 'sent', { by: last }), 204);
    expect(await deliver(fromGateway(sent, 'sent', { by: next }))).toEqual(refused);
  });

  it('keeps accepting reports of Twilio on earlier messages, with both tokens after a rotation', async () => {
    expect((await deliver(server.fromTwilio(await server.sentMessage(), 'sent'))).status).toBe(204);
    await server.configuration.call('PUT', '/sms-gateway', {
      body: {
        gateway: 'twilio',
        twilio_account_sid: twilio.account_sid,
        twilio_auth_token: 'a'.repeat(32),
        twilio_from_number: 'Bank',
      },
    });
    await untilAnsweredWith(
      () => server.fromTwilio({ message: `${randomUUID()}:0:0`, sid: 'SM0' }, 'sent', { authToken: 'a'.repeat(32) }),
      404,
    );
    expect(await deliver(server.fromTwilio(await server.sentMessage(), 'sent'))).toEqual(refused);
    await server.configuration.patch('/sms-gateway', { twilio_auth_token: twilio.auth_token });
    await untilAnsweredWith(() => server.fromTwilio({ message: `${randomUUID()}:0:0`, sid: 'SM0' }, 'sent'), 404);
    expect(
      (await deliver(server.fromTwilio(await server.sentMessage(), 'sent', { authToken: 'a'.repeat(32) }))).status,
    ).toBe(204);
  });
});
