import type { JsonSchema } from './json-schema.ts';

const uuid = '0197b2c4-5d6e-7f80-9a1b-2c3d4e5f6071';
const hash = '3f1b0c5a9e7d4826b1c0d9e8f7a6b5c43f1b0c5a9e7d4826b1c0d9e8f7a6b5c4';
const time = '2026-11-30T09:15:00.000Z';
const moment = 1_796_030_100_000;

/** Example values by field name, from the data of `npm start` where possible. */
const byName: Readonly<Record<string, unknown>> = {
  user_id: 'alex',
  type: 'login_with_push',
  message: 'Sign in to Northwind?',
  callback_uri: 'https://shop.example.com/callbacks',
  phone_number: '+31612345678',
  language_code: 'nl',
  transaction_id: uuid,
  sms_code: '123456',
  verification_code: '482915',
  application: 'northwind-id',
  app_id: 'northwind-id',
  identifier: 'northwind-id',
  app_name: 'Northwind',
  device_name: 'Phone of Alex',
  username: 'admin',
  display_name: 'Admin',
  user_agent: 'Mozilla/5.0',
  ip_address: '203.0.113.7',
  client_ip: '203.0.113.7',
  url: 'https://shop.example.com/callbacks',
  version: '1.0.0',
  version_name: '1.0.0',
  locale: 'nl',
  key: 'push.message',
  event_name: 'PUSH AUTH SUCCESS',
  event_type: 'MOBILE_AUTHENTICATION',
  scope: 'app',
  time_to_live: 120_000,
  expires_in: 3600,
  occurred: moment,
  timestamp: moment,
  created_at: moment,
  createdAt: moment,
  last_login: moment,
  lastLogin: moment,
  issuer: 'http://127.0.0.1:7100/oauth',
  openapi: '3.1.1',
  auth_method: 'push',
  authentication_method: 'push',
  method: 'PUSH',
  otp: '0197b2c45d6e7f809a1b2c3d4e5f6071.Zm9yIHRoZSByZWZlcmVuY2U',
  otp_qr: 'data:image/svg+xml;base64,PHN2Zy8+',
  app_link: 'https://app.example.com/otp#0197b2c45d6e7f809a1b2c3d4e5f6071.Zm9yIHRoZSByZWZlcmVuY2U',
  platform: 'android',
  name: 'Example',
  reason: 'not_accepted',
  description: 'The user refused.',
  signature: 'ZXlKaGJHY2lPaUpGVXpJMU5pSjk=',
  user_public_key: '-----BEGIN PUBLIC KEY-----',
  token_type: 'DPoP',
  device_id: hash,
  status: 'LOGIN_REGISTRATION',
  integrity_check: 'FULL',
};

/** Example texts for other names: the first that the schema allows. */
const texts = [
  'example', 'Example', uuid, hash, hash.slice(0, 16), time, 'https://example.com/path', '1', 'alex', 'northwind-id', '1.0.0', 'nl', 'android', 'pin',
  '123456', '482915', '+31612345678', 'ABCDE12345', 'AC0123456789abcdef0123456789abcdef', '/country', 'places.mmdb', `"${hash.slice(0, 22)}"`, 'LOGIN', 'queued', '.example.com', 'NL', '192.0.2.10',
]; // prettier-ignore

/** A value that the schema allows, for readers. @param name of the field that holds it. */
export function exampleOf(schema: JsonSchema, name = ''): unknown {
  const [given] = schema.examples ?? [];
  if (given !== undefined) return given;
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined) return schema.default;
  if (schema.enum) return schema.enum[0];
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return exampleOf(richest(options as JsonSchema[]), name);
  return ofType(schema, name);
}

function ofType(schema: JsonSchema, name: string): unknown {
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'object':
      return objectOf(schema);
    case 'array':
      return isSchema(schema.items) && !schema.items.not ? [exampleOf(schema.items, singular(name))] : [];
    case 'string':
      return textOf(schema, name);
    case 'integer':
    case 'number':
      return numberOf(schema, name);
    case 'boolean':
      return true;
    default:
      return type === 'null' ? null : {};
  }
}

/** The largest of several alternatives. */
function richest(options: readonly JsonSchema[]): JsonSchema {
  const size = (schema: JsonSchema) => Object.keys(schema.properties ?? {}).length;
  const [first = {}] = options.toSorted((left, right) => size(right) - size(left));
  return first;
}

function objectOf({ properties = {} }: JsonSchema): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, schema]) =>
      isSchema(schema) && !schema.deprecated ? [[name, exampleOf(schema, name)]] : [],
    ),
  );
}

function textOf(schema: JsonSchema, name: string): string {
  const wanted = /_at$|_since$|_until$|^auth_time$|^last_iat$|^since$/.test(name) ? time : byName[name];
  const candidates = [wanted, name.endsWith('id') ? uuid : undefined, ...texts].filter(
    (text) => typeof text === 'string',
  );
  return candidates.find((text) => isAllowed(schema, text)) ?? '';
}

function isAllowed({ pattern, format, minLength = 0, maxLength = Infinity }: JsonSchema, text: string): boolean {
  if (text.length < minLength || text.length > maxLength) return false;
  if (format === 'uuid' && text !== uuid) return false;
  if (format === 'date-time' && text !== time) return false;
  return pattern === undefined || new RegExp(pattern, 'u').test(text);
}

function numberOf({ minimum = 0, maximum = Infinity }: JsonSchema, name: string): number {
  const wanted = byName[name];
  return Math.min(maximum, Math.max(minimum, typeof wanted === 'number' ? wanted : 1));
}

function singular(name: string): string {
  return name.replace(/s$/, '');
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
