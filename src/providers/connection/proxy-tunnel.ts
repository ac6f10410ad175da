import { request as requestHttp } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { OutgoingProxy } from './outgoing-proxy.ts';

export interface TunnelTarget {
  host: string;
  port: number;
}

/** The proxy refused the tunnel; `code` may be logged. */
export class ProxyError extends Error {
  readonly code: 'PROXY_UNREACHABLE' | 'PROXY_UNAUTHORISED' | 'PROXY_REFUSED';

  constructor(code: ProxyError['code'], message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ProxyError';
    this.code = code;
  }
}

interface ConnectAnswer {
  response: IncomingMessage;
  socket: Socket;
  head: Buffer;
}

/**
 * A connection to `target` through an HTTP proxy, made with CONNECT. It can be handed to TLS at once: what is written
 * before the proxy has answered waits. Its errors are of the system, or ProxyError.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-connect
 */
export class ProxyTunnel extends Duplex {
  readonly #proxy: OutgoingProxy;
  readonly #target: TunnelTarget;
  readonly #certificateAuthorities: string[] | undefined;
  readonly #abandoned = new AbortController();
  readonly #made = Promise.withResolvers<void>();
  #socket: Socket | undefined;

  constructor(proxy: OutgoingProxy, target: TunnelTarget, certificateAuthorities?: string[]) {
    super();
    this.#proxy = proxy;
    this.#target = target;
    this.#certificateAuthorities = certificateAuthorities;
    // Most users read of a failure in the `error` event.
    this.#made.promise.catch(() => undefined);
  }

  /** Resolves when the tunnel is made. Rejects with what the `error` event brings. */
  ready(): Promise<void> {
    return this.#made.promise;
  }

  override _construct(callback: (error?: Error | null) => void): void {
    void this.#construct(callback);
  }

  /** Streams are not destroyed before `_construct` ends: without this a proxy that never answers would keep its connection. */
  override destroy(error?: Error): this {
    this.#abandoned.abort();
    return super.destroy(error);
  }

  override _read(): void {
    this.#socket?.resume();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.#socket?.write(chunk, encoding, callback);
  }

  override _final(callback: (error?: Error | null) => void): void {
    if (this.#socket === undefined) callback();
    else this.#socket.end(callback);
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#socket?.destroy();
    callback(error);
  }

  async #construct(callback: (error?: Error | null) => void): Promise<void> {
    try {
      const { socket, head } = await this.#establish();
      this.#attach(socket, head);
    } catch (error) {
      this.#made.reject(error);
      return callback(error as Error);
    }
    this.#made.resolve();
    callback();
  }

  async #establish(): Promise<ConnectAnswer> {
    const { credentials, isPreemptive } = this.#proxy;
    const first = await this.#ask(isPreemptive);
    if (credentials === undefined || isPreemptive || !asksForBasic(first.response)) return checkAnswer(first);
    // Most proxies close the connection with their 407.
    first.socket.destroy();
    return checkAnswer(await this.#ask(true));
  }

  async #ask(withCredentials: boolean): Promise<ConnectAnswer> {
    const { host, port } = this.#target;
    const { isTls, credentials } = this.#proxy;
    const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    const request = (isTls ? requestHttps : requestHttp)({
      host: this.#proxy.host,
      port: this.#proxy.port,
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...(withCredentials && credentials ? authorization(credentials) : {}) },
      agent: false,
      signal: this.#abandoned.signal,
      ...(isTls && this.#certificateAuthorities ? { ca: this.#certificateAuthorities } : {}),
    });
    return new Promise((resolve, reject) => {
      request.once('error', (error: NodeJS.ErrnoException) =>
        reject(new ProxyError('PROXY_UNREACHABLE', `no answer from the proxy (${error.code ?? 'UNKNOWN'})`, error)),
      );
      request.once('connect', (response, socket, head) =>
        resolve({ response, socket: socket.on('error', () => undefined), head }),
      );
      request.end();
    });
  }

  #attach(socket: Socket, head: Buffer): void {
    this.#socket = socket;
    if (head.length > 0) this.push(head);
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) socket.pause();
    });
    socket.once('end', () => this.push(null));
    socket.once('error', (error) => this.destroy(error));
    socket.once('close', () => this.destroy());
  }
}

function checkAnswer(answer: ConnectAnswer): ConnectAnswer {
  const { statusCode = 0 } = answer.response;
  if (statusCode >= 200 && statusCode < 300) return answer;
  answer.socket.destroy();
  throw new ProxyError(statusCode === 407 ? 'PROXY_UNAUTHORISED' : 'PROXY_REFUSED', `the proxy answered ${statusCode}`);
}

/** The password is sent only to a proxy that asks for it by the one scheme that this code speaks. */
function asksForBasic({ statusCode, headers }: IncomingMessage): boolean {
  return statusCode === 407 && /(^|,)\s*basic(\s|,|$)/i.test(headers['proxy-authenticate']?.toString() ?? '');
}

/** @see https://www.rfc-editor.org/rfc/rfc7617 */
function authorization({ username, password }: { username: string; password: string }): Record<string, string> {
  return { 'proxy-authorization': `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}
