import { request } from 'node:https';
import { TLSSocket } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import type { Identity } from './certificates.ts';

/** How a client connects: with a certificate, or without. */
export interface TlsClient {
  /** The authority that it trusts, as PEM. */
  ca: string;
  identity?: Identity | undefined;
  options?: ConnectionOptions;
}

/** An answer, and what the server showed and asked for. */
export interface TlsAnswer {
  response: Response;
  /** Common name in the certificate of the server. */
  shown: string | undefined;
  protocol: string | null;
}

/** Sends a request over a TLS connection of its own. `fetch` of Node takes no client certificate. */
export function requestByTls(
  { ca, identity, options }: TlsClient,
  url: string,
  init: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<TlsAnswer> {
  const own = identity && { key: identity.key, cert: identity.certificate };
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = init;
    const sent = request(url, { agent: false, ca, ...own, ...options, method, headers }, (answer) => {
      const { socket, statusCode = 0, rawHeaders } = answer;
      if (!(socket instanceof TLSSocket)) return reject(new Error('no TLS'));
      const subject = socket.getPeerCertificate().subject.CN;
      const protocol = socket.getProtocol();
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const pairs = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? '']] : []));
        const text = chunks.length > 0 ? Buffer.concat(chunks).toString() : null;
        const response = new Response(text, { status: statusCode, headers: pairs as [string, string][] });
        resolve({ response, shown: Array.isArray(subject) ? subject[0] : subject, protocol });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
