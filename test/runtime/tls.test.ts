import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inCheckout } from '../../dev/parts/checkout.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import { createLogger } from '../../src/runtime/logger.ts';
import { migrate } from '../../src/runtime/migrate.ts';
import { createNotificationHub } from '../../src/database/notification-hub.ts';
import { createOrm } from '../../src/database/orm.ts';
import { createTemporalConnection } from '../../src/runtime/temporal/temporal-connection.ts';
import { Keyring } from '../../src/security/keyring.ts';
import { createAuthority } from '../support/connections/certificates.ts';
import { createIsolatedInstance, useStack } from '../support/stack.ts';
import '../support/quiet-temporal.ts';
import { openTlsLine } from './support/tls-line.ts';
import type { TlsLine } from './support/tls-line.ts';
import { startTlsPostgres } from './support/tls-postgres.ts';
import type { TlsPostgres } from './support/tls-postgres.ts';

type Variables = Record<string, string>;

const { environment: shared, infrastructure } = useStack();
const folder = inCheckout(`.data/certificates-${process.pid}`);
let postgres: TlsPostgres;
let temporal: TlsLine;
let database: Variables;
let engine: Variables;

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  const [authority, stranger] = [await createAuthority(), await createAuthority()];
  const server = await authority.issue('server', ['database.internal', 'temporal.internal', '127.0.0.1']);
  const client = await authority.issue('client');
  const files = {
    authority: authority.certificate,
    stranger: stranger.certificate,
    key: client.key,
    client: client.certificate,
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, `${name}.pem`), content);
  postgres = await startTlsPostgres(server, authority.certificate);
  temporal = await openTlsLine(infrastructure.temporalAddress, server, authority.certificate);
  database = {
    COUNTERSIGN_DATABASE_URL: postgres.url('running'),
    COUNTERSIGN_MIGRATION_DATABASE_URL: postgres.url('owner'),
    COUNTERSIGN_MAINTENANCE_DATABASE_URL: postgres.url('maintenance'),
    ...tlsSettings('DATABASE'),
  };
  engine = { COUNTERSIGN_TEMPORAL_ADDRESS: `127.0.0.1:${temporal.port}`, ...tlsSettings('TEMPORAL') };
  await migrate(settings());
});
afterAll(async () => {
  await temporal?.close();
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function tlsSettings(of: string): Variables {
  return {
    [`COUNTERSIGN_${of}_TLS`]: 'true',
    [`COUNTERSIGN_${of}_CA_FILE`]: join(folder, 'authority.pem'),
    [`COUNTERSIGN_${of}_CERTIFICATE_FILE`]: join(folder, 'client.pem'),
    [`COUNTERSIGN_${of}_KEY_FILE`]: join(folder, 'key.pem'),
  };
}

function settings(changes: Record<string, string | undefined> = {}) {
  return readEnvironment({ ...shared, ...database, ...engine, ...changes });
}

/** Changes of the settings that break a working connection. */
const cases = (of: string) =>
  [
    ['the CA file has another authority', { [`COUNTERSIGN_${of}_CA_FILE`]: join(folder, 'stranger.pem') }],
    ['the CA file is not set', { [`COUNTERSIGN_${of}_CA_FILE`]: undefined }],
    ['the server name is not in the certificate', { [`COUNTERSIGN_${of}_SERVER_NAME`]: 'somewhere.else' }],
    [
      'the client certificate is not set',
      { [`COUNTERSIGN_${of}_CERTIFICATE_FILE`]: undefined, [`COUNTERSIGN_${of}_KEY_FILE`]: undefined },
    ],
  ] as const;

describe('TLS to PostgreSQL', () => {
  async function connect(changes: Record<string, string | undefined> = {}): Promise<unknown> {
    const environment = settings(changes);
    const orm = await createOrm(environment, new Keyring(environment.keyring));
    try {
      return await orm.em
        .fork()
        .execute('select usename, ssl from pg_stat_ssl join pg_stat_activity using (pid) where pid = pg_backend_pid()');
    } finally {
      await orm.close(true);
    }
  }

  it('encrypts the connections of the pool, with the host of the URL or the configured server name', async () => {
    const encrypted = [{ usename: 'countersign_running', ssl: true }];
    expect(await connect()).toEqual(encrypted);
    expect(await connect({ COUNTERSIGN_DATABASE_SERVER_NAME: 'database.internal' })).toEqual(encrypted);
  });

  it.each(cases('DATABASE'))('refuses to connect when %s', async (_what, changes) => {
    await expect(connect(changes)).rejects.toThrow(/certificate|altnames|issuer/i);
  });

  it('is required by the server: a plain connection is refused', async () => {
    const plain = Object.fromEntries(Object.keys(tlsSettings('DATABASE')).map((name) => [name, undefined]));
    await expect(connect(plain)).rejects.toThrow(/no encryption/);
  });

  it('works for notifications too', async () => {
    const hub = createNotificationHub({ environment: settings(), log: createLogger('fatal', 'test') });
    const orm = await createOrm(settings(), new Keyring(settings().keyring));
    try {
      await expect
        .poll(
          async () => {
            const told = hub.waitFor('configuration', 'tls', 1_000).then(() => performance.now());
            const began = performance.now();
            await orm.em.fork().execute(`select pg_notify('countersign', 'configuration:tls')`);
            return (await told) - began < 900;
          },
          { timeout: 45_000 },
        )
        .toBe(true);
    } finally {
      await hub.close();
      await orm.close(true);
    }
  });
});

describe('TLS to Temporal', () => {
  async function connect(changes: Record<string, string | undefined> = {}): Promise<void> {
    const environment = settings(changes);
    const connection = createTemporalConnection(environment, new Keyring(environment.keyring));
    try {
      await (await connection.connect()).client.workflowService.getSystemInfo({});
    } finally {
      await connection.close();
    }
  }

  it('connects through a TLS proxy, with the host of the address or the configured server name', async () => {
    await connect();
    await connect({ COUNTERSIGN_TEMPORAL_SERVER_NAME: 'temporal.internal' });
  });

  it.each(cases('TEMPORAL'))('refuses to connect when %s', async (_what, changes) => {
    await expect(connect(changes)).rejects.toThrow();
  });
});

it('API and worker run with TLS to PostgreSQL and Temporal', { timeout: 120_000 }, async () => {
  const instance = await createIsolatedInstance();
  try {
    const server = await instance.startServer({ ...database, ...engine });
    const ready = await fetch(`${server.url}/health/ready`);
    expect(await ready.json()).toMatchObject({ status: 'up', postgresql: 'up', temporal: 'up' });
  } finally {
    await instance.stop();
  }
});
