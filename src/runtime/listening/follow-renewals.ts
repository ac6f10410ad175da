import type { Server } from 'node:https';
import { isDeepStrictEqual } from 'node:util';
import { readListenCertificate } from '../../config/listen-certificate.ts';
import type { ListenCertificate, ListenCertificateFiles } from '../../config/listen-certificate.ts';

export interface TlsOptions {
  files: ListenCertificateFiles;
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
  /** Milliseconds between two looks at the files. */
  renewalCheckMs?: number;
}

/**
 * Has new connections use the certificate that the files hold now, also where a link to them was changed. While they cannot be used, such as
 * between the renewal of one file and of the other, the former one stays in use. @returns what ends it
 */
export function followRenewals(
  server: Server,
  first: ListenCertificate,
  { files, log, renewalCheckMs = 30_000 }: TlsOptions,
): () => void {
  let current = first;
  let said: string | undefined;
  const look = () => {
    try {
      const found = readListenCertificate(files);
      said = undefined;
      if (!found || isDeepStrictEqual(found, current)) return;
      server.setSecureContext(found);
      current = found;
      log.info({}, 'the certificate was renewed');
    } catch (error) {
      const { message: problem } = error as Error;
      if (problem !== said) log.warn({ problem }, 'the certificate cannot be renewed: the former one stays in use');
      said = problem;
    }
  };
  const timer = setInterval(look, renewalCheckMs).unref();
  return () => clearInterval(timer);
}
