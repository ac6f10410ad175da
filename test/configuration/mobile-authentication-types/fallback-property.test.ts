import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { useStack } from '../../support/stack.ts';
import { createConfigurationApi } from '../support/configuration-api.ts';
import { addType, push, typePath } from '../support/types.ts';

const { endpoints } = useStack();
const api = createConfigurationApi(endpoints);
const names = Array.from({ length: 5 }, (_, index) => `property ${index} ${randomUUID()}`);
type Method = 'PUSH' | 'SMS' | 'OTP';
type Graph = Map<string, { method: Method; fallback: string | null }>;

beforeAll(async () => {
  for (const name of names) await addType(api, push({ name }));
});

/** One change of one type: PATCH, or DELETE and POST. */
const change = fc.record({
  name: fc.constantFrom(...names),
  act: fc.constantFrom('patch', 'patch', 'patch', 'patch', 'delete', 'create'),
  method: fc.option(fc.constantFrom<Method>('PUSH', 'SMS', 'SMS', 'OTP'), { nil: undefined }),
  fallback: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...names) },
    { weight: 2, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  ),
});
type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never;

function send({ name, act, method, fallback }: Change) {
  const sent = { ...(method ? { method } : {}), ...(fallback === undefined ? {} : { fallback_type: fallback }) };
  if (act === 'delete') return api.remove(typePath(name));
  return act === 'create'
    ? api.post('/mobile-authentication-types', push({ ...sent, name }))
    : api.patch(typePath(name), sent);
}

/** The configuration of these types. */
async function read(): Promise<Graph> {
  const answers = await Promise.all(names.map((name) => api.get(typePath(name))));
  const there = answers
    .filter(({ status }) => status === 200)
    .map(({ body }) => body as { name: string; method: Method; fallback_type?: string | null });
  return new Map(there.map((type) => [type.name, { method: type.method, fallback: type.fallback_type ?? null }]));
}

/** The rule that a graph breaks, or undefined. */
function fault(graph: Graph): 'loops' | 'unknown' | 'otp' | undefined {
  for (const [start, { method, fallback }] of graph) {
    if (fallback === null) continue;
    if (method === 'OTP' || graph.get(fallback)?.method === 'OTP') return 'otp';
    if (!graph.has(fallback)) return 'unknown';
    for (
      let next: string | null = fallback, steps = 0;
      next !== null && steps <= names.length;
      next = graph.get(next)?.fallback ?? null, steps += 1
    )
      if (next === start) return 'loops';
  }
  return undefined;
}

/** The graph after a change, valid or not. */
function applied(graph: Graph, { name, act, method, fallback }: Change): Graph {
  const after = new Map(graph);
  const before =
    act === 'create'
      ? { method: 'PUSH' as const, fallback: null }
      : (graph.get(name) as { method: Method; fallback: string | null });
  if (act === 'delete') after.delete(name);
  else
    after.set(name, { method: method ?? before.method, fallback: fallback === undefined ? before.fallback : fallback });
  return after;
}

it('a change of a type is accepted exactly when fallbacks form no cycle, exist, and involve no OTP', async () => {
  let model = await read();
  let made = 0;
  await fc.assert(
    fc.asyncProperty(change, async (one) => {
      const { status } = await send(one);
      const isThere = model.has(one.name);
      if (one.act === 'create' ? isThere : !isThere) {
        expect(status).toBe(isThere ? 409 : 404);
      } else if (fault(applied(model, one))) {
        expect(status).toBeOneOf([400, 409]);
      } else {
        expect(status).toBe(one.act === 'create' ? 201 : 204);
        model = applied(model, one);
        made += 1;
      }
      expect(await read()).toEqual(model);
    }),
    { numRuns: 100, endOnFailure: true },
  );
  // Usually about 30; one run in 400 makes at most ten.
  expect(made).toBeGreaterThan(2);
});

it('concurrent changes of types leave no cycle, no missing fallback and no OTP fallback', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 2, maxLength: 5 }), async (changes) => {
      const statuses = (await Promise.all(changes.map(send))).map(({ status }) => status);
      for (const status of statuses) expect(status).toBeOneOf([201, 204, 400, 404, 409]);
      expect(fault(await read())).toBeUndefined();
    }),
    { numRuns: 40, endOnFailure: true },
  );
});
