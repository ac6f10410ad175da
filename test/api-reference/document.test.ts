import { Validator } from '@seriousme/openapi-schema-validator';
import formats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';
import { operationsOf, readDocument, responseOf } from './support/document.ts';
import type { Described, Document } from './support/document.ts';

const { endpoints } = useStack();
let document: Document;
let operations: Described[];

beforeAll(async () => {
  document = await readDocument();
  operations = operationsOf(document);
});

describe('GET /openapi.json', () => {
  it('is valid OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document) as never);
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
    expect(document.openapi).toMatch(/^3\.1\./);
  });

  it('is checked by a validator that refuses a broken document', async () => {
    const broken = structuredClone(document) as unknown as { paths: Record<string, unknown> };
    broken.paths['/broken'] = { get: { responses: { 200: { content: {} } } } };
    expect((await new Validator().validate(broken as never)).valid).toBe(false);
  });

  it('needs no credentials, and answers 304 to a matching If-None-Match', async () => {
    const first = await fetch(`${endpoints.api}/openapi.json`);
    expect(first.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const again = await fetch(`${endpoints.api}/openapi.json`, {
      headers: { 'if-none-match': first.headers.get('etag') as string, 'cache-control': 'max-age=0' },
    });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  it('refuses other methods', async () => {
    const answer = await fetch(`${endpoints.api}/openapi.json`, { method: 'POST' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'HEAD, GET']);
  });
});

describe('the OpenAPI document', () => {
  it('contains every surface and the authorization server', () => {
    const bases = [
      '/health/ready',
      '/app/v1/transactions',
      '/admin/v1/me',
      '/admin/v1/role-assignments',
      '/oauth/token',
      '/oauth/jwks',
      '/oauth/api/v4/users/{user_id}/devices',
    ];
    const more = [
      '/oauth/api/v1/configuration/api-clients',
      '/oauth/api/v1/events',
      '/oauth/api/v2/token/introspect',
      '/oauth/api/v1/otp/{user_id}',
      '/oauth/api/v2/authenticate/user',
      '/openapi.json',
    ];
    expect([...bases, ...more].filter((path) => !(path in document.paths))).toEqual([]);
  });

  it('has a unique id and a summary for each operation', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(
      operations
        .filter(({ summary }) => summary.length < 5 || summary.endsWith('.') || summary.includes('`'))
        .map(({ operationId }) => operationId),
    ).toEqual([]);
  });

  it('declares every parameter of each path', () => {
    for (const { path, parameters = [], operationId } of operations) {
      const declared = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => `{${name}}`);
      expect(declared.toSorted(), operationId).toEqual((path.match(/\{\w+\}/g) ?? []).toSorted());
    }
  });

  it('describes every parameter and every field of requests and responses', () => {
    const bare = operations.flatMap(({ operationId, parameters = [] }) =>
      parameters.filter(({ description }) => !description).map(({ name }) => `${operationId}: ${name}`),
    );
    const fields = [
      ...operations.flatMap(({ operationId, requestBody, responses }) =>
        propertiesOf([requestBody, responses]).map(([name, schema]) => [`${operationId}: ${name}`, schema] as const),
      ),
      ...propertiesOf(document.components),
    ];
    expect(fields.length).toBeGreaterThan(1000);
    const isBare = (schema: unknown) => !((schema as { description?: string }).description ?? '');
    expect([...bare, ...fields.filter(([, schema]) => isBare(schema)).map(([name]) => name)]).toEqual([]);
  });

  it('has a valid example for each response with a body', () => {
    const ajv = new Ajv2020({ strict: false });
    formats.default(ajv);
    const absolute = JSON.parse(JSON.stringify(document).replaceAll('"#/components/', '"doc#/components/')) as Document;
    ajv.addSchema({ $id: 'doc', components: absolute.components });
    const wrong: string[] = [];
    for (const operation of operationsOf(absolute)) {
      for (const status of Object.keys(operation.responses)) {
        for (const { schema, examples } of Object.values(
          responseOf(absolute, operation, Number(status))?.content ?? {},
        )) {
          if (!schema) continue;
          const values = Object.values(examples ?? {});
          if (values.length === 0) wrong.push(`${operation.operationId} ${status} has no example`);
          const validate = ajv.compile(schema);
          for (const { value } of values)
            if (!validate(value)) wrong.push(`${operation.operationId} ${status}: ${ajv.errorsText(validate.errors)}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('describes each operation in sentences, with one complete curl command', () => {
    for (const { operationId, description, 'x-codeSamples': samples } of operations) {
      expect(description, operationId).toMatch(/^[A-Z].*[.]$/);
      expect(samples, operationId).toHaveLength(1);
      expect(samples[0]?.source, operationId).toMatch(/^curl [^{]*"/);
    }
  });

  it('lists only the refusals of an operation', () => {
    const { responses } = operations.find(({ operationId }) => operationId === 'get_admin_v1_me') as Described;
    expect(Object.keys(responses)).toEqual(['200', '400', '401', '415', '500', '503']);
  });

  it('declares the credentials of each operation with their scope or access', () => {
    const open = operations.filter(({ security }) => security.length === 0).map(({ path }) => path);
    const expected =
      /^\/(health\/(live|ready)|openapi\.json|docs(\/.*)?|authentication\/([\w-]+|accounts\/(choose|forget)|token\/(describe|request|start|process)|sso\/\{provider\}\/callback)|oauth\/(jwks|token\/(introspect|revocation)|\.well-known\/.*))$/;
    expect(open.filter((path) => !expected.test(path))).toEqual([]);
    for (const { security, operationId } of operations) {
      for (const requirement of security) {
        const needs = requirement['apiClientSecret'] ?? requirement['operatorSession'];
        // A file needs what each kind in it does.
        if (needs && !/admin_v1_(me|configuration)$/.test(operationId)) expect(needs, operationId).toHaveLength(1);
      }
    }
  });

  it('declares If-Match for every change of the configuration, except for features and general settings', () => {
    const isChange = ({ path, method }: Described) =>
      path.startsWith('/oauth/api/v1/configuration/') && ['PUT', 'PATCH', 'DELETE'].includes(method);
    const without = operations
      .filter(isChange)
      .filter(({ parameters = [] }) => !parameters.some(({ name }) => name === 'If-Match'));
    expect(without.map(({ path }) => path.split('/').at(-1)).toSorted()).toEqual(['features', 'general-settings']);
  });

  it('declares every secret write-only', () => {
    const secretName = /(password|secret|private_key|service_account|auth_token|credential|license_key)$/;
    for (const { requestBody, responses, operationId } of operations) {
      for (const { schema } of Object.values(requestBody?.content ?? {})) {
        for (const [name, property] of propertiesOf(schema)) {
          if (secretName.test(name))
            expect((property as { writeOnly?: boolean }).writeOnly, `${operationId}: ${name}`).toBe(true);
        }
      }
      expect(JSON.stringify(responses)).not.toContain('writeOnly');
    }
  });
});

/** Every property of a schema, at any depth. */
function propertiesOf(schema: unknown): [string, unknown][] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = Object.entries((schema as { properties?: object }).properties ?? {});
  return [...own, ...Object.values(schema).flatMap(propertiesOf)];
}
