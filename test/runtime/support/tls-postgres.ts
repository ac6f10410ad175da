import { appendFileSync, chownSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inCheckout } from '../../../dev/parts/checkout.ts';
import { openDataFolder, removeDataFolder } from '../../../dev/parts/data-folder.ts';
import { freePort } from '../../../dev/ports.ts';
import { findPostgresBinaries } from '../../../dev/processes/postgres-binaries.ts';
import { choosePostgresHome } from '../../../dev/processes/unprivileged-account.ts';
import { startPostgres } from '../../../dev/services/postgres.ts';
import type { DatabaseRole } from '../../../dev/services/postgres.ts';
import type { Identity } from '../../support/connections/certificates.ts';

/** A PostgreSQL whose three roles need TLS with a client certificate. */
export interface TlsPostgres {
  url(role: DatabaseRole): string;
  stop(): Promise<void>;
}

/** Starts PostgreSQL on a new cluster, which is removed at the end. */
export async function startTlsPostgres(identity: Identity, clientAuthority: string): Promise<TlsPostgres> {
  const dataFolder = inCheckout(`.data/tls-${process.pid}`);
  mkdirSync(dataFolder, { recursive: true, mode: 0o711 });
  const folder = await openDataFolder(dataFolder);
  const password = 'a-password';
  const options = {
    dataFolder,
    port: await freePort(),
    superuserPassword: password,
    password,
    runningPassword: password,
    maintenancePassword: password,
    record: folder.record,
  };
  await (await startPostgres(options)).stop();
  requireTls(choosePostgresHome(dataFolder, findPostgresBinaries()).folder, identity, clientAuthority);
  const { url, stop } = await startPostgres(options);
  return {
    url,
    stop: async () => {
      await stop();
      await folder.release();
      removeDataFolder(dataFolder);
    },
  };
}

function requireTls(cluster: string, identity: Identity, clientAuthority: string): void {
  const { uid, gid } = statSync(join(cluster, 'PG_VERSION'));
  const files = { 'server.key': identity.key, 'server.crt': identity.certificate, 'clients.crt': clientAuthority };
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(cluster, name), content, { mode: 0o600 });
    chownSync(join(cluster, name), uid, gid);
  }
  appendFileSync(
    join(cluster, 'postgresql.conf'),
    "\nssl = on\nssl_cert_file = 'server.crt'\nssl_key_file = 'server.key'\nssl_ca_file = 'clients.crt'\n",
  );
  writeFileSync(
    join(cluster, 'pg_hba.conf'),
    'host all postgres 127.0.0.1/32 scram-sha-256\nhostssl all all 127.0.0.1/32 scram-sha-256 clientcert=verify-ca\n',
  );
}
