import type { DatabaseRole } from '../services/postgres.ts';
import type { Infrastructure } from './infrastructure.ts';
import type { WebFolders } from './web-pages.ts';

/** What distinguishes several sets of applications on the same infrastructure. */
export interface ApplicationOptions {
  database: string;
  taskQueue: string;
  apiPort: number;
  operationsPort: number;
  /** The folders of our own pages. With them the API is at `localhost`, because passkeys do not work at an IP address. */
  webFolders?: WebFolders | undefined;
}

/** The origin of a page or API on loopback. */
export function originOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}

/** Every `COUNTERSIGN_*` variable that `server.ts` and `worker.ts` need on this infrastructure. */
export function applicationEnvironment(
  infrastructure: Infrastructure,
  options: ApplicationOptions,
): Record<string, string> {
  const { ports, secrets, temporalUiUrl } = infrastructure;
  return {
    COUNTERSIGN_MODE: 'development',
    COUNTERSIGN_PUBLIC_URL: options.webFolders ? `http://localhost:${options.apiPort}` : originOf(options.apiPort),
    ...(options.webFolders && {
      COUNTERSIGN_PORTAL_FOLDER: options.webFolders.portal,
      COUNTERSIGN_CONSOLE_FOLDER: options.webFolders.console,
    }),
    COUNTERSIGN_LISTEN_HOST: '127.0.0.1',
    COUNTERSIGN_LISTEN_PORT: String(options.apiPort),
    COUNTERSIGN_OPERATIONS_HOST: '127.0.0.1',
    COUNTERSIGN_OPERATIONS_PORT: String(options.operationsPort),
    COUNTERSIGN_WORKER_IN_PROCESS: 'true',
    COUNTERSIGN_DATABASE_URL: databaseUrl(infrastructure, 'running', options.database),
    COUNTERSIGN_MIGRATION_DATABASE_URL: databaseUrl(infrastructure, 'owner', options.database),
    COUNTERSIGN_MAINTENANCE_DATABASE_URL: databaseUrl(infrastructure, 'maintenance', options.database),
    COUNTERSIGN_DATABASE_STATEMENT_TIMEOUT: process.env['COUNTERSIGN_DATABASE_STATEMENT_TIMEOUT'] ?? '2.5',
    COUNTERSIGN_EXTRA_WAIT: process.env['COUNTERSIGN_EXTRA_WAIT'] ?? '0',
    COUNTERSIGN_MIGRATE_ON_START: 'true',
    COUNTERSIGN_TEMPORAL_ADDRESS: infrastructure.temporalAddress,
    COUNTERSIGN_TEMPORAL_NAMESPACE: infrastructure.temporalNamespace,
    COUNTERSIGN_TEMPORAL_TASK_QUEUE: options.taskQueue,
    COUNTERSIGN_KEYRING: JSON.stringify(secrets.keyring),
    COUNTERSIGN_CODEC_ORIGIN: temporalUiUrl,
    COUNTERSIGN_CORS_ORIGINS: [ports.demoSite, ports.demoPhone, ports.demoClub].map(originOf).join(','),
    COUNTERSIGN_CALLBACK_PRIVATE_ADDRESSES: 'allowed',
    COUNTERSIGN_LOG_LEVEL: process.env['COUNTERSIGN_LOG_LEVEL'] ?? 'info',
    ...providerEnvironment(infrastructure),
  };
}

/** The connection string of a role to another database on the same server. */
export function databaseUrl(
  infrastructure: Pick<Infrastructure, 'postgresUrls'>,
  role: DatabaseRole,
  database: string,
): string {
  const url = new URL(infrastructure.postgresUrls[role]);
  url.pathname = `/${encodeURIComponent(database)}`;
  return url.href;
}

function providerEnvironment({ sandbox }: Infrastructure): Record<string, string> {
  const { twilio, whatsapp, smtp } = sandbox.credentials;
  return {
    COUNTERSIGN_PROVIDER_CA_FILE: sandbox.caFile,
    COUNTERSIGN_APNS_PRODUCTION_URL: sandbox.apnsUrl,
    COUNTERSIGN_APNS_DEVELOPMENT_URL: sandbox.apnsUrl,
    COUNTERSIGN_FCM_URL: sandbox.httpsUrl,
    COUNTERSIGN_TWILIO_URL: sandbox.httpsUrl,
    COUNTERSIGN_TWILIO_ACCOUNT_SID: twilio.account_sid,
    COUNTERSIGN_TWILIO_AUTH_TOKEN: twilio.auth_token,
    COUNTERSIGN_TWILIO_FROM_NUMBER: twilio.from_number,
    COUNTERSIGN_TWILIO_WHATSAPP_NUMBER: whatsapp.from_number,
    COUNTERSIGN_TWILIO_WHATSAPP_TEMPLATES: JSON.stringify(whatsapp.content_sids),
    COUNTERSIGN_SMTP_URL: `smtp://${smtp.username}:${smtp.password}@${sandbox.smtpAddress}`,
    COUNTERSIGN_SMTP_FROM_ADDRESS: 'no-reply@northwind.example',
    COUNTERSIGN_SMTP_FROM_NAME: 'Northwind Energy',
  };
}
