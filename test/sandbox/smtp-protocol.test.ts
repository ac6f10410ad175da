import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Mails } from '../../sandbox/state/mails.ts';
import { readEvents } from './support/event-reader.ts';
import { sendMail } from './support/mail-client.ts';
import { useSandbox } from './support/running-sandbox.ts';

const sandbox = useSandbox();
let count = 0;
const newAddress = (): string => `person${(count += 1)}@example.com`;

describe('SMTP', () => {
  it.each([
    ['STARTTLS', false],
    ['implicit TLS', true],
  ])('accepts a mail over %s into the mailbox of its recipient', async (_, isTlsAtOnce) => {
    const to = newAddress();
    await sendMail(
      sandbox(),
      {
        to,
        subject: 'Bestätige dein Konto',
        html: '<p>Hi <b>Alex</b></p>',
        text: 'Hi Alex',
        messageId: '<m1@shop.example>',
      },
      { isTlsAtOnce },
    );
    const [mail, ...others] = await sandbox().client.mails(to);
    expect(others).toEqual([]);
    expect(mail).toMatchObject({
      to: [to],
      from: '"Shop" <no-reply@shop.example>',
      envelope_from: 'no-reply@shop.example',
      subject: 'Bestätige dein Konto',
      message_id: '<m1@shop.example>',
      encrypted: true,
      text: 'Hi Alex',
      html: '<p>Hi <b>Alex</b></p>',
      attachments: [],
      headers: { to: [to], 'mime-version': ['1.0'] },
    });
    expect(mail!.size).toBeGreaterThan(200);
  });

  it('delivers by the envelope, not by the To header', async () => {
    const [hidden, shown] = [newAddress(), newAddress()];
    await sendMail(sandbox(), { to: shown, envelope: { from: 'a@shop.example', to: [hidden] } });
    expect(await sandbox().client.mails(shown)).toEqual([]);
    expect(await sandbox().client.mails(hidden.toUpperCase())).toMatchObject([{ headers: { to: [shown] } }]);
  });

  it('offers no authentication without encryption, so that it accepts no mail', async () => {
    await expect(sendMail(sandbox(), { to: newAddress() }, { ignoreTls: true })).rejects.toMatchObject({
      code: 'EAUTH',
    });
  });

  it('refuses a wrong password, and a mail without authentication', async () => {
    const to = newAddress();
    const wrong = { user: sandbox().credentials.smtp.username, pass: 'wrong' };
    await expect(sendMail(sandbox(), { to }, { user: wrong })).rejects.toMatchObject({ responseCode: 535 });
    const replies = await talk(sandbox().smtpPort, ['EHLO me', 'MAIL FROM:<a@shop.example>']);
    expect(replies).toContain('530');
    expect(await sandbox().client.mails(to)).toEqual([]);
  });

  it('refuses a mail that is too big', async () => {
    const to = newAddress();
    await expect(sendMail(sandbox(), { to, text: 'x'.repeat(1_100_000) })).rejects.toMatchObject({ responseCode: 552 });
    expect(await sandbox().client.mails(to)).toEqual([]);
  });

  it('writes its ports and account to credentials.json', () => {
    const { smtp } = sandbox().credentials;
    expect(smtp).toMatchObject({ starttls_port: sandbox().smtpPort, tls_port: sandbox().smtpsPort, host: '127.0.0.1' });
    expect(smtp.password.length).toBeGreaterThan(20);
  });
});

describe('PUT /behaviour/smtp', () => {
  it.each([
    [{ mode: 'refuse', smtp_code: 451 } as const, 451],
    [{ mode: 'refuse', smtp_code: 550 } as const, 550],
    [{ mode: 'refuse' } as const, 550],
    [{ mode: 'unregistered' } as const, 550],
    [{ mode: 'too_many_requests' } as const, 450],
    [{ mode: 'unavailable' } as const, 421],
    [{ mode: 'expired_token' } as const, 535],
    [{ mode: 'garbage' } as const, 999],
  ])('fails the next mail: %j', async (behaviour, responseCode) => {
    const to = newAddress();
    const isOfAll = behaviour.mode === 'expired_token';
    await sandbox().client.behave('smtp', { ...behaviour, times: 1, ...(isOfAll ? {} : { to }) });
    await expect(sendMail(sandbox(), { to })).rejects.toMatchObject({ responseCode });
    expect(await sandbox().client.mails(to)).toEqual([]);
    await sendMail(sandbox(), { to });
    expect(await sandbox().client.mails(to)).toHaveLength(1);
    if (!isOfAll)
      expect(await sandbox().client.requests('smtp', { to })).toMatchObject({
        count: 2,
        requests: [{ status: responseCode }, { status: 250, from: 'no-reply@shop.example' }],
      });
  });

  it('closes the connection in place of the answer: reset', async () => {
    const to = newAddress();
    await sandbox().client.behave('smtp', { mode: 'reset', times: 1, to });
    await expect(sendMail(sandbox(), { to })).rejects.not.toHaveProperty('responseCode');
    expect(await sandbox().client.mails(to)).toEqual([]);
  });

  it('accepts a mail and does not deliver it: undelivered', async () => {
    const to = newAddress();
    await sandbox().client.behave('smtp', { mode: 'undelivered', times: 1, to });
    await sendMail(sandbox(), { to });
    expect(await sandbox().client.mails(to)).toEqual([]);
  });

  it('refuses a reply code below 400 for the mode refuse', async () => {
    const answer = await sandbox().client.request('PUT', '/behaviour/smtp', { mode: 'refuse', smtp_code: 250 });
    expect(answer.status).toBe(400);
  });
});

describe('/mails', () => {
  it('lists, streams and deletes the mails of one mailbox', async () => {
    const [to, other] = [newAddress(), newAddress()];
    await using events = await readEvents(`${sandbox().controlUrl}/mails/stream?to=${to}`);
    await sendMail(sandbox(), { to: other, subject: 'not this' });
    await sendMail(sandbox(), { to, subject: 'this' });
    expect(await events.next()).toMatchObject({ event: 'mail', data: { to: [to], subject: 'this' } });
    expect((await sandbox().client.request('DELETE', `/mails?to=${to}`)).status).toBe(204);
    expect(await sandbox().client.mails(to)).toEqual([]);
    expect(await sandbox().client.mails(other)).toHaveLength(1);
  });

  it('returns the source as an attachment', async () => {
    const to = newAddress();
    await sendMail(sandbox(), { to, subject: 'Source' });
    const [mail] = await sandbox().client.mails(to);
    const answer = await sandbox().client.request('GET', `/mails/${mail!.id}/source`);
    expect(answer.headers.get('content-type')).toBe('message/rfc822');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(await answer.text()).toContain('Subject: Source\r\n');
  });

  it('answers 404 for an unknown id', async () => {
    for (const path of ['/mails/1', '/mails/x', '/mails/1/source'])
      expect((await sandbox().client.request('GET', path)).status).toBe(404);
  });

  it('keeps at most 32 MiB and 500 mails', () => {
    const mails = new Mails();
    const mail = { to: ['a@example.com'], from: '', subject: '', envelope_from: '', encrypted: true, message_id: null };
    const rest = { headers: {}, text: '', html: null, attachments: [] };
    for (let n = 0; n < 40; n += 1) mails.deliver({ ...mail, ...rest, subject: `${n}` }, Buffer.alloc(1024 * 1024));
    expect(mails.list().map(({ subject }) => subject)).toEqual(Array.from({ length: 32 }, (_, n) => `${n + 8}`));
    for (let n = 0; n < 600; n += 1) mails.deliver({ ...mail, ...rest }, Buffer.alloc(1));
    expect(mails.list()).toHaveLength(500);
  });
});

/** Sends lines, each after a reply of the server. @returns the codes of all replies. */
async function talk(port: number, lines: string[]): Promise<string[]> {
  const socket = connect(port, '127.0.0.1');
  const codes: string[] = [];
  for await (const chunk of socket.setEncoding('utf8') as AsyncIterable<string>) {
    codes.push(...[...chunk.matchAll(/^(\d{3}) /gm)].map(([, code]) => code as string));
    const line = lines.shift();
    if (line === undefined) break;
    socket.write(`${line}\r\n`);
  }
  socket.destroy();
  return codes;
}
