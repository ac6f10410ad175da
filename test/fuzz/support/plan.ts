import type { Described } from '../../api-reference/support/document.ts';
import type { CallerName, Callers } from './callers.ts';
import { valueOf } from './from-schema.ts';
import type { Schema } from './from-schema.ts';
import { hostileText, hostileValue, rawBody } from './hostile.ts';
import type { Pool } from './pool.ts';
import { createRandom } from './random.ts';
import type { Random } from './random.ts';

/** A request without the credentials of its caller. */
export interface Plan {
  index: number;
  operation: Described;
  caller: CallerName;
  method: string;
  /** Path and query as they are sent. */
  target: string;
  headers: [name: string, value: string][];
  body: Buffer | undefined;
  /** Whether method and path are those of the operation, so that its documented answers apply. */
  isAddressed: boolean;
}

interface World {
  operations: readonly Described[];
  callers: Callers;
  pool: Pool;
  /** Complete bodies that are accepted. */
  sensibleBodies: (operation: Described, random: Random) => unknown;
}

const others: readonly CallerName[] = [
  'anonymous',
  'anonymous',
  'site',
  'users',
  'administration',
  'admin',
  'operator',
  'helpdesk',
  'phone',
  'profile',
  'other phone',
];
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND'];

/** The request of an index: it depends on the seed and on values from earlier answers. */
export function planRequest(seed: number, index: number, world: World): Plan {
  const random = createRandom(seed, index);
  const operation = random.pick(world.operations);
  const caller = random.chance(0.75) ? world.callers.rightfulCaller(operation) : random.pick(others);
  const isOtherMethod = random.chance(0.03);
  const isOtherPath = random.chance(0.03);
  const path = pathOf(operation, random, world.pool);
  const declared = headersOf(operation, random, world.pool);
  // Beyond 16 KiB of head the server closes the connection at once; a client still sending a body cannot read the answer.
  const isTooLong = path.length + JSON.stringify(declared).length > 8000;
  const { body, headers } = isTooLong ? { body: undefined, headers: [] } : bodyOf(operation, random, world);
  return {
    index,
    operation,
    caller,
    method: isOtherMethod ? random.pick(methods) : operation.method,
    target: (isOtherPath ? bend(path, random) : path) + queryOf(operation, random, world.pool),
    headers: [...headers, ...declared, ...oddHeaders(random)],
    body,
    isAddressed: !isOtherMethod && !isOtherPath && !path.includes('//') && !path.endsWith('/'),
  };
}

/** Changes and deletions get expendable values only: the callers need the others. */
function knownTo({ method, path }: Described, pool: Pool) {
  const isRisky =
    (['PATCH', 'DELETE', 'PUT'].includes(method) && /configuration|role-assignments/.test(path)) ||
    (method !== 'GET' && path.startsWith('/admin/v1/users/'));
  return isRisky ? pool.expendable : pool.known;
}

function pathOf(operation: Described, random: Random, pool: Pool): string {
  const known = knownTo(operation, pool);
  return operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const schema = (operation.parameters?.find((parameter) => parameter.in === 'path' && parameter.name === name)
      ?.schema ?? {}) as Schema;
    const kind = random.next();
    if (kind < 0.5) return encode(known(name, random) ?? valueOf(schema, random, known, name));
    if (kind < 0.75) return encode(valueOf(schema, random, () => undefined, name));
    return kind < 0.95
      ? encode(hostileText(random))
      : random.pick(['%00', '%', '%2e%2e', '..', '.', '%2F', '%E0%A4%A', '%ED%A0%80', ';a=b', '*', ',']);
  });
}

function bend(path: string, random: Random): string {
  return random.pick([
    `${path}/`,
    `/${path}`,
    `${path}//x`,
    path.toUpperCase(),
    `${path}/../..`,
    `${path}%00`,
    `${path};x=1`,
    path.replace('/', '/./'),
    `${path}/${'x'.repeat(6000)}`,
    path.slice(0, -1),
    `http://evil.example${path}`,
    '*',
  ]);
}

function queryOf(operation: Described, random: Random, pool: Pool): string {
  const parts: string[] = [];
  for (const { name, schema } of operation.parameters?.filter((parameter) => parameter.in === 'query') ?? []) {
    const times = random.pick([0, 0, 1, 1, 1, 2]);
    for (let time = 0; time < times; time += 1) {
      const value = random.chance(0.7) ? valueOf(schema as Schema, random, pool.known, name) : hostileText(random);
      // A long poll would take its full time.
      const bounded = name === 'wait' && Number(value) > 1 && Number(value) <= 60 ? 1 : value;
      for (const one of Array.isArray(bounded) ? bounded : [bounded]) parts.push(`${name}=${encode(one)}`);
    }
  }
  if (random.chance(0.05))
    parts.push(
      random.pick([
        'a=1&a=2',
        'page=-1',
        '__proto__[x]=1',
        '%',
        '=',
        '&&',
        'x'.repeat(5000),
        'a[]=1',
        'limit=1&limit=2',
      ]),
    );
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

function headersOf(operation: Described, random: Random, pool: Pool): [string, string][] {
  return (operation.parameters ?? [])
    .filter((parameter) => parameter.in === 'header' && random.chance(parameter.required ? 0.9 : 0.4))
    .map(({ name, schema }): [string, string] => [
      name,
      random.chance(0.8) ? String(valueOf(schema as Schema, random, pool.known, name)) : hostileText(random),
    ]);
}

const odd: readonly [string, string][] = [
  ['accept', 'text/event-stream'],
  ['accept', 'text/html'],
  ['accept', '*/*;q=0'],
  ['accept', ';;,,/'],
  ['x-request-id', '../../x'],
  ['x-request-id', 'y'.repeat(500)],
  ['content-encoding', 'gzip'],
  ['content-encoding', 'br'],
  ['if-none-match', '*'],
  ['range', 'bytes=0-1'],
  ['origin', 'http://evil.example'],
  ['host', 'evil.example'],
  ['cookie', 'a=b; _session=x'],
  ['x-forwarded-for', "1.2.3.4, '"],
  ['x-http-method-override', 'DELETE'],
  ['user-agent', 'ü\u00ff'],
  ['user-agent', 'z'.repeat(3000)],
  ['authorization', 'Basic !!!'],
  ['authorization', 'Bearer x.y.z'],
  ['authorization', 'DPoP '],
  ['authorization', 'Basic Og=='],
  ['dpop', 'a.b.c'],
  ['profile-id', 'x'],
  ['last-event-id', '-1'],
];

function oddHeaders(random: Random): [string, string][] {
  return random.chance(0.15) ? [random.pick(odd)] : [];
}

function bodyOf(
  operation: Described,
  random: Random,
  world: World,
): { body: Buffer | undefined; headers: [string, string][] } {
  const [[type, declared] = []] = Object.entries(operation.requestBody?.content ?? {});
  if (!type || !declared)
    return random.chance(0.05)
      ? { body: rawBody(random), headers: [['content-type', random.pick(contentTypes)]] }
      : { body: undefined, headers: [] };
  const kind = random.next();
  if (kind < 0.08) return { body: rawBody(random), headers: [['content-type', type]] };
  if (kind < 0.12) return { body: rawBody(random), headers: [['content-type', random.pick(contentTypes)]] };
  if (kind < 0.15) return { body: undefined, headers: [] };
  const sensible = random.chance(0.4) ? world.sensibleBodies(operation, random) : undefined;
  const value = sensible ?? valueOf(declared.schema as Schema, random, knownTo(operation, world.pool));
  const sent = random.chance(0.45) ? mutate(value, random) : value;
  return {
    body: Buffer.from(type.includes('json') ? stringify(sent) : formOf(sent)),
    headers: [['content-type', type]],
  };
}

const contentTypes = [
  'application/json',
  'application/x-www-form-urlencoded',
  'text/plain',
  'application/json; charset=utf-16',
  'application/json;charset="',
  'multipart/form-data; boundary=b',
  'application/problem+json',
  'x',
  '',
];

/** Changes one part of a value. */
function mutate(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || random.chance(0.1)) return hostileValue(random);
  if (Array.isArray(value))
    return random.chance(0.5) && value.length > 0
      ? value.map((item, index) => (index === 0 ? mutate(item, random) : item))
      : [...value, hostileValue(random)];
  const entries = Object.entries(value);
  const [chosen] = entries.length > 0 ? random.pick(entries) : ['x'];
  const kind = random.next();
  if (kind < 0.15) return Object.fromEntries(entries.filter(([name]) => name !== chosen));
  if (kind < 0.25)
    return {
      ...value,
      [random.pick(['x', '', 'constructor', 'toString', 'a.b', '\u0000', 'id', 'x'.repeat(300)])]: hostileValue(random),
    };
  return Object.fromEntries(entries.map(([name, item]) => [name, name === chosen ? mutate(item, random) : item]));
}

function formOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return encode(value);
  return Object.entries(value)
    .flatMap(([name, item]) => (Array.isArray(item) ? item : [item]).map((one) => `${encode(name)}=${encode(one)}`))
    .join('&');
}

/** A value that is nested too deeply for JSON.stringify becomes no body. */
function stringify(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

function encode(value: unknown): string {
  const text = typeof value === 'string' ? value : stringify(value);
  return text.isWellFormed() ? encodeURIComponent(text) : '%ED%A0%80';
}
