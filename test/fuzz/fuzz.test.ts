import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Endpoints } from '../../dev/parts/endpoints.ts';
import type { Instance } from '../../dev/parts/instance.ts';
import { operationsOf, readDocument } from '../api-reference/support/document.ts';
import type { Described } from '../api-reference/support/document.ts';
import { createConfigurationApi } from '../configuration/support/configuration-api.ts';
import { createSeededInstance, useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';
import { createCallers } from './support/callers.ts';
import type { Callers } from './support/callers.ts';
import { createJudge } from './support/judge.ts';
import { planRequest } from './support/plan.ts';
import type { Plan } from './support/plan.ts';
import { createPool } from './support/pool.ts';
import { sensibleBody } from './support/sensible-bodies.ts';
import { send } from './support/send.ts';

/** `npm run fuzz` sends all 20,000. FUZZ_SEED and FUZZ_FROM repeat a failed request. */
const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_122);
const first = Number(process.env['FUZZ_FROM'] ?? 0);
const amount = Number(process.env['FUZZ_REQUESTS'] ?? 2500);
/** Concurrent requests. */
const width = 8;
/** Number of requests after which lost sessions and changed settings are restored. */
const round = 200;

const stack = useStack();
const pool = createPool();
let instance: Instance;
let where: Endpoints;
let callers: Callers;
let operations: Described[];
let judge: ReturnType<typeof createJudge>;

beforeAll(async () => {
  instance = await createSeededInstance();
  const server = await instance.startServer({ COUNTERSIGN_TRUSTED_PROXIES: '1' });
  where = { ...stack.endpoints, api: server.url };
  const document = await readDocument(where.api);
  operations = operationsOf(document);
  callers = await createCallers(where);
  judge = createJudge(document, callers);
  await protectOwn();
});

afterAll(async () => instance.stop());

/** Protects what the callers need: their clients, operators, applications and types. */
async function protectOwn(): Promise<void> {
  const configuration = createConfigurationApi(where);
  for (const path of [
    '/applications',
    '/mobile-authentication-types',
    '/api-clients',
    '/push-messaging-configurations',
  ]) {
    const { body } = await configuration.get(path);
    pool.learn(body.result);
    for (const value of JSON.stringify(body).matchAll(/"(?:id|name|identifier|client_id)":"([^"]+)"/g))
      pool.protect(value[1] as string);
  }
  const assignments = await fetch(`${where.api}/admin/v1/role-assignments?limit=100`, {
    headers: await callers.headersOf('admin', { method: 'GET', path: '' }),
  });
  const { items } = (await assignments.json()) as { items: { id: string; subject: { id: string } }[] };
  for (const { id, subject } of items) for (const value of [id, subject.id]) pool.protect(value);
  for (const { userId, device, profileId, clientId } of callers.phones)
    pool.learn({
      user_id: userId,
      device_id: device.id,
      profile_id: profileId,
      client_id: clientId,
      identifier: 'northwind-id',
      type: 'login_with_push',
    });
  for (const type of ['login_with_otp', 'payment_with_sms', 'payment_with_push']) pool.learn({ type });
  pool.protect(callers.phones[0]?.clientId ?? '');
}

/** Restores every setting and every lost session. */
async function restore(): Promise<void> {
  const configuration = createConfigurationApi(where);
  for (const path of ['/features', '/general-settings']) {
    const { body } = await configuration.get(path);
    await configuration.patch(path, Object.fromEntries(Object.keys(body).map((name) => [name, null])));
  }
  await callers.refresh();
}

let settings: Promise<unknown> = Promise.resolve();

/** Runs settings changes one at a time, each with its restoration, so that they do not mix. */
function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const result = settings.then(work);
  settings = result.catch(() => undefined);
  return result;
}

async function check(index: number): Promise<string | undefined> {
  const plan = planRequest(seed, index, {
    operations,
    callers,
    pool,
    sensibleBodies: (operation, random) => sensibleBody(operation, random, { phones: callers.phones, pool, where }),
  });
  const isOfSettings = /\/(features|general-settings)$/.test(plan.operation.path);
  return isOfSettings ? inTurn(() => perform(plan, isOfSettings)) : perform(plan, isOfSettings);
}

async function perform(plan: Plan, isOfSettings: boolean): Promise<string | undefined> {
  const credentials = await callers.headersOf(plan.caller, {
    method: plan.method,
    path: plan.target.split('?')[0] as string,
  });
  try {
    const answered = await send(where.api, plan, credentials);
    seen.set(answered.status, (seen.get(answered.status) ?? 0) + 1);
    if (answered.status < 300) learnFrom(plan, answered.body);
    if (isOfSettings && plan.operation.method === 'PATCH' && answered.status < 300) await restore();
    const wrong = judge(plan, answered);
    return wrong && describePlan(plan, `${wrong}\n    ${answered.status} ${answered.body.slice(0, 400)}`);
  } catch (error) {
    return describePlan(plan, String(error));
  }
}

const seen = new Map<number, number>();

function learnFrom({ operation }: Plan, body: string): void {
  if (body === '' || operation.path === '/openapi.json') return;
  try {
    pool.learn(JSON.parse(body));
  } catch {
    // The answer is a stream or an archive.
  }
}

function describePlan({ index, method, target, caller, headers, body, operation }: Plan, wrong: string): string {
  return `FUZZ_SEED=${seed} FUZZ_FROM=${index} FUZZ_REQUESTS=1  ${caller}: ${method} ${target.slice(0, 300)} (${operation.operationId})\n    ${JSON.stringify(headers).slice(0, 400)}\n    ${body?.toString().slice(0, 600) ?? ''}\n  ${wrong}`;
}

describe('random requests to every endpoint', () => {
  it(`get a documented answer, ${amount} times`, { timeout: 60_000 + amount * 900 }, async () => {
    const failures: string[] = [];
    for (let start = first; start < first + amount; start += round) {
      const end = Math.min(start + round, first + amount);
      let next = start;
      const worker = async () => {
        while (next < end) {
          const failure = await check(next++);
          if (failure) failures.push(failure);
        }
      };
      await Promise.all(Array.from({ length: width }, worker));
      await restore();
    }
    process.stdout.write(
      `\n  ${amount} requests, seed ${seed}: ${[...seen]
        .toSorted()
        .map(([status, count]) => `${count} x ${status}`)
        .join(', ')}\n`,
    );
    expect(failures.length, `\n${failures.slice(0, 40).join('\n')}\n`).toBe(0);
    expect(await (await fetch(`${where.api}/health/ready`)).json()).toMatchObject({ status: 'up' });
    expect(seen.get(200) ?? 0).toBeGreaterThan(amount / 20);
    expect((await createWebsite(where).result(randomUUID())).status).toBe(404);
  });
});
