import { Ajv2020 } from 'ajv/dist/2020.js';
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { createCallers } from '../fuzz/support/callers.ts';
import type { CallerName, Callers } from '../fuzz/support/callers.ts';
import { valueOf } from '../fuzz/support/from-schema.ts';
import type { Schema } from '../fuzz/support/from-schema.ts';
import { createRandom } from '../fuzz/support/random.ts';
import { bounds } from '../../src/domain/rate-limits/limits.ts';
import { useStack } from '../support/stack.ts';
import { operationsOf, readDocument, responseOf } from './support/document.ts';
import type { Described, Document } from './support/document.ts';

const { endpoints } = useStack();
const document = await readDocument();
const operations = operationsOf(document);
const named = (list: Described[]) =>
  list.map((operation): [string, Described] => [`${operation.method} ${operation.path}`, operation]);
const guarded = operations.filter(({ security }) => security.length > 0);
let callers: Callers;

beforeAll(async () => {
  callers = await createCallers(endpoints);
});

interface Sent {
  caller?: CallerName | undefined;
  headers?: Record<string, string>;
  body?: string;
  /** Values of path parameters; the others get unknown values. */
  params?: Record<string, string>;
  query?: string;
}

async function call(
  operation: Described,
  { caller = 'anonymous', headers = {}, body, params = {}, query = '' }: Sent = {},
): Promise<Response> {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? unknownValue(operation, name)),
  );
  const credentials = await callers.headersOf(caller, { method: operation.method, path });
  return fetch(`${endpoints.api}${path}${query}`, {
    redirect: 'manual',
    method: operation.method,
    headers: { ...credentials, ...requiredHeaders(operation), ...headers },
    ...(body === undefined ? {} : { body }),
  });
}

let seed = 0;

/** A valid value for a path parameter that names nothing. */
function unknownValue({ parameters = [] }: Described, name: string): string {
  const schema = (parameters.find((parameter) => parameter.in === 'path' && parameter.name === name)?.schema ??
    {}) as Schema;
  const { [name]: usual } = { platform: 'android', locale: 'nl' } as Record<string, string>;
  if (usual !== undefined) return usual;
  if (!schema.pattern && !schema.format && !schema.enum) return `unknown-${randomUUID()}`;
  seed += 1;
  return String(valueOf(schema, createRandom(seed, 1), () => undefined));
}

function requiredHeaders({ parameters = [] }: Described): Record<string, string> {
  const required = parameters.filter((parameter) => parameter.in === 'header' && parameter.required);
  return Object.fromEntries(
    required.map(({ name, schema }) => [name, String(valueOf(schema as Schema, createRandom(1, 1), () => undefined))]),
  );
}

const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema({
  $id: 'doc',
  components: JSON.parse(
    JSON.stringify(document.components).replaceAll('"#/components/', '"doc#/components/'),
  ) as Document['components'],
});

/** Asserts that the document has the answer for the operation, with this code and shape. */
async function expectDocumented(operation: Described, answer: Response, statuses: readonly number[]): Promise<void> {
  const text = await answer.text();
  expect(statuses, `${answer.status} ${text}`).toContain(answer.status);
  const described = responseOf(document, operation, answer.status);
  expect(described, `the document has no ${answer.status}`).toBeDefined();
  if (!described?.content) return expect(text).toBe('');
  const type = (answer.headers.get('content-type') ?? '').split(';')[0] as string;
  expect(Object.keys(described.content)).toContain(type);
  const { schema, examples } = described.content[type] ?? {};
  if (answer.status >= 400 && examples && !('answer' in examples)) {
    const codes = Object.values(examples).map(({ value }) => codeOf(value));
    expect(codes, `an undeclared refusal: ${text}`).toContain(codeOf(JSON.parse(text)));
  }
  if (!schema) return;
  const validate = ajv.compile(
    JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"doc#/components/')) as object,
  );
  expect(validate(JSON.parse(text)), `${ajv.errorsText(validate.errors)} in ${text}`).toBe(true);
}

const codeOf = (body: unknown) => {
  const { error, code } = body as { error?: string; code?: string };
  return error ?? code;
};

const bodyType = ({ requestBody }: Described) => Object.keys(requestBody?.content ?? {})[0];
const bodySchema = (operation: Described) =>
  operation.requestBody?.content[bodyType(operation) ?? '']?.schema as Schema;
const isAuthorizationServer = ({ path }: Described) => path.startsWith('/oauth/token');

describe.each(named(guarded))('without credentials: %s', (_, operation) => {
  it('refuses with WWW-Authenticate', async () => {
    const answer = await call(operation, { headers: { 'content-type': bodyType(operation) ?? 'application/json' } });
    // RFC 9449 section 5: at the token endpoint a missing proof is a malformed request; a registration has no identity yet.
    const hasNoIdentity = operation.security.every((requirement) => Object.keys(requirement).join() === 'deviceProof');
    const statuses = hasNoIdentity ? [400, 401] : [401];
    if (answer.status === 401)
      expect(answer.headers.get('www-authenticate')).toMatch(/^(Basic|Bearer|DPoP|Signature) ?/);
    await expectDocumented(operation, answer, statuses);
  });
});

const forHelpdesk = ['users.read'];

/** A caller with valid credentials that the operation does not accept. */
function wrongCaller(operation: Described): { caller: CallerName; status: number } | undefined {
  const [first = {}] = operation.security;
  if (first['apiClientSecret'])
    // The website API knows no client without its scope (contract/mobile-authentication.md, addendum).
    return callers.rightfulCaller(operation) === 'site'
      ? { caller: 'users', status: 401 }
      : { caller: 'site', status: 403 };
  if (first['operatorSession'])
    return first['operatorSession'].some((access) => !forHelpdesk.includes(access))
      ? { caller: 'helpdesk', status: 403 }
      : { caller: 'administration', status: 401 };
  if (first['providerSignature']) return { caller: 'site', status: 401 };
  return 'appToken' in first || 'personToken' in first ? { caller: 'admin', status: 401 } : undefined;
}

describe.each(named(guarded))('with the credentials of another caller: %s', (_, operation) => {
  it('refuses', async () => {
    const wrong = wrongCaller(operation);
    if (!wrong) return expect(operation.security).toEqual([{ deviceProof: [] }]);
    return expectDocumented(
      operation,
      await call(operation, {
        caller: wrong.caller,
        headers: { 'content-type': bodyType(operation) ?? 'application/json' },
      }),
      [wrong.status],
    );
  });
});

describe.each(named(operations.filter((operation) => bodyType(operation))))(
  'with a malformed body: %s',
  (_, operation) => {
    const type = bodyType(operation) as string;
    const send = (content: string, contentType: string) =>
      call(operation, {
        caller: callers.rightfulCaller(operation),
        body: content,
        headers: { 'content-type': contentType },
      });

    it('refuses another content type', async () => {
      await expectDocumented(
        operation,
        await send('x', 'text/plain'),
        isAuthorizationServer(operation) ? [400] : [415],
      );
    });

    it('refuses a body that is malformed or has another shape', async () => {
      const { required = [], anyOf, oneOf } = bodySchema(operation);
      const wrong = type.includes('json') ? ['{', '[]', '"x"', '{"constructor":1}'] : ['%', 'x=1'];
      const isLenient = required.length === 0 && !anyOf && !oneOf;
      for (const content of wrong) {
        const answer = await send(content, type);
        // A form without required fields is accepted: unknown fields are ignored.
        await expectDocumented(
          operation,
          answer,
          isLenient && !type.includes('json') ? [400, 200, 204, 303] : [400, 401, 404],
        );
      }
    });

    it('refuses a large body', async () => {
      const { most } = bounds[operation.path === '/admin/v1/configuration' ? 'configuration-file' : 'request-body'];
      const text = 'x'.repeat(most);
      const large = type.includes('json') ? JSON.stringify({ x: text }) : `x=${text}`;
      await expectDocumented(operation, await send(large, type), [413]);
    });
  },
);

describe.each(
  named(
    operations.filter(({ parameters = [] }) =>
      parameters.some((parameter) => parameter.in === 'header' && parameter.required),
    ),
  ),
)('without a required header: %s', (_, operation) => {
  it('refuses', async () => {
    const random = createRandom(1, 1);
    const body = operation.requestBody
      ? JSON.stringify(valueOf(bodySchema(operation), random, () => undefined))
      : undefined;
    const [header] = Object.keys(requiredHeaders(operation));
    const answer = await call(operation, {
      caller: callers.rightfulCaller(operation),
      headers: { ...(body ? { 'content-type': 'application/json' } : {}), [header as string]: '' },
      ...(body ? { body } : {}),
    });
    // 401: the header is what the caller has a right by.
    await expectDocumented(operation, answer, [400, 401, 428]);
  });
});

/** People call them with tokens of a sign-in: test/self-service asks them for unknown ids. */
const isOfPerson = ({ security: [first = {}] }: Described) => 'personToken' in first;

describe.each(named(operations.filter((one) => one.path.includes('{') && one.method !== 'POST' && !isOfPerson(one))))(
  'with unknown ids: %s',
  (_, operation) => {
    it('answers 404, or changes nothing', async () => {
      const body = operation.requestBody ? '{}' : undefined;
      const answer = await call(operation, {
        caller: callers.rightfulCaller(operation),
        ...(body ? { body, headers: { 'content-type': 'application/json' } } : {}),
      });
      const isRead = operation.method === 'GET';
      // For an unknown user the lists of types are empty, and a code is created; a browser is led to a page.
      await expectDocumented(
        operation,
        answer,
        isRead
          ? [
              404,
              ...(/\/enabled|\/otp\//.test(operation.path) ? [200] : []),
              ...(operation.path.endsWith('/callback') ? [303] : []),
            ]
          : // A role is given and taken only by who has signed in a moment ago.
            [404, 204, 400, 412, ...(/role-assignments|admin.v1.operators/.test(operation.path) ? [401] : [])],
      );
    });
  },
);

describe.each(named(operations))('with an unknown method: %s', (_, operation) => {
  it('refuses, naming the methods of the path in a 405', async () => {
    const answer = await call({ ...operation, method: 'PROPFIND' }, { caller: callers.rightfulCaller(operation) });
    await answer.text();
    expect([404, 405, 401, 501, 400]).toContain(answer.status);
    if (answer.status === 405) expect(answer.headers.get('allow')).toContain(operation.method);
  });
});
