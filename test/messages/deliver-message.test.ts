import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queueMessage } from '../../src/commands/messages/delivery/queue-message.ts';
import type { NewMessage } from '../../src/commands/messages/delivery/queue-message.ts';
import { findForgottenMessages, findOverdueMessages } from '../../src/commands/messages/delivery/sweep-messages.ts';
import { Message } from '../../src/entities/messages/message.ts';
import { MessageReceipt } from '../../src/entities/messages/message-receipt.ts';
import { messageWorkflowId } from '../../src/workflows/message/contract.ts';
import { createConfigurationApi, eventsAbout } from '../configuration/support/configuration-api.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { startOwnServer } from '../support/own-server.ts';
import type { OwnServer } from '../support/own-server.ts';
import { useStack } from '../support/stack.ts';
import { textMessagesTo } from '../support/text-messages.ts';
import { behave } from './support/behave.ts';
import { mailsTo } from './support/mails-to.ts';

const { endpoints } = useStack();
let server: OwnServer;
beforeAll(async () => void (server = await startOwnServer()));
afterAll(() => server.stop());

const newAddress = () => `${randomUUID()}@example.com`;
const newNumber = () => `+3161${Math.floor(Math.random() * 1e7)}`.padEnd(12, '0');
const codeMail = (to: string, change: Partial<NewMessage> = {}): NewMessage => ({
  id: randomUUID(),
  channel: 'email',
  to,
  template: 'sign_in_code',
  locale: 'nl',
  data: { site: 'Northwind & Co', code: '482913', minutes: '10' },
  expiresAt: new Date(Date.now() + 600_000),
  requestId: randomUUID(),
  ...change,
});

/** Queues a message and starts its workflow, as a caller does. */
async function send(message: NewMessage): Promise<void> {
  await queueMessage(server.deps, message);
  await start(message);
}
const start = ({ id, channel, expiresAt }: NewMessage) =>
  server.deps.engine.message.start({ messageId: id, channel, expiresAt: expiresAt.getTime(), requestId: null });

const rowOf = (id: string) => server.deps.em().findOneOrFail(Message, { id });
const ended = (id: string) =>
  eventually(async () => {
    const row = await rowOf(id);
    return row.status === 'queued' ? undefined : row;
  });
/** Sends a message. @returns its workflow, which has ended. */
async function deliver(message: NewMessage) {
  await send(message);
  await ended(message.id);
  const { client } = await server.deps.temporal.connect();
  const handle = client.workflow.getHandle(messageWorkflowId(message.id));
  await handle.result();
  return handle;
}
/** Queues a message as if in an hour, so that the sweeper does not start it meanwhile. */
const queueUnswept = (message: NewMessage) =>
  queueMessage({ ...server.deps, clock: () => new Date(Date.now() + 3_600_000) }, message);
const receiptsOf = (id: string) =>
  server.deps.em().find(MessageReceipt, { id: { $like: `${id}:%` } }, { orderBy: { id: 'asc' } });

describe('a message', () => {
  it('arrives once as a mail in its language, and its content is deleted', async () => {
    const message = codeMail(newAddress());
    await Promise.all(Array.from({ length: 4 }, () => send(message)));
    expect(await ended(message.id)).toMatchObject({ status: 'sent', content: null, attempts: 1, failure: null });
    const mails = await mailsTo(message.to);
    expect(mails).toMatchObject([{ subject: '482913 is je code voor Northwind & Co', encrypted: true }]);
    expect(mails[0]?.html).toContain('Northwind &amp; Co');
    expect(await receiptsOf(message.id)).toMatchObject([
      { channel: 'email', status: 'sent', providerMessageId: expect.stringContaining(message.id) },
    ]);
    expect(await eventsAbout(server.deps.environment.databaseUrl, message.id)).toMatchObject([
      { name: 'MESSAGE SENT', detail: 'email sign_in_code', request_id: message.requestId },
    ]);
  });

  it('is known to Temporal by its id only', async () => {
    const message = codeMail(newAddress(), { data: { site: 'Secretive Site', code: '771199', minutes: '10' } });
    const handle = await deliver(message);
    const shown = JSON.stringify([await handle.fetchHistory(), await handle.describe()], (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );
    expect(shown).not.toMatch(/771199|Secretive/);
    expect(shown).not.toContain(message.to);
  });

  it('takes eleven history events', async () => {
    let fewest = Number.POSITIVE_INFINITY;
    // A workflow task that a busy machine has to repeat adds some: not to each of several.
    for (let tries = 0; tries < 4 && fewest > 11; tries += 1) {
      const { events } = await (await deliver(codeMail(newAddress()))).fetchHistory();
      fewest = Math.min(fewest, events!.length);
    }
    expect(fewest).toBeLessThanOrEqual(11);
  });

  it('is encrypted while it is queued', async () => {
    const message = codeMail(newAddress());
    await queueUnswept(message);
    const [{ row }] = await server.deps
      .em()
      .execute<[{ row: string }]>('select message::text as row from message where id = ?', [message.id]);
    for (const secret of [message.to, '482913'])
      for (const text of [secret, Buffer.from(secret).toString('hex')]) expect(row).not.toContain(text);
    expect(await rowOf(message.id)).toMatchObject({ status: 'queued', content: expect.stringContaining('482913') });
  });

  it('is tried again after retryable refusals', async () => {
    const message = codeMail(newAddress());
    await behave('smtp', { mode: 'refuse', smtp_code: 451, to: message.to, times: 2 });
    await send(message);
    expect(await ended(message.id)).toMatchObject({ status: 'sent', attempts: 3 });
    expect(await mailsTo(message.to)).toHaveLength(1);
    expect(await receiptsOf(message.id)).toMatchObject([
      { status: 'refused', refusal: 'unavailable' },
      { status: 'refused', refusal: 'unavailable' },
      { status: 'sent' },
    ]);
  });

  it('fails at once when the mailbox does not exist', async () => {
    const message = codeMail(newAddress());
    await behave('smtp', { mode: 'unregistered', to: message.to });
    await send(message);
    expect(await ended(message.id)).toMatchObject({
      status: 'failed',
      failure: 'invalid_recipient',
      attempts: 1,
      content: null,
    });
    expect(await eventsAbout(server.deps.environment.databaseUrl, message.id)).toMatchObject([
      { name: 'MESSAGE FAILED', detail: 'email sign_in_code invalid_recipient' },
    ]);
  });

  it('expires at its deadline', async () => {
    const message = codeMail(newAddress(), { expiresAt: new Date(Date.now() + 4000) });
    await behave('smtp', { mode: 'refuse', smtp_code: 451, to: message.to });
    await send(message);
    expect(await ended(message.id)).toMatchObject({ status: 'expired', content: null });
    expect(await mailsTo(message.to)).toEqual([]);
    expect(await eventsAbout(server.deps.environment.databaseUrl, message.id)).toMatchObject([
      { name: 'MESSAGE EXPIRED', detail: 'email sign_in_code' },
    ]);
  });

  it('is not sent again when the worker died while sending, as it may have been sent', async () => {
    const message = codeMail(newAddress());
    await queueUnswept(message);
    // The receipt of a worker that was killed before the answer of the provider.
    await server.deps
      .em()
      .execute(`insert into message_receipt (id, channel, status, created_at) values (?, 'email', 'sending', now())`, [
        `${message.id}:0:0`,
      ]);
    await start(message);
    expect(await ended(message.id)).toMatchObject({ status: 'sent', failure: 'outcome_unknown' });
    expect(await mailsTo(message.to)).toEqual([]);
  });

  it('is started by the sweeper when its caller died before', async () => {
    const message = codeMail(newAddress());
    await queueMessage(server.deps, message);
    await server.deps
      .em()
      .execute(`update message set created_at = now() - interval '1 minute' where id = ?`, [message.id]);
    const forgotten = await findForgottenMessages(server.deps);
    const isFound = forgotten.some(({ id }) => id === message.id);
    expect(isFound || (await rowOf(message.id)).status === 'sent').toBe(true);
    expect(await ended(message.id)).toMatchObject({ status: 'sent' });
    expect(await mailsTo(message.to)).toHaveLength(1);
  });

  it('is ended by the sweeper when its workflow is missing', async () => {
    const message = codeMail(newAddress());
    await queueUnswept(message);
    expect((await findOverdueMessages(server.deps)).map(({ id }) => id)).not.toContain(message.id);
    await server.deps
      .em()
      .execute(`update message set attempts = 1, expires_at = now() - interval '1 hour' where id = ?`, [message.id]);
    // The sweeper of this instance ends it.
    expect(await ended(message.id)).toMatchObject({ status: 'expired', content: null });
  });

  it.each([
    ['an address with a line break', { to: 'a@example.com\r\nBcc: b@example.com' }],
    ['two addresses', { to: 'a@example.com,b@example.com' }],
    ['a number by mail', { to: '+31612345678' }],
    ['an address by text message', { channel: 'sms' as const, to: 'a@example.com' }],
    [
      'a data URL as link',
      { template: 'invitation' as const, data: { site: 'A', link: 'data:text/html,x', days: '7' } },
    ],
    ['a missing variable', { data: { site: 'A', code: '1' } }],
  ])('is refused with %s', async (_, change) => {
    await expect(queueMessage(server.deps, codeMail(newAddress(), change))).rejects.toMatchObject({
      code: 'invalid_request',
    });
  });
});

describe('a message to a phone', () => {
  it('arrives as a text message, and its delivery report is stored', async () => {
    const message = codeMail(newNumber(), { channel: 'sms', locale: 'en' });
    await send(message);
    expect(await ended(message.id)).toMatchObject({ status: 'sent' });
    expect(await textMessagesTo(endpoints, message.to)).toMatchObject([
      { channel: 'sms', body: expect.stringContaining('482913 is your Northwind & Co code') },
    ]);
    await eventually(async () => (await receiptsOf(message.id))[0]?.deliveryStatus === 'delivered' || undefined);
    expect((await eventsAbout(server.deps.environment.databaseUrl, message.id)).map(({ name }) => name)).toContain(
      'MESSAGE DELIVERED',
    );
  });

  it('arrives by WhatsApp as the approved template in its language', async () => {
    const message = codeMail(newNumber(), { channel: 'whatsapp' });
    await send(message);
    expect(await ended(message.id)).toMatchObject({ status: 'sent' });
    expect(await textMessagesTo(endpoints, message.to)).toMatchObject([
      { channel: 'whatsapp', code: '482913', body: expect.stringContaining('is je verificatiecode') },
    ]);
  });

  it('is recorded as not delivered when the provider reports so', async () => {
    const message = codeMail(newNumber(), { channel: 'whatsapp' });
    await behave('twilio', { mode: 'unregistered', to: message.to });
    await send(message);
    await eventually(async () => (await receiptsOf(message.id))[0]?.deliveryStatus === 'undelivered' || undefined);
    expect((await receiptsOf(message.id))[0]).toMatchObject({ deliveryError: '63024' });
    expect(await rowOf(message.id)).toMatchObject({ deliveryStatus: 'undelivered', deliveryError: '63024' });
    await ended(message.id);
    // The report may arrive before the answer.
    const told = (await eventsAbout(server.deps.environment.databaseUrl, message.id)).map(
      ({ name, detail }) => `${name}: ${detail}`,
    );
    expect(told.toSorted()).toEqual([
      'MESSAGE NOT DELIVERED: undelivered 63024',
      'MESSAGE SENT: whatsapp sign_in_code',
    ]);
  });
});

describe('the configuration', () => {
  it('applies to running processes: the mail server and the templates', async () => {
    const api = createConfigurationApi(server.endpoints);
    const { smtp } = useStack().infrastructure.sandbox.credentials;
    const configured = {
      host: '127.0.0.1',
      port: smtp.tls_port,
      security: 'tls',
      username: smtp.username,
      password: smtp.password,
      from_address: 'hello@configured.example',
    };
    expect((await api.put('/smtp-server', configured)).status).toBe(204);
    const key = '/message-templates/mail.sign_in_code.subject/en';
    expect((await api.put(key, { template: 'Code {{ code }}' })).status).toBe(204);
    const mail = await eventually(async () => {
      const message = codeMail(newAddress(), { locale: 'en' });
      await send(message);
      await ended(message.id);
      const [sent] = await mailsTo(message.to);
      return sent?.subject === 'Code 482913' ? sent : undefined;
    });
    expect(mail).toMatchObject({ from: 'hello@configured.example', encrypted: true });
    expect((await api.put(key, { template: '{{ password }}' })).body.details[0]).toMatchObject({
      code: 'variable_unknown',
    });
    await api.remove('/smtp-server');
    await api.remove(key);
  });
});

describe('GET /health/channels', () => {
  it('reports the attempts of each channel, without personal data', async () => {
    const operations = server.instance.environment['COUNTERSIGN_OPERATIONS_PORT'];
    const answer = await fetch(`http://127.0.0.1:${operations}/health/channels`);
    const { channels } = (await answer.json()) as { channels: { channel: string; attempts: number }[] };
    expect(answer.status).toBe(200);
    expect(channels.map(({ channel }) => channel)).toEqual(['email', 'sms', 'whatsapp']);
    for (const channel of channels)
      expect(channel).toMatchObject({ attempts: expect.any(Number), last_success_at: expect.any(String) });
  });

  it('is not on the public listener', async () => {
    const api = server.instance.environment['COUNTERSIGN_PUBLIC_URL'];
    expect((await fetch(`${api}/health/channels`)).status).toBe(404);
  });
});
