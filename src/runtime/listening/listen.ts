import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { readListenCertificate } from '../../config/listen-certificate.ts';
import { bounds } from '../../domain/rate-limits/limits.ts';
import { followRenewals } from './follow-renewals.ts';
import type { TlsOptions } from './follow-renewals.ts';

export interface Listener {
  /** Stops taking connections, lets open requests finish for `graceMs`, then ends them. */
  close(graceMs: number): Promise<void>;
}

const options = {
  requestTimeout: 30_000,
  headersTimeout: 15_000,
  keepAliveTimeout: 65_000,
  maxHeaderSize: bounds['request-headers'].most,
};

/**
 * Listens; rejects when the address is in use.
 * @param tls with the files of a certificate, it listens by TLS and asks for certificates; without, or without files, by plain HTTP
 */
export async function listen(
  handler: RequestListener,
  host: string,
  port: number,
  tls?: TlsOptions,
): Promise<Listener> {
  const certificate = tls && readListenCertificate(tls.files);
  if (!tls || !certificate) return start(createServer(options, handler), host, port);
  // A certificate of any authority is let in: whose it is, and what it is good for, is decided where it is used.
  const asked = { ...certificate, handshakeTimeout: 15_000, requestCert: true, rejectUnauthorized: false };
  const server = createTlsServer({ ...options, ...asked }, handler);
  const listener = await start(server, host, port);
  const stopFollowing = followRenewals(server, certificate, tls);
  return {
    close: (graceMs) => {
      stopFollowing();
      return listener.close(graceMs);
    },
  };
}

async function start(server: Server, host: string, port: number): Promise<Listener> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  return { close: (graceMs) => close(server, graceMs) };
}

async function close(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}
