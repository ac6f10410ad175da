import { describe, expect, it } from 'vitest';
import type { Described, Document } from '../api-reference/support/document.ts';
import type { CallerName } from './support/callers.ts';
import { createJudge } from './support/judge.ts';
import { planRequest } from './support/plan.ts';
import type { Plan } from './support/plan.ts';
import { createPool } from './support/pool.ts';
import type { Answered } from './support/send.ts';

const thing = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'], additionalProperties: false };
const operation: Described = {
  method: 'GET',
  path: '/things/{id}',
  operationId: 'get_thing',
  description: 'One thing.',
  'x-codeSamples': [],
  tags: [],
  summary: 'One thing',
  security: [{ apiClientSecret: ['things'] }],
  parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
  responses: {
    200: { description: 'Done', content: { 'application/json': { schema: thing } } },
    404: { $ref: '#/components/responses/no' },
  },
};
const document: Pick<Document, 'paths' | 'components'> = {
  paths: { '/things/{id}': { get: operation } },
  components: {
    schemas: { refusal: { type: 'object', required: ['error'] } },
    securitySchemes: {},
    responses: {
      no: { description: 'No', content: { 'application/json': { schema: { $ref: '#/components/schemas/refusal' } } } },
    },
  },
};
const callers = { rightfulCaller: () => 'site' as CallerName };
const judge = createJudge(document, callers);

const plan = (change: Partial<Plan> = {}): Plan => ({
  index: 0,
  operation,
  caller: 'site',
  method: 'GET',
  target: '/things/x',
  headers: [],
  body: undefined,
  isAddressed: true,
  ...change,
});
const answer = (status: number, body: string, headers: Record<string, string> = {}): Answered => ({
  status,
  body,
  took: 1,
  headers: { 'content-type': 'application/json', 'x-request-id': 'x', ...headers },
});

describe('an answer', () => {
  it.each([
    ['as documented', plan(), answer(200, '{"id":"x"}')],
    ['that refuses as documented', plan(), answer(404, '{"error":"not_found"}')],
    [
      'that repeats what the caller said',
      plan({ target: '/things/TypeError' }),
      answer(404, '{"error":"not_found","what":"TypeError"}'),
    ],
    ['at another address', plan({ isAddressed: false }), answer(405, '{}')],
    ['that a provider is away', plan({ isAddressed: false }), answer(503, '{"error":"sms_not_sent"}')],
  ])('%s is accepted', (_, asked, given) => {
    expect(judge(asked, given)).toBeUndefined();
  });

  it.each([
    ['a fault', plan(), answer(500, '{"error":"internal_error"}'), 'a 500'],
    ['the database away', plan(), answer(503, '{"error":"database_unreachable"}'), 'a 503'],
    ['more than is declared', plan(), answer(200, '{"id":"x","secret":"y"}'), 'not as documented'],
    ['a refusal of no shape', plan(), answer(404, '{}'), 'not as documented'],
    ['a status that is not declared', plan(), answer(410, '{"error":"gone"}'), 'has no 410'],
    ['another content type', plan(), answer(200, '<p>', { 'content-type': 'text/html' }), 'has no text/html'],
    ['a stack', plan(), answer(404, '{"error":"x","at":"    at Object.run (/srv/x.js:1:2)"}'), 'speaks of internals'],
    ['SQL', plan(), answer(404, '{"error":"duplicate key value violates unique constraint"}'), 'speaks of internals'],
    ['something of another caller', plan({ caller: 'users' }), answer(200, '{"id":"x"}'), 'users got in'],
    ['something for an anonymous caller', plan({ caller: 'anonymous' }), answer(200, '{"id":"x"}'), 'anonymous got in'],
  ])('with %s is refused', (_, asked, given, wrong) => {
    expect(judge(asked, given)).toContain(wrong);
  });
});

describe('a planned request', () => {
  const world = {
    operations: [operation],
    callers: callers as never,
    pool: createPool(),
    sensibleBodies: () => undefined,
  };

  it('is the same for one seed and index, and differs for others', () => {
    const shown = (seed: number, index: number) =>
      JSON.stringify({ ...planRequest(seed, index, world), operation: undefined });
    expect(shown(1, 5)).toBe(shown(1, 5));
    expect(new Set(Array.from({ length: 200 }, (_, index) => shown(1, index))).size).toBeGreaterThan(100);
    expect(Array.from({ length: 20 }, (_, index) => shown(2, index))).not.toEqual(
      Array.from({ length: 20 }, (_, index) => shown(1, index)),
    );
  });
});
