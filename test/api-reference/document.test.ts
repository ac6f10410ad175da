import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, describe, expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';
import { operationsOf, readDocument } from './support/document.ts';
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

  it('is told apart from no document by the validator', async () => {
    const broken = structuredClone(document) as unknown as { paths: Record<string, unknown> };
    broken.paths['/broken'] = { get: { responses: { 200: { content: {} } } } };
    expect((await new Validator().validate(broken as never)).valid).toBe(false);
  });

  it('needs no credentials, and is not sent again to who has it', async () => {
    const first = await fetch(`${endpoints.api}/openapi.json`);
    expect(first.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const again = await fetch(`${endpoints.api}/openapi.json`, { headers: { 'if-none-match': first.headers.get('etag') as string, 'cache-control': 'max-age=0' } });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  it('takes no other method', async () => {
    const answer = await fetch(`${endpoints.api}/openapi.json`, { method: 'POST' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'HEAD, GET']);
  });
});

describe('the document', () => {
  it('has every surface, and the authorization server', () => {
    const bases = ['/health/ready', '/app/v1/transactions', '/admin/v1/session', '/admin/v1/operators', '/oauth/token', '/oauth/jwks', '/oauth/api/v4/users/{user_id}/devices'];
    const more = ['/oauth/api/v1/configuration/api-clients', '/oauth/api/v1/events', '/oauth/api/v2/token/introspect', '/oauth/api/v1/otp/{user_id}', '/oauth/api/v2/authenticate/user', '/openapi.json'];
    expect([...bases, ...more].filter((path) => !(path in document.paths))).toEqual([]);
  });

  it('names each operation once and says what it is for', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(operations.filter(({ summary }) => summary.length < 5 || summary.endsWith('.')).map(({ operationId }) => operationId)).toEqual([]);
  });

  it('declares every parameter of a path', () => {
    for (const { path, parameters = [], operationId } of operations) {
      const declared = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => `{${name}}`);
      expect(declared.toSorted(), operationId).toEqual((path.match(/\{\w+\}/g) ?? []).toSorted());
    }
  });

  it('says who may call, with the scope or access that it takes', () => {
    const open = operations.filter(({ security }) => security.length === 0).map(({ path }) => path);
    const expected = /^\/(health\/(live|ready)|openapi\.json|docs(\/.*)?|admin\/v1\/session|oauth\/(jwks|token\/revocation|\.well-known\/.*))$/;
    expect(open.filter((path) => !expected.test(path))).toEqual([]);
    for (const { security, operationId } of operations) {
      for (const requirement of security) {
        const needs = requirement['apiClientSecret'] ?? requirement['operatorSession'];
        if (needs && !operationId.includes('admin_v1_session')) expect(needs, operationId).toHaveLength(1);
      }
    }
  });

  it('names If-Match wherever something configured is changed, but for settings, which are changed one by one', () => {
    const isChange = ({ path, method }: Described) => path.startsWith('/oauth/api/v1/configuration/') && ['PUT', 'PATCH', 'DELETE'].includes(method);
    const without = operations.filter(isChange).filter(({ parameters = [] }) => !parameters.some(({ name }) => name === 'If-Match'));
    expect(without.map(({ path }) => path.split('/').at(-1)).toSorted()).toEqual(['features', 'general-settings']);
  });

  it('lets nobody read a secret: it can only be written', () => {
    const secretName = /(password|secret|private_key|service_account|auth_token|credential|license_key)$/;
    for (const { requestBody, responses, operationId } of operations) {
      for (const { schema } of Object.values(requestBody?.content ?? {})) {
        for (const [name, property] of propertiesOf(schema)) {
          if (secretName.test(name)) expect((property as { writeOnly?: boolean }).writeOnly, `${operationId}: ${name}`).toBe(true);
        }
      }
      expect(JSON.stringify(responses)).not.toContain('writeOnly');
    }
  });
});

/** Every property of a schema, however deep. */
function propertiesOf(schema: unknown): [string, unknown][] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = Object.entries((schema as { properties?: object }).properties ?? {});
  return [...own, ...Object.values(schema).flatMap(propertiesOf), ...own.flatMap(([, property]) => propertiesOf(property))];
}
