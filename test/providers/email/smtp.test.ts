import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createEmailSender } from '../../../src/providers/email/create-email-sender.ts';
import type { EmailMessage, EmailSender } from '../../../src/providers/email/email-sender.ts';
import type { SmtpSettings } from '../../../src/providers/email/smtp-settings.ts';
import { useSandbox } from '../../sandbox/support/running-sandbox.ts';
import { sandboxSettings, sandboxSmtp } from '../support/provider-fixtures.ts';
import { startRawServer } from '../support/raw-server.ts';

const budget = { timeoutMs: 20_000 };
const sandbox = useSandbox();
let sender: EmailSender;

beforeAll(() => {
  sender = createEmailSender(sandboxSettings(sandbox()), async () => sandboxSmtp(sandbox()));
});
afterAll(() => sender.close());

const newAddress = (): string => `${randomUUID()}@example.com`;
const mailTo = (to: string, change: Partial<EmailMessage> = {}): EmailMessage => ({
  to,
  subject: 'Your code',
  text: 'Your code is 123456',
  idempotencyKey: randomUUID(),
  ...change,
});

/** Sends one mail by a sender with changed settings. */
async function sendBy(change: Partial<SmtpSettings>, message: EmailMessage = mailTo(newAddress()), timeoutMs = 20_000) {
  const own = createEmailSender(sandboxSettings(sandbox()), async () => ({ ...sandboxSmtp(sandbox()), ...change }));
  try {
    return await own.send(message, { timeoutMs });
  } finally {
    await own.close();
  }
}

describe('a mail', () => {
  it('arrives over STARTTLS with the configured sender and Auto-Submitted', async () => {
    const to = newAddress();
    const message = mailTo(to, { subject: 'Bestätige “jetzt”', html: '<p>Your code is <b>123456</b></p>' });
    const result = await sender.send(message, budget);
    expect(result).toEqual({ status: 'sent', providerMessageId: `${message.idempotencyKey}@shop.example` });
    expect(await sandbox().client.mails(to)).toMatchObject([
      {
        to: [to],
        envelope_from: 'no-reply@shop.example',
        from: '"Shop, the one & only" <no-reply@shop.example>',
        subject: message.subject,
        text: message.text,
        html: message.html,
        encrypted: true,
        message_id: `<${message.idempotencyKey}@shop.example>`,
        attachments: [],
        headers: { 'auto-submitted': ['auto-generated'], to: [to] },
      },
    ]);
  });

  it('arrives over implicit TLS, on a reused connection', async () => {
    const { tls_port: port } = sandbox().credentials.smtp;
    const own = createEmailSender(sandboxSettings(sandbox()), async () => ({
      ...sandboxSmtp(sandbox()),
      port,
      security: 'tls',
    }));
    onTestFinished(() => own.close());
    const to = newAddress();
    for (let times = 0; times < 3; times += 1)
      expect(await own.send(mailTo(to), budget)).toMatchObject({ status: 'sent' });
    const { requests } = await sandbox().client.requests('smtp', { to });
    expect(new Set(requests.map(({ connection }) => connection)).size).toBe(1);
  });

  it('is sent once for eight calls with one idempotency key', async () => {
    const message = mailTo(newAddress());
    const results = await Promise.all(Array.from({ length: 8 }, () => sender.send(message, budget)));
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['sent']));
    expect(await sandbox().client.mails(message.to)).toHaveLength(1);
  });

  it('has a DKIM signature by the key of the domain', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const message = mailTo(newAddress());
    const dkim = { domain: 'shop.example', selector: 'k1', privateKey: pem };
    expect(await sendBy({ dkim }, message)).toMatchObject({ status: 'sent' });
    const [mail] = await sandbox().client.mails(message.to);
    expect(mail?.headers['dkim-signature']?.[0]).toMatch(/d=shop\.example; .*s=k1;/);
  });

  it('is sent by the server that is configured at the time', async () => {
    let server: SmtpSettings | undefined;
    const own = createEmailSender(sandboxSettings(sandbox()), async () => server);
    onTestFinished(() => own.close());
    const message = mailTo(newAddress());
    expect(await own.send(message, budget)).toMatchObject({ code: 'not_configured', retryable: false });
    server = { ...sandboxSmtp(sandbox()), from: { address: 'one@shop.example' } };
    const to = newAddress();
    expect(await own.send(mailTo(to), budget)).toMatchObject({ status: 'sent' });
    server = { ...server, from: { address: 'two@shop.example' } };
    expect(await own.send(mailTo(to), budget)).toMatchObject({ status: 'sent' });
    expect(await sandbox().client.mails(to)).toMatchObject([
      { from: 'one@shop.example' },
      { from: 'two@shop.example' },
    ]);
  });
});

describe('an injection into a mail', () => {
  it.each([
    'alex@example.com\r\nBcc: evil@evil.example',
    'alex@example.com\r\nRCPT TO:<evil@evil.example>',
    'alex@example.com, evil@evil.example',
    'alex@example.com;evil@evil.example',
    'Alex <evil@evil.example>',
    '<evil@evil.example>alex@example.com',
    'evil@evil.example alex@example.com',
    '"a, evil@evil.example"@example.com',
    'alex@example.com\0',
    '',
  ])('by the recipient reaches no address: %j', async (to) => {
    expect(await sender.send(mailTo(to), budget)).toMatchObject({ code: 'invalid_recipient', retryable: false });
    expect(await sandbox().client.mails('evil@evil.example')).toEqual([]);
  });

  it.each(['Hello\r\nBcc: evil@evil.example', 'Hello\nX: y', 'Hello\0', 'Hello\u2028there\u200e'])(
    'by the subject adds no header: %j',
    async (subject) => {
      const to = newAddress();
      expect(await sender.send(mailTo(to, { subject }), budget)).toMatchObject({ code: 'rejected', retryable: false });
      expect(await sandbox().client.mails(to)).toEqual([]);
    },
  );

  it('by the text neither ends the mail nor adds another', async () => {
    const to = newAddress();
    const text = 'Hello\r\n.\r\nMAIL FROM:<evil@evil.example>\r\n.\n.\r.\r\n';
    expect(await sender.send(mailTo(to, { text, html: text }), budget)).toMatchObject({ status: 'sent' });
    const mails = await sandbox().client.mails(to);
    expect(mails).toHaveLength(1);
    expect(mails[0]?.text).toContain('MAIL FROM:<evil@evil.example>');
  });

  it('by the idempotency key adds no header', async () => {
    const message = mailTo(newAddress(), { idempotencyKey: `x>\r\nBcc: evil@evil.example ${randomUUID()}` });
    expect(await sender.send(message, budget)).toMatchObject({ status: 'sent' });
    expect((await sandbox().client.mails(message.to))[0]?.headers).not.toHaveProperty('bcc');
  });
});

describe('a refused mail', () => {
  it.each([
    [{ mode: 'refuse', smtp_code: 451 } as const, 'unavailable', true, '451 4.7.1 DATA'],
    [{ mode: 'too_many_requests' } as const, 'unavailable', true, '450 4.7.1 RCPT'],
    [{ mode: 'unavailable' } as const, 'unavailable', true, '421 4.3.2 (RCPT|CONN)'],
    [{ mode: 'unregistered' } as const, 'invalid_recipient', false, '550 5.1.1 RCPT'],
    [{ mode: 'refuse' } as const, 'rejected', false, '550 5.7.1 DATA'],
    [{ mode: 'garbage' } as const, 'invalid_answer', false, '999 DATA'],
  ])('is classified by the reply code: %j', async (behaviour, code, retryable, detail) => {
    const message = mailTo(newAddress());
    await sandbox().client.behave('smtp', { ...behaviour, to: message.to, times: 1 });
    const own = createEmailSender(sandboxSettings(sandbox()), async () => sandboxSmtp(sandbox()));
    onTestFinished(() => own.close());
    const result = await own.send(message, budget);
    expect(result).toEqual({ status: 'refused', code, retryable, detail: expect.stringMatching(`^smtp: ${detail}$`) });
    expect(await sandbox().client.mails(message.to)).toEqual([]);
    // The next mail is sent over this connection or a new one.
    expect(await own.send(mailTo(message.to), budget)).toMatchObject({ status: 'sent' });
    expect((await own.send(message, budget)).status).toBe(retryable ? 'sent' : 'refused');
  });

  it('is retryable when the server closed the reused connection before', async () => {
    const own = createEmailSender(sandboxSettings(sandbox()), async () => sandboxSmtp(sandbox()));
    onTestFinished(() => own.close());
    expect(await own.send(mailTo(newAddress()), budget)).toMatchObject({ status: 'sent' });
    const message = mailTo(newAddress());
    await sandbox().client.behave('smtp', { mode: 'unavailable', to: message.to, times: 1 });
    expect(await own.send(message, budget)).toMatchObject({ status: 'refused', retryable: true });
    expect(await own.send(message, budget)).toMatchObject({ status: 'sent' });
    expect(await sandbox().client.mails(message.to)).toHaveLength(1);
  });

  it('is not retryable when the connection ends before the answer, as it may have been sent', async () => {
    const message = mailTo(newAddress());
    await sandbox().client.behave('smtp', { mode: 'reset', to: message.to, times: 1 });
    expect(await sender.send(message, budget)).toMatchObject({ code: 'connection', retryable: false });
  });

  it('is not retryable when the answer is late, as it may have been sent', async () => {
    const message = mailTo(newAddress());
    await sandbox().client.behave('smtp', { mode: 'slow', delay_ms: 60_000, to: message.to, times: 1 });
    expect(await sendBy({}, message, 8_000)).toMatchObject({ code: 'timeout', retryable: false });
    expect(await sandbox().client.mails(message.to)).toHaveLength(1);
  });

  it('is retryable when the server is unreachable, silent or untrusted', async () => {
    expect(await sendBy({ port: 1 })).toMatchObject({ code: 'connection', retryable: true });
    await using silent = await startRawServer(() => undefined);
    expect(await sendBy({ port: silent.port }, mailTo(newAddress()), 1000)).toMatchObject({
      code: 'timeout',
      retryable: true,
    });
    const untrusting = createEmailSender({}, async () => sandboxSmtp(sandbox()));
    onTestFinished(() => untrusting.close());
    expect(await untrusting.send(mailTo(newAddress()), budget)).toMatchObject({ code: 'connection', retryable: true });
  });

  it('sends no password to a server that offers no TLS', async () => {
    const heard: string[] = [];
    await using plain = await startRawServer((socket) => {
      socket.write('250-plain.example\r\n250 AUTH PLAIN LOGIN\r\n');
      socket.on('data', (chunk) => {
        heard.push(String(chunk));
        socket.write('502 no\r\n');
      });
    }, '220 plain.example ESMTP\r\n');
    expect(await sendBy({ port: plain.port })).toMatchObject({ status: 'refused' });
    expect(heard.join('')).not.toMatch(/AUTH|MAIL/);
  });

  it('is reported as unauthorised when the server refuses the account', async () => {
    const { username } = sandbox().credentials.smtp;
    expect(await sendBy({ credentials: { username, password: 'wrong' } })).toEqual({
      status: 'refused',
      code: 'unauthorised',
      retryable: false,
      detail: 'smtp: 535 5.7.8 AUTH',
    });
  });

  it('is not sent to a private address that the configuration API set', async () => {
    expect(await sendBy({ isGuarded: true })).toMatchObject({ code: 'not_configured', retryable: false });
    expect(await sendBy({ isGuarded: true, host: 'localhost' })).toMatchObject({ code: 'not_configured' });
  });
});
