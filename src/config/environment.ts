import { z } from 'zod';
import { readProxyUrl } from './proxy-address.ts';

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

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
const port = z.string().regex(/^\d{1,5}$/, 'is not a port').transform(Number).pipe(z.number().max(65_535));
/** An origin as browsers write it: nothing after the host and port. */
const origin = z.string().refine((url) => /^https?:/.test(url) && URL.parse(url)?.origin === url, 'is not an origin (scheme, host and port only)');
const list = z.string().transform((value) => value.split(',').map((item) => item.trim()).filter(Boolean));
const keys = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'is not JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.array(z.object({ id: z.string().regex(/^[\w-]{1,32}$/), key: z.base64().refine((key) => Buffer.from(key, 'base64').length === 32, 'is not 32 bytes') })).min(1).refine(isUnambiguous, 'has two keys under one id'));

/** One key may stand twice, as the first and the last: that is how a rotation begins (docs/operations.md). */
function isUnambiguous(entries: readonly { id: string; key: string }[]): boolean {
  return entries.every(({ id, key }) => entries.every((other) => other.id !== id || other.key === key));
}

const proxyAddress = z.string().transform((text, context) => {
  const address = readProxyUrl(text);
  if (address) return address;
  context.addIssue({ code: 'custom', message: 'is not a URL of a proxy (http://user:password@host:port)' });
  return z.NEVER;
});

const required = { required: true, requiredInProduction: true, secret: false } as const;
const optional = { required: false, requiredInProduction: false, secret: false } as const;

const settings = {
  mode: { name: 'COUNTERSIGN_MODE', ...optional, default: 'production', schema: z.enum(['production', 'development']), description: 'Development allows plain HTTP and loopback conveniences.' },
  publicUrl: { name: 'COUNTERSIGN_PUBLIC_URL', ...required, schema: z.string().transform((url) => url.replace(/\/+$/, '')).pipe(origin), description: 'Base URL under which sites and apps reach the API, without a path. DPoP proofs and tokens name it.' },
  listenHost: { name: 'COUNTERSIGN_LISTEN_HOST', ...optional, default: '127.0.0.1', schema: z.string().min(1), description: 'Address the API listens on.' },
  listenPort: { name: 'COUNTERSIGN_LISTEN_PORT', ...optional, default: '7100', schema: port, description: 'Port the API listens on.' },
  operationsHost: { name: 'COUNTERSIGN_OPERATIONS_HOST', ...optional, default: '127.0.0.1', schema: z.string().min(1), description: 'Address of the operations listener (metrics, health, codec). Never publish it.' },
  operationsPort: { name: 'COUNTERSIGN_OPERATIONS_PORT', ...optional, default: '7101', schema: port, description: 'Port of the operations listener, one for each process.' },
  workerInProcess: { name: 'COUNTERSIGN_WORKER_IN_PROCESS', ...optional, default: 'false', schema: flag, description: 'Run the worker in the API process: lowest latency, for development and small sites.' },
  databaseUrl: { name: 'COUNTERSIGN_DATABASE_URL', ...required, secret: true, schema: z.url({ protocol: /^postgres(ql)?$/ }), description: 'PostgreSQL connection URL.' },
  databasePoolSize: { name: 'COUNTERSIGN_DATABASE_POOL_SIZE', ...optional, default: '12', schema: z.coerce.number().int().min(2).max(200), description: 'Connections a process keeps at most.' },
  temporalAddress: { name: 'COUNTERSIGN_TEMPORAL_ADDRESS', ...required, schema: z.string().regex(/^[^\s/]+:\d+$/), description: 'host:port of the Temporal frontend.' },
  temporalNamespace: { name: 'COUNTERSIGN_TEMPORAL_NAMESPACE', ...optional, default: 'countersign', schema: z.string().min(1), description: 'Temporal namespace.' },
  temporalTaskQueue: { name: 'COUNTERSIGN_TEMPORAL_TASK_QUEUE', ...optional, default: 'countersign', schema: z.string().min(1), description: 'Temporal task queue.' },
  temporalTls: { name: 'COUNTERSIGN_TEMPORAL_TLS', ...optional, default: 'false', schema: flag, description: 'Use TLS to the Temporal frontend.' },
  temporalApiKey: { name: 'COUNTERSIGN_TEMPORAL_API_KEY', ...optional, secret: true, schema: z.string().min(1), description: 'API key of the Temporal frontend, when it asks for one.' },
  keyring: { name: 'COUNTERSIGN_KEYRING', ...required, secret: true, schema: keys, description: 'JSON array of `{"id","key"}`, key = base64 of 32 random bytes. The first encrypts, all decrypt: rotate by putting a new one first. The last also makes the hashes that things are found by, so it stays the last for good (docs/operations.md).' },
  codecOrigin: { name: 'COUNTERSIGN_CODEC_ORIGIN', ...optional, schema: origin, description: 'Browser origin of Temporal UI that may decode payloads through the operations listener. Unset: the codec endpoint is off.' },
  corsOrigins: { name: 'COUNTERSIGN_CORS_ORIGINS', ...optional, default: '', schema: list, description: 'Comma separated browser origins that may use the app API.' },
  trustedProxies: { name: 'COUNTERSIGN_TRUSTED_PROXIES', ...optional, default: '0', schema: z.coerce.number().int().min(0).max(5), description: 'How many reverse proxies in front add to X-Forwarded-For.' },
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
  callbackPrivateAddresses: { name: 'COUNTERSIGN_CALLBACK_PRIVATE_ADDRESSES', ...optional, default: 'refused', schema: z.enum(['refused', 'allowed']), description: 'Whether callbacks, requests for the published keys of API clients, pushes to what a push configuration names, and questions to a geolocation service may go to private, loopback and link-local addresses; those for keys then also without TLS.' },
  geolocationFolder: { name: 'COUNTERSIGN_GEOLOCATION_FOLDER', ...optional, schema: z.string().min(1), description: 'Folder of the files by which places of IP addresses are found (MaxMind format). The configuration names one of them.' },
  firstOperator: { name: 'COUNTERSIGN_FIRST_OPERATOR', ...optional, schema: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}$/, 'is not a username'), description: 'Username of the first operator, an ADMIN. Used only while there is no operator at all (docs/operations.md).' },
  firstOperatorPassword: { name: 'COUNTERSIGN_FIRST_OPERATOR_PASSWORD', ...optional, secret: true, schema: z.string().min(12, 'is shorter than 12 characters').max(256, 'is longer than 256 characters'), description: 'Their password, 12 characters or more. Take it out of the environment once they have signed in and changed it.' },
  firstApiClient: { name: 'COUNTERSIGN_FIRST_API_CLIENT', ...optional, schema: z.string().regex(/^[A-Za-z0-9][\x21-\x39\x3b-\x7e]{0,63}$/, 'is not a client id'), description: 'Id of the first API client, which can add all others. Used only while there is no API client at all (docs/operations.md).' },
  firstApiClientSecret: { name: 'COUNTERSIGN_FIRST_API_CLIENT_SECRET', ...optional, secret: true, schema: z.string().regex(/^[\x20-\x7e]{16,256}$/, 'has not 16 to 256 characters of ASCII'), description: 'Its secret, 16 random characters or more. Take it out of the environment once the client is there.' },
  migrateOnStart: { name: 'COUNTERSIGN_MIGRATE_ON_START', ...optional, default: 'false', schema: flag, description: 'Apply database migrations when the API starts.' },
  logLevel: { name: 'COUNTERSIGN_LOG_LEVEL', ...optional, default: 'info', schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']), description: 'Least level that is logged.' },
} satisfies Record<string, EnvironmentSetting>;

type Settings = typeof settings;
type Mandatory = { [Key in keyof Settings]: Settings[Key] extends { default: string } | { required: true } ? Key : never }[keyof Settings];
type Value<Key extends keyof Settings> = z.output<Settings[Key]['schema']>;

/** Validated settings of one process. */
export type Environment = { [Key in Mandatory]: Value<Key> } & { [Key in Exclude<keyof Settings, Mandatory>]?: Value<Key> };

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
    const text = source[setting.name] || setting.default;
    if (text === undefined) {
      if (setting.required) problems.push(`${setting.name} is not set. ${setting.description}`);
      continue;
    }
    const parsed = setting.schema.safeParse(text);
    if (parsed.success) values[key] = parsed.data;
    else problems.push(`${setting.name} ${parsed.error.issues[0]?.message ?? 'is not valid'}. ${setting.description}`);
  }
  if (problems.length === 0) problems.push(...refuseInsecureProduction(values as Environment), ...refuseHalves(values as Environment));
  if (problems.length > 0) throw new EnvironmentError(problems);
  return values as Environment;
}

function refuseInsecureProduction(environment: Environment): string[] {
  if (environment.mode !== 'production') return [];
  return environment.publicUrl.startsWith('https://') ? [] : ['COUNTERSIGN_PUBLIC_URL must be an https:// URL in production (or set COUNTERSIGN_MODE=development).'];
}

function refuseHalves(environment: Environment): string[] {
  const pairs = [['firstOperator', 'firstOperatorPassword'], ['firstApiClient', 'firstApiClientSecret']] as const;
  const halves = pairs.filter(([one, other]) => (environment[one] === undefined) !== (environment[other] === undefined));
  return halves.map(([one, other]) => `${settings[one].name} and ${settings[other].name} go together: set both or neither.`);
}
