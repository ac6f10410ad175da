import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { createTransport } from 'nodemailer';
import type { Transporter } from 'nodemailer';
import { abortAfter } from '../connection/deadline.ts';
import type { ProviderConnector } from '../connection/provider-network.ts';
import { ProxyTunnel } from '../connection/proxy-tunnel.ts';
import type { EmailMessage, EmailResult } from './email-sender.ts';
import { presentSmtpFailure } from './smtp-refusal.ts';
import type { SmtpSettings } from './smtp-settings.ts';

const maxConnections = 4;
const mailsOfOneConnection = 100;
/** Shorter than any server or router between forgets a silent connection. */
const idleMs = 10_000;
const connectTimeoutMs = 5000;
const silenceMs = 10_000;

/** How far a mail has come. */
interface Progress {
  isWhole: boolean;
}

/** Kept connections to one server. */
export interface SmtpClient {
  send(message: EmailMessage, options: { timeoutMs: number }): Promise<EmailResult>;
  close(): Promise<void>;
}

/**
 * Makes no connection before the first mail.
 * @param extraWaitMs added to the times within which the server has to connect and to answer.
 */
export function createSmtpClient(settings: SmtpSettings, connector: ProviderConnector, extraWaitMs = 0): SmtpClient {
  const transport = createPool(settings, connector, extraWaitMs);
  const progressOf = new WeakMap<AbortSignal, Progress>();
  // Failures belong to the mail that met them; without a listener one of an idle connection would end the process.
  transport.on('error', () => undefined);
  transport.use('stream', (mail, done) => {
    const { message, data } = mail;
    const create = message.createReadStream.bind(message);
    message.createReadStream = (options) => {
      const stream = create(options);
      const progress = progressOf.get(data.signal as AbortSignal);
      stream.once('end', () => {
        if (progress) progress.isWhole = true;
      });
      return stream;
    };
    done();
  });
  return {
    send: async (message, { timeoutMs }) => {
      const signal = abortAfter(timeoutMs);
      const progress: Progress = { isWhole: false };
      progressOf.set(signal, progress);
      const messageId = messageIdOf(message.idempotencyKey, settings);
      try {
        await transport.sendMail({ ...composeMail(message, settings, messageId), signal });
        return { status: 'sent', providerMessageId: messageId };
      } catch (error) {
        return presentSmtpFailure(error, progress);
      }
    },
    close: async () => transport.close(),
  };
}

function createPool(settings: SmtpSettings, connector: ProviderConnector, extraWaitMs: number): Transporter {
  const { host, port, security, credentials, from, dkim } = settings;
  return createTransport({
    pool: true,
    maxConnections,
    maxMessages: mailsOfOneConnection,
    // Whether a mail is tried again is decided where it is remembered.
    maxRequeues: 0,
    idleTimeout: idleMs,
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    // What EHLO says: the name of this machine is nothing to the server.
    name: from.address.slice(from.address.lastIndexOf('@') + 1),
    connectionTimeout: connectTimeoutMs + extraWaitMs,
    greetingTimeout: connectTimeoutMs + extraWaitMs,
    socketTimeout: silenceMs + extraWaitMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
    getSocket: (_options: unknown, done: GiveSocket) => void open(settings, connector, done),
    ...(credentials && { auth: { user: credentials.username, pass: credentials.password }, forceAuth: true }),
    ...(dkim && { dkim: { domainName: dkim.domain, keySelector: dkim.selector, privateKey: dkim.privateKey } }),
  });
}

/** The library's way to say which socket to use. */
type GiveSocket = (error: Error | null, options?: object) => void;

/** Connections are made as those to every provider: by the proxy, not to where it is private, trusting whom the installation trusts. */
async function open(
  { host, port, security }: SmtpSettings,
  connector: ProviderConnector,
  done: GiveSocket,
): Promise<void> {
  let given: { connection: Duplex; secured?: boolean; tls: object };
  try {
    given = await connect({ host: host.includes(':') ? `[${host}]` : host, port, security }, connector);
  } catch (error) {
    done(error as Error);
    return;
  }
  done(null, given);
}

async function connect(
  { host, port, security }: Pick<SmtpSettings, 'host' | 'port' | 'security'>,
  connector: ProviderConnector,
): Promise<{ connection: Duplex; secured?: boolean; tls: object }> {
  const tls = { secureContext: connector.secureContext };
  if (security === 'tls') {
    const connection = ignoreLateErrors(connector.connect(new URL(`https://${host}:${port}`), []));
    await once(connection, 'secureConnect');
    return { connection, secured: true, tls };
  }
  const connection = ignoreLateErrors(connector.open(new URL(`http://${host}:${port}`)));
  await made(connection);
  return { connection, tls };
}

/** The library takes its listeners away when TLS begins: without another one, a connection that breaks just then would end the process. */
function ignoreLateErrors<Connection extends Duplex>(connection: Connection): Connection {
  return connection.on('error', () => undefined);
}

/** When a plain connection is there, made directly or through a proxy. */
async function made(connection: Duplex): Promise<void> {
  if (!(connection instanceof ProxyTunnel)) return void (await once(connection, 'connect'));
  // A tunnel is no socket: the library sets timeouts on it, for which the deadline of the mail stands in.
  Object.assign(connection, { setTimeout: () => connection, setKeepAlive: () => connection });
  const timer = setTimeout(
    () => connection.destroy(Object.assign(new Error('no tunnel in time'), { code: 'ETIMEDOUT' })),
    connectTimeoutMs,
  );
  await connection.ready().finally(() => clearTimeout(timer));
}

/** The same for every try, so that a mailbox which gets it twice can tell. */
function messageIdOf(idempotencyKey: string, { from: { address } }: SmtpSettings): string {
  return `${idempotencyKey.replaceAll(/[^\w-]/g, '.')}${address.slice(address.lastIndexOf('@'))}`;
}

function composeMail({ to, subject, text, html }: EmailMessage, { from }: SmtpSettings, messageId: string) {
  return {
    // The envelope says who gets it, so that no header can.
    envelope: { from: from.address, to: [to] },
    from: { name: from.name ?? '', address: from.address },
    to: { name: '', address: to },
    subject,
    text,
    ...(html === undefined ? {} : { html }),
    messageId: `<${messageId}>`,
    // No answering machine answers. @see https://www.rfc-editor.org/rfc/rfc3834#section-5
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}
