import { generateKeyPairSync, randomBytes } from 'node:crypto';

const pem = (key: ReturnType<typeof generateKeyPairSync>['privateKey']) =>
  key.export({ type: 'pkcs8', format: 'pem' }).toString();
const p256 = () => pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
const rsa = pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
const text = () => randomBytes(24).toString('hex');
const signing = () => `whsec_${randomBytes(32).toString('base64')}`;

/** Secrets by the section and the field that hold them. */
export const secrets: Record<string, Record<string, unknown>> = {
  outgoing_proxy: { password: text() },
  geolocation: { headers: { 'X-Api-Key': text() } },
  sms_gateway: { http_headers: { Authorization: text() }, http_signing_secret: signing() },
  smtp_server: { password: text(), dkim_private_key: rsa },
  'push_messaging_configurations Whole iOS': { private_key: p256() },
  'push_messaging_configurations Whole Android': {
    service_account: {
      ...{ type: 'service_account', project_id: 'whole', private_key_id: 'one', private_key: rsa },
      client_email: 'push@whole.iam.gserviceaccount.com',
      token_uri: 'https://oauth2.googleapis.com/token',
    },
  },
  'callback_endpoints https://whole.example/callback': { password: text(), signing_secret: signing() },
  'application_versions 2.0.0': { application_signatures: [text()] },
  'api_clients whole': { client_secret: text() },
  'identity_providers whole': { client_secret: text() },
};
const of = (name: string) => secrets[name] ?? {};

/** A file with something of every kind. */
export const wholeFile = {
  features: { geolocation_enabled: true },
  general_settings: {
    supported_locales: ['en', 'nl', 'pt-br'],
    action_token_redirects: ['https://whole.example/done'],
    push_enrollment_mode: 'multiple_devices',
  },
  outgoing_proxy: { enabled: false, host: 'proxy.example', port: 3128, username: 'us', ...of('outgoing_proxy') },
  geolocation: { provider: 'HTTP', url: 'https://geo.example/{ip}', ...of('geolocation') },
  sms_gateway: { gateway: 'http', http_url: 'https://sms.example/send', http_sender: 'Shop', ...of('sms_gateway') },
  smtp_server: {
    ...{ host: 'mail.example', port: 465, security: 'tls', username: 'us', from_address: 'id@whole.example' },
    ...{ dkim_domain: 'whole.example', dkim_selector: 'one', ...of('smtp_server') },
  },
  push_messaging_configurations: [
    {
      ...{ name: 'Whole iOS', platform: 'ios', apple_team_id: 'ABCDE12345', key_id: 'KLMNO67890' },
      ...of('push_messaging_configurations Whole iOS'),
    },
    { name: 'Whole Android', platform: 'android', ...of('push_messaging_configurations Whole Android') },
  ],
  mobile_authentication_types: [
    // It falls back to one that comes after it.
    { name: 'whole-push', method: 'PUSH', request_expires_in: 120, fallback_type: 'whole-sms' },
    { name: 'whole-sms', method: 'SMS', request_expires_in: 300, max_allowed_attempts: 3 },
  ],
  default_messages: [
    { type: 'whole-push', locale: 'en', message: 'Is this you?' },
    { type: 'whole-push', locale: 'pt-br', message: 'É você?' },
  ],
  callback_endpoints: [
    {
      ...{ url: 'https://whole.example/callback', username: 'site' },
      ...of('callback_endpoints https://whole.example/callback'),
    },
  ],
  applications: [{ identifier: 'whole', name: 'Whole', redirect_url: 'whole://back', max_pin_attempts: 5 }],
  application_versions: [
    {
      ...{ application: 'whole', platform: 'ios', version_name: '2.0.0', status: 'LOGIN_ONLY' },
      ...{ application_bundle_identifier: 'com.whole', push_messaging_configuration: 'Whole iOS' },
      ...of('application_versions 2.0.0'),
    },
    {
      ...{ application: 'whole', platform: 'android', version_name: '2.0.0' },
      push_messaging_configuration: 'Whole Android',
    },
  ],
  api_clients: [{ client_id: 'whole', name: 'Whole', scopes: ['onegini_api_events'], ...of('api_clients whole') }],
  message_templates: [
    { key: 'mobileAuthentication.confirmation.template', locale: 'pt-br', template: '[message] De [city]' },
  ],
  claims: [
    {
      ...{ claim_type: 'https://whole.example/claims/plan', kind: 'discrete', variable_name: 'whole_plan' },
      ...{ friendly_name: { en: 'Plan', nl: 'Abonnement' }, options: ['free', 'paid'] },
    },
  ],
  identity_providers: [
    {
      ...{ id: 'whole', kind: 'oidc', name: 'Work', issuer: 'https://login.whole.example', client_id: 'us' },
      ...of('identity_providers whole'),
    },
  ],
  // A resource and a client that name each other.
  protected_resources: [
    {
      ...{ identifier: 'https://whole.example/api', name: 'Whole', scopes: [{ name: 'read' }] },
      introspection_clients: ['whole-server'],
    },
  ],
  clients: [
    {
      ...{ client_id: 'whole-server', name: 'Server', type: 'confidential', grant_types: ['client_credentials'] },
      ...{ resources: ['https://whole.example/api'], scopes: ['read'] },
    },
  ],
  authentication_policies: [
    { name: 'Whole', kind: 'client', subject_id: 'whole-server', minimum_level: 2, conditions: [{ effect: 'allow' }] },
  ],
};

type File = Record<string, unknown>;

/** The key of {@link secrets} for an entry of a section. */
function nameIn(section: string, entry: File): string {
  const key = ['identifier', 'id', 'client_id', 'url', 'version_name', 'name'].find((field) => field in entry);
  return Array.isArray((wholeFile as File)[section]) && key ? `${section} ${String(entry[key])}` : section;
}

/** An exported file with the secrets that it withholds, as one who knows them fills them in. */
export function withSecrets(file: File): File {
  const filled = (section: string, entry: File) => ({ ...entry, ...withheldOf(entry, of(nameIn(section, entry))) });
  return Object.fromEntries(
    Object.entries(file).map(([section, value]) => {
      if (Array.isArray(value)) return [section, value.map((entry) => filled(section, entry as File))];
      return [section, value !== null && typeof value === 'object' ? filled(section, value as File) : value];
    }),
  );
}

const withheldOf = (entry: File, known: File) =>
  Object.fromEntries(Object.entries(known).filter(([name]) => JSON.stringify(entry[name]) === '{"$secret":true}'));

/** Every text that is secret. */
export const secretTexts = Object.values(secrets)
  .flatMap((fields) => JSON.stringify(Object.values(fields)).match(/[\w+/=-]{24,}/g) ?? [])
  .filter((part) => !part.includes('PRIVATE'));
