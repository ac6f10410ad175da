import { request as requestHttp } from 'node:http';
import type { ClientRequest } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

export interface TunnelTarget {
  host: string;
  port: number;
}

/**
 * A connection to `target` through an HTTP proxy, made with CONNECT. It can be handed to TLS at once: what is written
 * before the proxy has answered waits.
 */
export class ProxyTunnel extends Duplex {
  readonly #proxy: URL;
  readonly #target: TunnelTarget;
  readonly #certificateAuthorities: string[] | undefined;
  #request: ClientRequest | undefined;
  #socket: Socket | undefined;

  constructor(proxyUrl: string, target: TunnelTarget, certificateAuthorities?: string[]) {
    super();
    this.#proxy = new URL(proxyUrl);
    this.#target = target;
    this.#certificateAuthorities = certificateAuthorities;
  }

  override _construct(callback: (error?: Error | null) => void): void {
    const { host, port } = this.#target;
    const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    const isTls = this.#proxy.protocol === 'https:';
    this.#request = (isTls ? requestHttps : requestHttp)({
      host: this.#proxy.hostname.replace(/^\[|\]$/g, ''),
      port: this.#proxy.port || (isTls ? 443 : 80),
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...proxyAuthorization(this.#proxy) },
      agent: false,
      ...(isTls && this.#certificateAuthorities ? { ca: this.#certificateAuthorities } : {}),
    });
    this.#request.once('error', callback);
    this.#request.once('response', (response) => this.#refuse(response.statusCode, callback));
    this.#request.once('connect', (response, socket, head) => {
      if (response.statusCode !== 200) return this.#refuse(response.statusCode, callback);
      this.#attach(socket, head);
      callback();
    });
    this.#request.end();
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
    this.#request?.destroy();
    this.#socket?.destroy();
    callback(error);
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

  #refuse(status: number | undefined, callback: (error: Error) => void): void {
    this.#request?.destroy();
    callback(Object.assign(new Error(`the proxy answered ${status}`), { code: 'PROXY_REFUSED' }));
  }
}

function proxyAuthorization({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
}
