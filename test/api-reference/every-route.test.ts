import { Ajv2020 } from 'ajv/dist/2020.js';
import { randomInt, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { createCallers } from '../fuzz/support/callers.ts';
import type { CallerName, Callers } from '../fuzz/support/callers.ts';
import { valueOf } from '../fuzz/support/from-schema.ts';
import type { Schema } from '../fuzz/support/from-schema.ts';
import { createRandom } from '../fuzz/support/random.ts';
import { useStack } from '../support/stack.ts';
import { operationsOf, readDocument, responseOf } from './support/document.ts';
import type { Described, Document } from './support/document.ts';

const { endpoints } = useStack();
const document = await readDocument();
const operations = operationsOf(document);
const named = (list: Described[]) => list.map((operation): [string, Described] => [`${operation.method} ${operation.path}`, operation]);
const guarded = operations.filter(({ security }) => security.length > 0);
let callers: Callers;

beforeAll(async () => {
  callers = await createCallers(endpoints);
});

interface Sent {
  caller?: CallerName | undefined;
  headers?: Record<string, string>;
  body?: string;
  /** Values of the path's parameters that are not unknown ones. */
  params?: Record<string, string>;
  query?: string;
}

async function call(operation: Described, { caller = 'nobody', headers = {}, body, params = {}, query = '' }: Sent = {}): Promise<Response> {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? unknownValue(operation, name)));
  const credentials = await callers.headersOf(caller, { method: operation.method, path });
  return fetch(`${endpoints.api}${path}${query}`, { method: operation.method, headers: { ...credentials, ...requiredHeaders(operation), ...headers }, ...(body === undefined ? {} : { body }) });
}

/** What has the right shape and names nothing. */
function unknownValue({ parameters = [] }: Described, name: string): string {
  const schema = (parameters.find((parameter) => parameter.in === 'path' && parameter.name === name)?.schema ?? {}) as Schema;
  const { [name]: usual } = { platform: 'android', locale: 'nl' } as Record<string, string>;
  if (usual !== undefined) return usual;
  if (!schema.pattern && !schema.format && !schema.enum) return `unknown-${randomUUID()}`;
  return String(valueOf(schema, createRandom(randomInt(2 ** 32), 1), () => undefined));
}

function requiredHeaders({ parameters = [] }: Described): Record<string, string> {
  const required = parameters.filter((parameter) => parameter.in === 'header' && parameter.required);
  return Object.fromEntries(required.map(({ name, schema }) => [name, String(valueOf(schema as Schema, createRandom(1, 1), () => undefined))]));
}

const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema({ $id: 'doc', components: JSON.parse(JSON.stringify(document.components).replaceAll('"#/components/', '"doc#/components/')) as Document['components'] });

/** Fails unless the answer is one that the document has for the operation, in its shape. */
async function expectDocumented(operation: Described, answer: Response, statuses: readonly number[]): Promise<void> {
  const text = await answer.text();
  expect(statuses, `${answer.status} ${text}`).toContain(answer.status);
  const described = responseOf(document, operation, answer.status);
  expect(described, `the document has no ${answer.status}`).toBeDefined();
  if (!described?.content) return expect(text).toBe('');
  const type = (answer.headers.get('content-type') ?? '').split(';')[0] as string;
  expect(Object.keys(described.content)).toContain(type);
  const schema = described.content[type]?.schema;
  if (!schema) return;
  const validate = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"doc#/components/')) as object);
  expect(validate(JSON.parse(text)), `${ajv.errorsText(validate.errors)} in ${text}`).toBe(true);
}

const bodyType = ({ requestBody }: Described) => Object.keys(requestBody?.content ?? {})[0];
const bodySchema = (operation: Described) => operation.requestBody?.content[bodyType(operation) ?? '']?.schema as Schema;
const isAuthorizationServer = ({ path }: Described) => path.startsWith('/oauth/token') && !path.includes('introspect');

describe.each(named(guarded))('without credentials: %s', (_, operation) => {
  it('refuses, saying how to authenticate', async () => {
    const answer = await call(operation, { headers: { 'content-type': bodyType(operation) ?? 'application/json' } });
    // RFC 9449 section 5: at the token endpoint a missing proof is a malformed request; and who registers is nobody yet.
    const isNobodyYet = operation.security.every((requirement) => Object.keys(requirement).join() === 'deviceProof');
    const statuses = isNobodyYet ? [400, 401] : [401];
    if (answer.status === 401) expect(answer.headers.get('www-authenticate')).toMatch(/^(Basic|Bearer|DPoP|Signature) ?/);
    await expectDocumented(operation, answer, statuses);
  });
});

/** Somebody who is somebody, but not here. */
function wrongCaller(operation: Described): { caller: CallerName; status: number } | undefined {
  const [first = {}] = operation.security;
  if (first['apiClientSecret']) return { caller: callers.rightfulCaller(operation) === 'site' ? 'users' : 'site', status: 403 };
  if (first['operatorSession']) return first['operatorSession'].includes('operators.manage') ? { caller: 'helpdesk', status: 403 } : { caller: 'administration', status: 401 };
  if (first['providerSignature']) return { caller: 'site', status: 401 };
  return 'appToken' in first ? { caller: 'admin', status: 401 } : undefined;
}

describe.each(named(guarded))('with the credentials of somebody else: %s', (_, operation) => {
  it('refuses', async () => {
    const wrong = wrongCaller(operation);
    if (!wrong) return expect(operation.security).toEqual([{ deviceProof: [] }]);
    return expectDocumented(operation, await call(operation, { caller: wrong.caller, headers: { 'content-type': bodyType(operation) ?? 'application/json' } }), [wrong.status]);
  });
});

describe.each(named(operations.filter((operation) => bodyType(operation))))('with a malformed body: %s', (_, operation) => {
  const type = bodyType(operation) as string;
  const send = (content: string, contentType: string) => call(operation, { caller: callers.rightfulCaller(operation), body: content, headers: { 'content-type': contentType } });

  it('refuses another content type', async () => {
    await expectDocumented(operation, await send('x', 'text/plain'), isAuthorizationServer(operation) ? [400] : [415]);
  });

  it('refuses what cannot be read, or does not have the declared shape', async () => {
    const { required = [], anyOf, oneOf } = bodySchema(operation);
    const wrong = type.includes('json') ? ['{', '[]', '"x"', '{"constructor":1}'] : ['%', 'x=1'];
    const isLenient = required.length === 0 && !anyOf && !oneOf;
    for (const content of wrong) {
      const answer = await send(content, type);
      // Where nothing is required, nothing is missing: what is sent of a form that nobody knows is left unread.
      await expectDocumented(operation, answer, isLenient && !type.includes('json') ? [400, 200, 204] : [400, 401, 404]);
    }
  });

  it('refuses what is too large', async () => {
    const large = type.includes('json') ? JSON.stringify({ x: 'x'.repeat(70_000) }) : `x=${'x'.repeat(70_000)}`;
    await expectDocumented(operation, await send(large, type), [413]);
  });
});

describe.each(named(operations.filter(({ parameters = [] }) => parameters.some((parameter) => parameter.in === 'header' && parameter.required))))('without a header that it needs: %s', (_, operation) => {
  it('refuses', async () => {
    const random = createRandom(1, 1);
    const body = operation.requestBody ? JSON.stringify(valueOf(bodySchema(operation), random, () => undefined)) : undefined;
    const [header] = Object.keys(requiredHeaders(operation));
    const answer = await call(operation, { caller: callers.rightfulCaller(operation), headers: { ...(body ? { 'content-type': 'application/json' } : {}), [header as string]: '' }, ...(body ? { body } : {}) });
    await expectDocumented(operation, answer, [400, 428]);
  });
});

describe.each(named(operations.filter(({ path, method }) => /\{/.test(path) && method !== 'POST')))('of what there is not: %s', (_, operation) => {
  it('says so, or does nothing', async () => {
    const body = operation.requestBody ? '{}' : undefined;
    const answer = await call(operation, { caller: callers.rightfulCaller(operation), ...(body ? { body, headers: { 'content-type': 'application/json' } } : {}) });
    const isRead = operation.method === 'GET';
    // An unknown user has no types and no code yet; what is gone stays gone.
    await expectDocumented(operation, answer, isRead ? [404, ...(/\/enabled|\/otp\//.test(operation.path) ? [200] : [])] : [404, 204, 400, 412]);
  });
});

describe.each(named(operations))('by another method: %s', (_, operation) => {
  it('says which there are, or that the address is none', async () => {
    const answer = await call({ ...operation, method: 'PROPFIND' }, { caller: callers.rightfulCaller(operation) });
    await answer.text();
    expect([404, 405, 401, 501, 400]).toContain(answer.status);
    if (answer.status === 405) expect(answer.headers.get('allow')).toContain(operation.method);
  });
});
