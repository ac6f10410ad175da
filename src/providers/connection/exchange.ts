import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { Agent } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { abortAfter } from './deadline.ts';

const answerLimit = 256 * 1024;

export interface ExchangeRequest {
  method: 'GET' | 'POST';
  url: URL;
  headers: Record<string, string>;
  body?: string;
  agent: Agent;
  /** Milliseconds for everything, from connecting to the end of the answer. */
  timeoutMs: number;
}

export interface ExchangeAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** No complete answer came. `mayHaveArrived` is false only when certainly nothing of the request was sent. */
export class ExchangeError extends Error {
  readonly fault: 'timeout' | 'connection';
  readonly mayHaveArrived: boolean;
  /** The system's code, such as `ECONNRESET`. */
  readonly code: string;

  constructor(fault: 'timeout' | 'connection', code: string, mayHaveArrived: boolean) {
    super(`${fault} (${code})`);
    this.name = 'ExchangeError';
    this.fault = fault;
    this.code = code;
    this.mayHaveArrived = mayHaveArrived;
  }
}

/**
 * One HTTPS request and its whole answer, whatever its status; redirects are not followed.
 * @throws ExchangeError
 */
export async function exchange({
  method,
  url,
  headers,
  body,
  agent,
  timeoutMs,
}: ExchangeRequest): Promise<ExchangeAnswer> {
  const signal = abortAfter(timeoutMs);
  let mayHaveArrived = false;
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const outgoing = request(url, { method, headers: { ...headers, ...length }, agent, signal }, resolve);
      outgoing.once('error', reject);
      outgoing.once('socket', (socket) => {
        if (isSecured(socket as TLSSocket)) mayHaveArrived = true;
        else socket.once('secureConnect', () => (mayHaveArrived = true));
      });
      outgoing.end(body);
    });
    return { status: response.statusCode ?? 0, headers: response.headers, body: await readAnswer(response) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'UNKNOWN';
    throw new ExchangeError(
      signal.aborted ? 'timeout' : 'connection',
      signal.aborted ? 'ETIMEDOUT' : code,
      mayHaveArrived,
    );
  }
}

/** A reused connection has finished its handshake. */
function isSecured(socket: TLSSocket): boolean {
  return (
    !socket.connecting && socket.getProtocol() !== null && !(socket as { secureConnecting?: boolean }).secureConnecting
  );
}

async function readAnswer(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > answerLimit) throw Object.assign(new Error('the answer is too long'), { code: 'ANSWER_TOO_LONG' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
