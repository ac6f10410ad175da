import type { Server, Socket } from 'node:net';
import { timingSafeEqual } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerAddress, SMTPServerAuthentication, SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import type { Behaviour } from '../state/behaviours.ts';
import type { SandboxState } from '../state/sandbox-state.ts';
import type { ServerIdentity } from '../tls/certificate-authority.ts';
import { readMail } from './read-mail.ts';

const sizeLimit = 1024 * 1024;
const maxClients = 100;
const socketTimeoutMs = 60_000;

type State = Pick<SandboxState, 'credentials' | 'mails' | 'behaviours' | 'requests'>;

/**
 * A submission server for one account: STARTTLS, or implicit TLS when `isTlsAtOnce`; AUTH PLAIN and LOGIN, required, and offered over
 * TLS only. It delivers every accepted mail to the sandbox's mailboxes and forwards none.
 * @returns the server to listen with.
 */
export function createSmtpServer(
  identity: ServerIdentity,
  state: State,
  { isTlsAtOnce }: { isTlsAtOnce: boolean },
): Server {
  const sockets = new Map<string, Socket>();
  const receiver = new Receiver(state, (session) => sockets.get(peerOf(session)));
  const smtp = new SMTPServer({
    secure: isTlsAtOnce,
    key: identity.key,
    cert: identity.certificate,
    banner: 'Countersign sandbox',
    size: sizeLimit,
    maxClients,
    socketTimeout: socketTimeoutMs,
    disableReverseLookup: true,
    authMethods: ['PLAIN', 'LOGIN'],
    onAuth: (auth, _session, done) => void settle(receiver.authenticate(auth), done, { user: auth.username }),
    onRcptTo: (address, session, done) => void settle(receiver.admit(address, session), done),
    onData: (stream, session, done) => void settle(receiver.take(stream, session), done),
  });
  // Tests of failures break connections.
  smtp.on('error', () => undefined);
  smtp.server.on('connection', (socket: Socket) => {
    const peer = `${socket.remoteAddress}:${socket.remotePort}`;
    sockets.set(peer, socket);
    socket.once('close', () => sockets.delete(peer));
  });
  return smtp.server;
}

/** Passes the end of `promise` to a callback of the library. */
async function settle<Result>(
  promise: Promise<void>,
  done: (error?: Error | null, result?: Result) => void,
  result?: Result,
): Promise<void> {
  try {
    await promise;
  } catch (error) {
    done(error as Error);
    return;
  }
  done(null, result);
}

/** Handles the steps of an SMTP session, in the order of the protocol. */
class Receiver {
  readonly #state: State;
  readonly #socketOf: (session: SMTPServerSession) => Socket | undefined;
  readonly #behaviours = new WeakMap<SMTPServerSession, Behaviour>();

  constructor(state: State, socketOf: (session: SMTPServerSession) => Socket | undefined) {
    this.#state = state;
    this.#socketOf = socketOf;
  }

  /** @throws SmtpRefusal 535 */
  async authenticate({ username, password }: SMTPServerAuthentication): Promise<void> {
    const { behaviours, credentials } = this.#state;
    const isTold = behaviours.list('smtp').some(({ mode, to, from }) => mode === 'expired_token' && !to && !from);
    if (isTold) behaviours.take('smtp', {});
    const isRight = isSame(`${username}\n${password}`, `${credentials.smtp.username}\n${credentials.smtp.password}`);
    if (isTold || !isRight) throw new SmtpRefusal(535, '5.7.8 Authentication credentials invalid');
  }

  /** Of several recipients, the last one determines the behaviour. @throws SmtpRefusal */
  async admit({ address: to }: SMTPServerAddress, session: SMTPServerSession): Promise<void> {
    const behaviour = this.#state.behaviours.take('smtp', { to, from: senderOf(session) });
    this.#behaviours.set(session, behaviour);
    this.#refuseIfTold(session, replyFor(behaviour, 'recipient'), to);
  }

  /** @throws SmtpRefusal */
  async take(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream as AsyncIterable<Buffer>) if (!stream.sizeExceeded) chunks.push(chunk);
    const behaviour = this.#behaviours.get(session) ?? { mode: 'normal' };
    const to = session.envelope.rcptTo.map(({ address }) => address);
    if (behaviour.mode === 'reset') return this.#reset(session, to);
    this.#refuseIfTold(
      session,
      stream.sizeExceeded ? new SmtpRefusal(552, '5.3.4 Message too big') : replyFor(behaviour, 'message'),
      to[0],
    );
    const mail = await readMail(Buffer.concat(chunks), { from: senderOf(session), to, isEncrypted: session.secure });
    // With `undelivered` the mail is accepted and does not arrive.
    if (behaviour.mode !== 'undelivered') this.#state.mails.deliver(mail, Buffer.concat(chunks));
    this.#record(session, 250, to[0]);
    // The mail is delivered and only the answer is late: the hard case for a caller with a time limit.
    if (behaviour.delay_ms !== undefined) await wait(behaviour.delay_ms, undefined, { ref: false });
  }

  /** Closes the connection in place of the answer, so that the client does not know whether the mail was accepted. */
  async #reset(session: SMTPServerSession, to: string[]): Promise<void> {
    this.#record(session, 0, to[0]);
    this.#socketOf(session)?.destroy();
  }

  #refuseIfTold(session: SMTPServerSession, refusal: SmtpRefusal | undefined, to: string | undefined): void {
    if (refusal === undefined) return;
    this.#record(session, refusal.responseCode, to, refusal.message);
    throw refusal;
  }

  #record(session: SMTPServerSession, status: number, to: string | undefined, reason?: string): void {
    this.#state.requests.record('smtp', {
      from: senderOf(session),
      status,
      ...(to === undefined ? {} : { to }),
      ...(reason === undefined ? {} : { reason }),
      headers: {},
      connection: this.#socketOf(session) ?? session,
    });
  }
}

function senderOf({ envelope }: SMTPServerSession): string {
  return envelope.mailFrom === false ? '' : envelope.mailFrom.address;
}

function peerOf({ remoteAddress, remotePort }: SMTPServerSession): string {
  return `${remoteAddress}:${remotePort}`;
}

function isSame(one: string, other: string): boolean {
  const [given, expected] = [Buffer.from(one), Buffer.from(other)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** A reply of 4xx or 5xx. @see https://www.rfc-editor.org/rfc/rfc3463 */
class SmtpRefusal extends Error {
  readonly responseCode: number;

  constructor(responseCode: number, message: string) {
    super(message);
    this.responseCode = responseCode;
  }
}

/** The stage of a refusal: after `RCPT TO`, or after the mail. */
type Stage = 'recipient' | 'message';

/** The refusal of a behaviour at this stage. */
function replyFor({ mode, smtp_code: code = 550 }: Behaviour, stage: Stage): SmtpRefusal | undefined {
  if (stage === 'recipient') {
    if (mode === 'unregistered') return new SmtpRefusal(550, '5.1.1 No such mailbox here');
    if (mode === 'too_many_requests') return new SmtpRefusal(450, '4.7.1 Too many messages, try again later');
    if (mode === 'unavailable') return new SmtpRefusal(421, '4.3.2 Service not available, closing connection');
    return undefined;
  }
  if (mode === 'refuse') return new SmtpRefusal(code, `${Math.floor(code / 100)}.7.1 Message refused as you asked`);
  // Not an SMTP reply, as from another server in between.
  if (mode === 'garbage') return new SmtpRefusal(999, 'Welcome to the network');
  return undefined;
}
