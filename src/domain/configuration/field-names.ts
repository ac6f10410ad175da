/**
 * Names of columns in the configuration API: column -> word on the wire. One table for reading,
 * presenting and events (contract/mobile-authentication.md section 10).
 */
type FieldNames = Readonly<Record<string, string>>;

export const apiClientFields = {
  name: 'name',
  authenticationMethod: 'authentication_method',
  clientSecret: 'client_secret',
  publicJwk: 'public_jwk',
  jwksUri: 'jwks_uri',
  scopes: 'scopes',
  publicBaseUri: 'public_base_uri',
} as const satisfies FieldNames;

export const applicationFields = {
  name: 'name',
  redirectUrl: 'redirect_url',
  appLinkUrl: 'app_link_url',
  resourceGatewayBaseUrls: 'resource_gateway_base_urls',
  certificates: 'certificates',
  maxPinAttempts: 'max_pin_attempts',
  pinEnabled: 'pin_enabled',
  fingerprintEnabled: 'fingerprint_enabled',
  customAuthenticatorEnabled: 'custom_authenticator_enabled',
  scopes: 'scopes',
} as const satisfies FieldNames;

export const applicationVersionFields = {
  versionName: 'version_name',
  status: 'status',
  pushConfiguration: 'push_messaging_configuration_id',
  useApnsDevelopmentEnvironment: 'use_apns_development_environment_enabled',
  bundleIdentifier: 'application_bundle_identifier',
  sendBadgeNumber: 'send_badge_number_enabled',
  applicationSignatures: 'application_signatures',
  integrityCheck: 'integrity_check',
  tamperingProtectionEnabled: 'tampering_protection_enabled',
  payloadEncryptionEnabled: 'payload_encryption_enabled',
  framework: 'framework',
} as const satisfies FieldNames;

export const pushConfigurationFields = {
  name: 'name',
  apnsTeamId: 'apple_team_id',
  apnsKeyId: 'key_id',
  apnsPrivateKey: 'private_key',
  fcmServiceAccount: 'service_account',
  fcmEndpoint: 'endpoint',
} as const satisfies FieldNames;

export const mobileAuthenticationTypeFields = {
  method: 'method',
  requestExpiresIn: 'request_expires_in',
  maxAllowedResends: 'max_allowed_resends',
  fallbackType: 'fallback_type',
  maxAllowedAttempts: 'max_allowed_attempts',
  smsSenderId: 'sms_sender_id',
  verificationCodeRequired: 'verification_code_required',
  transactionSigning: 'transaction_signing',
} as const satisfies FieldNames;

export const callbackEndpointFields = {
  url: 'url',
  username: 'username',
  password: 'password',
  signingSecret: 'signing_secret',
} as const satisfies FieldNames;

export const smsGatewayFields = {
  gateway: 'gateway',
  twilioAccountSid: 'twilio_account_sid',
  twilioAuthToken: 'twilio_auth_token',
  twilioFromNumber: 'twilio_from_number',
  twilioWhatsAppNumber: 'twilio_whatsapp_number',
  twilioWhatsAppTemplates: 'twilio_whatsapp_templates',
  httpUrl: 'http_url',
  httpTemplate: 'http_template',
  httpHeaders: 'http_headers',
  httpSigningSecret: 'http_signing_secret',
  httpSender: 'http_sender',
} as const satisfies FieldNames;

export const smtpServerFields = {
  host: 'host',
  port: 'port',
  security: 'security',
  username: 'username',
  password: 'password',
  fromAddress: 'from_address',
  fromName: 'from_name',
  dkimDomain: 'dkim_domain',
  dkimSelector: 'dkim_selector',
  dkimPrivateKey: 'dkim_private_key',
} as const satisfies FieldNames;

export const geolocationServiceFields = {
  provider: 'provider',
  url: 'url',
  headers: 'headers',
  countryCodePointer: 'country_code_pointer',
  regionPointer: 'region_pointer',
  cityPointer: 'city_pointer',
  databaseFile: 'database_file',
} as const satisfies FieldNames;

export const outgoingProxyFields = {
  enabled: 'enabled',
  host: 'host',
  port: 'port',
  username: 'username',
  password: 'password',
  preemptive: 'preemptive',
  directHosts: 'direct_hosts',
} as const satisfies FieldNames;

type Read<Names extends FieldNames, Body> = {
  [Column in keyof Names as Names[Column] extends keyof Body ? Column : never]?: Exclude<
    Body[Names[Column] & keyof Body],
    undefined
  >;
};
type Presented<Names extends FieldNames, Row> = { [Column in keyof Names & keyof Row as Names[Column]]: Row[Column] };

/** The fields of a body by column, without those that were not sent. */
export function readFields<const Names extends FieldNames, Body extends object>(
  names: Names,
  body: Body,
): Read<Names, Body> {
  const sent = body as Record<string, unknown>;
  const found = Object.entries(names).filter(([, word]) => sent[word] !== undefined);
  return Object.fromEntries(found.map(([column, word]) => [column, sent[word]])) as Read<Names, Body>;
}

/** The columns of a row by their words on the wire, as far as `names` lists them. */
export function presentFields<const Names extends FieldNames, Row extends object>(
  names: Names,
  row: Row,
): Presented<Names, Row> {
  const columns = row as Record<string, unknown>;
  const there = Object.entries(names).filter(([column]) => column in columns);
  return Object.fromEntries(there.map(([column, word]) => [word, columns[column]])) as Presented<Names, Row>;
}
