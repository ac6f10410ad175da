import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { readListenCertificate, UnusableCertificate } from './listen-certificate.ts';
import {
  flag,
  port,
  origin,
  list,
  keys,
  databaseUrl,
  pemFile,
  builtPages,
  networkOrAddress,
  proxyAddress,
  smtpAddress,
  mailAddress,
  contentSids,
} from './setting-schemas.ts';

/** One environment variable: docs/settings.md and the deployment check are made from these. */
export interface EnvironmentSetting {
  name: string;
  /** Needed in every mode. */
  required: boolean;
  /** Needed in production only; development may do without. */
  requiredInProduction: boolean;
  default?: string;
  secret: boolean;
  description: string;
  schema: z.ZodType;
}

const required = { required: true, requiredInProduction: true, secret: false } as const;
const optional = { required: false, requiredInProduction: false, secret: false } as const;

// prettier-ignore
const settings = {
  mode: { name: 'COUNTERSIGN_MODE', ...optional, default: 'production', schema: z.enum(['production', 'development']), description: 'Development allows plain HTTP and loopback conveniences.' },
  publicUrl: { name: 'COUNTERSIGN_PUBLIC_URL', ...required, schema: z.string().transform((url) => url.replace(/\/+$/, '')).pipe(origin), description: 'Base URL under which sites and apps reach the API, without a path. DPoP proofs and tokens name it.' },
  listenHost: { name: 'COUNTERSIGN_LISTEN_HOST', ...optional, default: '127.0.0.1', schema: z.string().min(1), description: 'Address the API listens on.' },
  listenPort: { name: 'COUNTERSIGN_LISTEN_PORT', ...optional, default: '7100', schema: port, description: 'Port the API listens on.' },
  listenCertificateFile: { name: 'COUNTERSIGN_LISTEN_CERTIFICATE_FILE', ...optional, schema: z.string().min(1), description: 'PEM file of the certificate with which the API listens by TLS (1.2 or newer), with its intermediate ones behind it. Callers are asked for a certificate, which they need not have. The file may be renewed while the API runs. Unset: the API listens without TLS, for a proxy that has it.' },
  listenKeyFile: { name: 'COUNTERSIGN_LISTEN_KEY_FILE', ...optional, schema: z.string().min(1), description: 'PEM file of the private key of that certificate, without a passphrase.' },
  listenClientAuthoritiesFile: { name: 'COUNTERSIGN_LISTEN_CLIENT_CA_FILE', ...optional, schema: z.string().min(1), description: 'PEM file of the certificate authorities that callers are told of when they are asked for a certificate: browsers without one of theirs do not ask their user. It decides about no certificate that comes nevertheless. Unset: none are named, and browsers offer all that they have.' },
  operationsHost: { name: 'COUNTERSIGN_OPERATIONS_HOST', ...optional, default: '127.0.0.1', schema: z.string().min(1), description: 'Address of the operations listener (metrics, health, codec). Never publish it.' },
  operationsPort: { name: 'COUNTERSIGN_OPERATIONS_PORT', ...optional, default: '7101', schema: port, description: 'Port of the operations listener, one for each process.' },
  workerInProcess: { name: 'COUNTERSIGN_WORKER_IN_PROCESS', ...optional, default: 'false', schema: flag, description: 'Run the worker in the API process: lowest latency, for development and small sites.' },
  databaseUrl: { name: 'COUNTERSIGN_DATABASE_URL', ...required, secret: true, schema: databaseUrl, description: 'PostgreSQL connection URL of the role that API and worker run as. It needs to own nothing (docs/operations.md).' },
  migrationDatabaseUrl: { name: 'COUNTERSIGN_MIGRATION_DATABASE_URL', ...optional, secret: true, schema: databaseUrl, description: 'URL of the role that owns the tables, for migrations alone. Unset: the role that runs.' },
  maintenanceDatabaseUrl: { name: 'COUNTERSIGN_MAINTENANCE_DATABASE_URL', ...optional, secret: true, schema: databaseUrl, description: 'URL of the role that makes and drops partitions of events, for that work of the worker alone. Unset: the role that runs.' },
  databasePoolSize: { name: 'COUNTERSIGN_DATABASE_POOL_SIZE', ...optional, default: '12', schema: z.coerce.number().int().min(2).max(200), description: 'Connections a process keeps at most.' },
  databaseStatementTimeout: { name: 'COUNTERSIGN_DATABASE_STATEMENT_TIMEOUT', ...optional, default: '2.5', schema: z.coerce.number().min(0.5).max(60), description: 'Seconds that a statement may take. After that PostgreSQL counts as unreachable, and callers get 503 with `Retry-After`.' },
  extraWait: { name: 'COUNTERSIGN_EXTRA_WAIT', ...optional, default: '0', schema: z.coerce.number().min(0).max(60), description: 'Seconds to wait longer than usual for connections to PostgreSQL, Temporal, providers and the first message of a transaction. For a machine on which everything is slow, such as one that runs tests; the same for API and worker.' },
  databaseTls: { name: 'COUNTERSIGN_DATABASE_TLS', ...optional, default: 'false', schema: flag, description: 'Use TLS to PostgreSQL. Certificate and host name are verified. Production refuses a connection without it beyond the private network.' },
  databaseCa: { name: 'COUNTERSIGN_DATABASE_CA_FILE', ...optional, schema: pemFile, description: 'PEM file of the certificate authorities that may vouch for PostgreSQL. Unset: those that Node trusts.' },
  databaseCertificate: { name: 'COUNTERSIGN_DATABASE_CERTIFICATE_FILE', ...optional, schema: pemFile, description: 'PEM file of the client certificate, when PostgreSQL asks for one.' },
  databaseKey: { name: 'COUNTERSIGN_DATABASE_KEY_FILE', ...optional, schema: pemFile, description: 'PEM file of the private key of that certificate.' },
  databaseServerName: { name: 'COUNTERSIGN_DATABASE_SERVER_NAME', ...optional, schema: z.string().min(1), description: 'Name that the certificate of PostgreSQL has to hold, when it is not the host of the URL.' },
  temporalAddress: { name: 'COUNTERSIGN_TEMPORAL_ADDRESS', ...required, schema: z.string().regex(/^[^\s/]+:\d+$/), description: 'host:port of the Temporal frontend.' },
  temporalNamespace: { name: 'COUNTERSIGN_TEMPORAL_NAMESPACE', ...optional, default: 'countersign', schema: z.string().min(1), description: 'Temporal namespace.' },
  temporalTaskQueue: { name: 'COUNTERSIGN_TEMPORAL_TASK_QUEUE', ...optional, default: 'countersign', schema: z.string().min(1), description: 'Temporal task queue.' },
  temporalTls: { name: 'COUNTERSIGN_TEMPORAL_TLS', ...optional, default: 'false', schema: flag, description: 'Use TLS to the Temporal frontend. Certificate and host name are verified. Production refuses a connection without it beyond the private network.' },
  temporalCa: { name: 'COUNTERSIGN_TEMPORAL_CA_FILE', ...optional, schema: pemFile, description: 'PEM file of the certificate authorities that may vouch for the Temporal frontend. Unset: those that the system trusts.' },
  temporalCertificate: { name: 'COUNTERSIGN_TEMPORAL_CERTIFICATE_FILE', ...optional, schema: pemFile, description: 'PEM file of the client certificate, when the Temporal frontend asks for one.' },
  temporalKey: { name: 'COUNTERSIGN_TEMPORAL_KEY_FILE', ...optional, schema: pemFile, description: 'PEM file of the private key of that certificate.' },
  temporalServerName: { name: 'COUNTERSIGN_TEMPORAL_SERVER_NAME', ...optional, schema: z.string().min(1), description: 'Name that the certificate of the Temporal frontend has to hold, when it is not the host of its address.' },
  temporalApiKey: { name: 'COUNTERSIGN_TEMPORAL_API_KEY', ...optional, secret: true, schema: z.string().min(1), description: 'API key of the Temporal frontend, when it asks for one.' },
  keyring: { name: 'COUNTERSIGN_KEYRING', ...required, secret: true, schema: keys, description: 'JSON array of `{"id","key"}`, key = base64 of 32 random bytes. The first encrypts, all decrypt: rotate by putting a new one first. The last also makes the hashes that things are found by, so it stays the last for good (docs/operations.md).' },
  codecOrigin: { name: 'COUNTERSIGN_CODEC_ORIGIN', ...optional, schema: origin, description: 'Browser origin of Temporal UI that may decode payloads through the operations listener. Unset: the codec endpoint is off.' },
  corsOrigins: { name: 'COUNTERSIGN_CORS_ORIGINS', ...optional, default: '', schema: list, description: 'Comma separated browser origins that may use the app API.' },
  relatedOrigins: { name: 'COUNTERSIGN_RELATED_ORIGINS', ...optional, default: '', schema: list.pipe(z.array(origin)), description: 'Comma separated origins of further sites on which passkeys of this installation are used (`/.well-known/webauthn`). Browsers follow up to five names.' },
  apiReference: { name: 'COUNTERSIGN_API_REFERENCE', ...optional, default: 'on', schema: z.enum(['on', 'off']), description: 'Off: there is no `/docs` and no `/openapi.json`. They tell what every release of Countersign can do, and nothing of this installation.' },
  portalFolder: { name: 'COUNTERSIGN_PORTAL_FOLDER', ...optional, schema: builtPages, description: 'Folder with the build of the pages on which people sign in (`web/portal`). The image sets it. Unset: the API serves no pages, and says so at their addresses.' },
  consoleFolder: { name: 'COUNTERSIGN_CONSOLE_FOLDER', ...optional, schema: builtPages, description: "Folder with the build of the operators' console (`web/console`). The image sets it. Unset: the API serves no console, and says so at its address." },
  trustedProxies: { name: 'COUNTERSIGN_TRUSTED_PROXIES', ...optional, default: '0', schema: z.coerce.number().int().min(0).max(5), description: 'How many reverse proxies in front add to X-Forwarded-For.' },
  mtlsUrl: { name: 'COUNTERSIGN_MTLS_URL', ...optional, schema: z.string().transform((url) => url.replace(/\/+$/, '')).pipe(origin), description: 'Base URL under which callers reach the same API and are asked for a certificate, when they are not at the public one: the metadata of the authorization server names its endpoints there too (`mtls_endpoint_aliases`), so that browsers are not asked.' },
  clientCertificateHeader: { name: 'COUNTERSIGN_CLIENT_CERTIFICATE_HEADER', ...optional, default: 'ignored', schema: z.enum(['ignored', 'trusted']), description: 'Trusted: the last reverse proxy sets `Client-Cert` (RFC 9440) to the certificate of the TLS connection, and removes one that the caller sends. Read from the proxies in `COUNTERSIGN_CLIENT_CERTIFICATE_PROXIES` alone.' },
  clientCertificateProxies: { name: 'COUNTERSIGN_CLIENT_CERTIFICATE_PROXIES', ...optional, default: '', schema: list.pipe(z.array(networkOrAddress)), description: 'Comma separated addresses and networks (CIDR) of the proxies whose `Client-Cert` header is trusted. From any other peer of a connection the header is ignored.' },
  clientCertificateAuthorities: { name: 'COUNTERSIGN_CLIENT_CERTIFICATE_CA_FILE', ...optional, schema: pemFile, description: 'PEM file of the certificate authorities that may vouch for OAuth clients of `tls_client_auth`. Unset: none.' },
  personCertificateAuthorities: { name: 'COUNTERSIGN_PERSON_CERTIFICATE_CA_FILE', ...optional, schema: pemFile, description: 'PEM file of the certificate authorities that vouch for people: a certificate of theirs signs in the person who has its one e-mail address (`rfc822Name`) as a verified one, also when they have not uploaded it. Unset: only uploaded certificates sign in.' },
  hardwareCertificateAuthorities: { name: 'COUNTERSIGN_HARDWARE_CERTIFICATE_CA_FILE', ...optional, schema: pemFile, description: 'PEM file of the certificate authorities that issue certificates only for keys on hardware that asks for a PIN, such as smart cards: certificates of theirs that sign a person in are level 4, all others level 2. Unset: none.' },
  providerCaFile: { name: 'COUNTERSIGN_PROVIDER_CA_FILE', ...optional, schema: z.string().min(1), description: 'PEM file of a further certificate authority for provider connections.' },
  providerProxyUrl: { name: 'COUNTERSIGN_PROVIDER_PROXY_URL', ...optional, secret: true, schema: proxyAddress, description: 'Outgoing HTTP proxy for all provider connections, `http://user:password@host:port`. The configuration API\'s outgoing proxy wins over it.' },
  providerProxyPreemptive: { name: 'COUNTERSIGN_PROVIDER_PROXY_PREEMPTIVE', ...optional, default: 'true', schema: flag, description: 'Send that proxy its password with the first request; false = only after it has asked (407).' },
  providerProxyDirectHosts: { name: 'COUNTERSIGN_PROVIDER_PROXY_DIRECT_HOSTS', ...optional, default: '', schema: list, description: 'What is reached without that proxy: host names, `.suffix`es of them and addresses, with commas between.' },
  apnsProductionUrl: { name: 'COUNTERSIGN_APNS_PRODUCTION_URL', ...optional, schema: z.url({ protocol: /^https$/ }), description: 'Overrides the APNs production endpoint.' },
  apnsDevelopmentUrl: { name: 'COUNTERSIGN_APNS_DEVELOPMENT_URL', ...optional, schema: z.url({ protocol: /^https$/ }), description: 'Overrides the APNs development endpoint.' },
  fcmUrl: { name: 'COUNTERSIGN_FCM_URL', ...optional, schema: z.url({ protocol: /^https$/ }), description: 'Overrides the FCM endpoint.' },
  twilioUrl: { name: 'COUNTERSIGN_TWILIO_URL', ...optional, schema: z.url({ protocol: /^https$/ }), description: 'Overrides the Twilio endpoint.' },
  twilioAccountSid: { name: 'COUNTERSIGN_TWILIO_ACCOUNT_SID', ...optional, schema: z.string().regex(/^AC[0-9a-f]{32}$/i), description: 'Twilio account. Without it no text message can be sent.' },
  twilioAuthToken: { name: 'COUNTERSIGN_TWILIO_AUTH_TOKEN', ...optional, secret: true, schema: z.string().min(1), description: 'Twilio auth token.' },
  twilioFromNumber: { name: 'COUNTERSIGN_TWILIO_FROM_NUMBER', ...optional, schema: z.string().min(1), description: 'Number that text messages come from when no sender id is configured.' },
  clockSkewLimit: { name: 'COUNTERSIGN_CLOCK_SKEW_LIMIT', ...optional, default: '5', schema: z.coerce.number().min(0).max(3600), description: 'Seconds that the clock of a process may differ from that of PostgreSQL, either way. A process that is further off is not ready, refuses requests and takes no work (docs/operations.md). 0 = any number.' },
  twilioWhatsAppNumber: { name: 'COUNTERSIGN_TWILIO_WHATSAPP_NUMBER', ...optional, schema: z.string().regex(/^\+[1-9]\d{6,14}$/), description: 'Number of the Twilio account that WhatsApp messages come from.' },
  twilioWhatsAppTemplates: { name: 'COUNTERSIGN_TWILIO_WHATSAPP_TEMPLATES', ...optional, schema: contentSids, description: 'JSON object: language -> id (`HX...`) of the authentication template that Meta approved in it. One in `en` serves every other language.' },
  smtpUrl: { name: 'COUNTERSIGN_SMTP_URL', ...optional, secret: true, schema: smtpAddress, description: 'Server that mails go through: `smtp://user:password@host:587` (STARTTLS, demanded) or `smtps://user:password@host:465`. The configuration API\'s SMTP server wins over it. Without either no mail can be sent.' },
  smtpFromAddress: { name: 'COUNTERSIGN_SMTP_FROM_ADDRESS', ...optional, schema: mailAddress, description: 'Address that those mails come from.' },
  smtpFromName: { name: 'COUNTERSIGN_SMTP_FROM_NAME', ...optional, schema: z.string().min(1).max(128).regex(/^\P{C}*$/u, 'has a control character'), description: 'Name that those mails come from.' },
  callbackPrivateAddresses: { name: 'COUNTERSIGN_CALLBACK_PRIVATE_ADDRESSES', ...optional, default: 'refused', schema: z.enum(['refused', 'allowed']), description: 'Whether callbacks, logout tokens, requests for the published keys of clients, pushes to what a push configuration names, mails through an SMTP server that the configuration API names, and questions to a geolocation service may go to private, loopback and link-local addresses; those for keys and logout tokens then also without TLS.' },
  geolocationFolder: { name: 'COUNTERSIGN_GEOLOCATION_FOLDER', ...optional, schema: z.string().min(1), description: 'Folder of the files by which places of IP addresses are found (MaxMind format). The configuration names one of them.' },
  firstAdministrator: { name: 'COUNTERSIGN_FIRST_ADMINISTRATOR', ...optional, schema: z.string().regex(/^[A-Za-z0-9._-]{4,64}$/, 'is not a username'), description: 'Username of the first Administrator. Used only while there is no Administrator at all (docs/operations.md).' },
  firstAdministratorPassword: { name: 'COUNTERSIGN_FIRST_ADMINISTRATOR_PASSWORD', ...optional, secret: true, schema: z.string().min(15, 'is shorter than 15 characters').max(256, 'is longer than 256 characters'), description: 'Their password, 15 characters or more. Take it out of the environment once they have signed in and changed it.' },
  firstApiClient: { name: 'COUNTERSIGN_FIRST_API_CLIENT', ...optional, schema: z.string().regex(/^[A-Za-z0-9][\x21-\x39\x3b-\x7e]{0,63}$/, 'is not a client id'), description: 'Id of the first API client, which can add all others. Used only while there is no API client at all (docs/operations.md).' },
  firstApiClientSecret: { name: 'COUNTERSIGN_FIRST_API_CLIENT_SECRET', ...optional, secret: true, schema: z.string().regex(/^[\x20-\x7e]{16,256}$/, 'has not 16 to 256 characters of ASCII'), description: 'Its secret, 16 random characters or more. Take it out of the environment once the client is there.' },
  migrateOnStart: { name: 'COUNTERSIGN_MIGRATE_ON_START', ...optional, default: 'false', schema: flag, description: 'Apply database migrations when the API starts.' },
  logLevel: { name: 'COUNTERSIGN_LOG_LEVEL', ...optional, default: 'info', schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']), description: 'Least level that is logged.' },
} satisfies Record<string, EnvironmentSetting>;

type Settings = typeof settings;
type Mandatory = {
  [Key in keyof Settings]: Settings[Key] extends { default: string } | { required: true } ? Key : never;
}[keyof Settings];
type Value<Key extends keyof Settings> = z.output<Settings[Key]['schema']>;

/** Validated settings of one process. */
export type Environment = { [Key in Mandatory]: Value<Key> } & {
  [Key in Exclude<keyof Settings, Mandatory>]?: Value<Key>;
};

/** Every environment variable that Countersign reads, in reading order. */
export const environmentSettings: readonly EnvironmentSetting[] = Object.values(settings);

/** Refusal at start-up: one line a problem, naming the variable and how to set it. */
export class EnvironmentError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`Countersign cannot start:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'EnvironmentError';
    this.problems = problems;
  }
}

/**
 * Reads and validates the settings of this process.
 * @throws EnvironmentError naming every variable that is missing or wrong, never its value.
 */
export function readEnvironment(source: Record<string, string | undefined> = process.env): Environment {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries(settings) as [string, EnvironmentSetting][]) {
    const text = readText(source, setting, problems) || setting.default;
    if (text === undefined) {
      if (setting.required) problems.push(`${setting.name} is not set. ${setting.description}`);
      continue;
    }
    const parsed = setting.schema.safeParse(text);
    if (parsed.success) values[key] = parsed.data;
    else problems.push(`${setting.name} ${parsed.error.issues[0]?.message ?? 'is not valid'}. ${setting.description}`);
  }
  if (problems.length === 0)
    problems.push(
      ...refuseInsecureProduction(values as Environment),
      ...refuseHalves(values as Environment),
      ...refuseIdleTls(values as Environment),
      ...refuseOwnHeader(values as Environment),
      ...refuseUnusableCertificate(values as Environment),
    );
  if (problems.length > 0) throw new EnvironmentError(problems);
  return values as Environment;
}

/** The text of a setting. A secret may stand in a file that `NAME_FILE` names, as container engines hand secrets over. */
function readText(
  source: Record<string, string | undefined>,
  { name, secret }: EnvironmentSetting,
  problems: string[],
): string | undefined {
  const path = secret ? source[`${name}_FILE`] : undefined;
  if (!path) return source[name];
  if (source[name]) problems.push(`${name} and ${name}_FILE are both set: one of them has to go.`);
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    problems.push(`${name}_FILE cannot be read (${(error as NodeJS.ErrnoException).code}).`);
    return source[name];
  }
}

function refuseInsecureProduction(environment: Environment): string[] {
  if (environment.mode !== 'production') return [];
  return (['publicUrl', 'mtlsUrl'] as const)
    .filter((key) => environment[key]?.startsWith('https://') === false)
    .map((key) => `${settings[key].name} must be an https:// URL in production (or set COUNTERSIGN_MODE=development).`);
}

function refuseHalves(environment: Environment): string[] {
  const pairs = [
    ['firstAdministrator', 'firstAdministratorPassword'],
    ['firstApiClient', 'firstApiClientSecret'],
    ['listenCertificateFile', 'listenKeyFile'],
    ['databaseCertificate', 'databaseKey'],
    ['temporalCertificate', 'temporalKey'],
    ['smtpUrl', 'smtpFromAddress'],
    ['twilioWhatsAppNumber', 'twilioWhatsAppTemplates'],
  ] as const;
  const halves = pairs.filter(
    ([one, other]) => (environment[one] === undefined) !== (environment[other] === undefined),
  );
  return halves.map(
    ([one, other]) => `${settings[one].name} and ${settings[other].name} go together: set both or neither.`,
  );
}

/** Without a proxy the header comes from the caller. */
function refuseOwnHeader(environment: Environment): string[] {
  if (environment.clientCertificateHeader !== 'trusted') return [];
  const { name } = settings.clientCertificateHeader;
  if (environment.clientCertificateProxies.length === 0)
    return [`${name} is trusted while ${settings.clientCertificateProxies.name} names no proxy.`];
  return environment.trustedProxies === 0 ? [`${name} is trusted while ${settings.trustedProxies.name} is 0.`] : [];
}

function refuseUnusableCertificate(environment: Environment): string[] {
  const { listenCertificateFile, listenClientAuthoritiesFile } = settings;
  if (environment.listenClientAuthoritiesFile !== undefined && environment.listenCertificateFile === undefined)
    return [`${listenClientAuthoritiesFile.name} is set while ${listenCertificateFile.name} is not.`];
  try {
    readListenCertificate(environment);
    return [];
  } catch (error) {
    if (!(error instanceof UnusableCertificate)) throw error;
    return [`${listenCertificateFile.name} and its companions cannot be used: ${error.message}.`];
  }
}

/** A certificate that is given while TLS is off was meant to protect a connection that is plain. */
function refuseIdleTls(environment: Environment): string[] {
  const companions = {
    databaseTls: ['databaseCa', 'databaseCertificate', 'databaseKey', 'databaseServerName'],
    temporalTls: ['temporalCa', 'temporalCertificate', 'temporalKey', 'temporalServerName'],
  } as const;
  return (['databaseTls', 'temporalTls'] as const).flatMap((flagKey) =>
    companions[flagKey]
      .filter((key) => environment[key] !== undefined && !environment[flagKey])
      .map((key) => `${settings[key].name} is set while ${settings[flagKey].name} is not true.`),
  );
}
