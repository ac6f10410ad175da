import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Endpoints } from '../../../dev/parts/endpoints.ts';
import type { Instance } from '../../../dev/parts/instance.ts';
import { readEnvironment } from '../../../src/config/environment.ts';
import type { RunningProcess } from '../../../src/runtime/run-process.ts';
import { startApi } from '../../../src/runtime/start-api.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import { createSeededInstance, useStack } from '../../support/stack.ts';
import { createWebsite } from '../../support/website.ts';

/** More milliseconds than the next measurement of a clock takes. */
const measuredAgain = 60_000;

let instance: Instance;
let running: RunningProcess;
let endpoints: Endpoints;
let operations: string;
/** Milliseconds that the clock of the process is ahead. */
let ahead = 3_600_000;

beforeAll(async () => {
  instance = await createSeededInstance();
  const environment = readEnvironment({ ...instance.environment, COUNTERSIGN_LOG_LEVEL: 'fatal' });
  running = await startApi(environment, () => new Date(Date.now() + ahead));
  endpoints = { ...useStack().endpoints, api: environment.publicUrl };
  operations = `http://127.0.0.1:${environment.operationsPort}`;
});

afterAll(async () => {
  await running.stop();
  await instance.stop();
});

const readiness = async (url: string) => {
  const answer = await fetch(`${url}/health/ready`);
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> };
};
const ready = async () => ((await readiness(endpoints.api)).status === 200 ? true : undefined);
const notReady = async () => ((await readiness(endpoints.api)).status === 503 ? true : undefined);
const measuredSkew = async () =>
  Number(/^countersign_clock_skew_seconds (\S+)$/m.exec(await (await fetch(`${operations}/metrics`)).text())?.[1]);

const requests: [surface: string, method: string, path: string, code: Record<string, unknown>][] = [
  ['website', 'POST', '/oauth/api/v4/authenticate/user', { error: 'clock_skewed', error_code: '1103' }],
  ['end-user', 'GET', '/oauth/api/v1/users/x', { error: 'clock_skewed', error_code: '1103' }],
  ['devices', 'GET', '/oauth/api/v4/users/x/devices', { code: 'clock_skewed' }],
  ['events', 'GET', '/oauth/api/v1/events', { code: 'clock_skewed' }],
  ['introspection', 'POST', '/oauth/api/v2/token/introspect', { error: 'clock_skewed' }],
  ['configuration', 'GET', '/oauth/api/v1/configuration/api-clients', { code: 'clock_skewed' }],
  ['app', 'POST', '/app/v1/registrations', { code: 'clock_skewed' }],
  ['admin', 'GET', '/admin/v1/me', { code: 'clock_skewed' }],
  ['providers', 'POST', '/providers/twilio/status', { code: 'clock_skewed' }],
  ['reference', 'GET', '/openapi.json', { code: 'clock_skewed' }],
  ['authorization-server', 'POST', '/oauth/token', { error: 'temporarily_unavailable' }],
  [
    'authorization-server',
    'GET',
    '/.well-known/oauth-authorization-server/oauth',
    { error: 'temporarily_unavailable' },
  ],
];

describe('an API whose clock is an hour ahead of PostgreSQL', () => {
  it('is live and not ready', async () => {
    for (const url of [endpoints.api, operations]) {
      const { status, headers, body } = await readiness(url);
      expect(status).toBe(503);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      expect(body).toMatchObject({ status: 'down', postgresql: 'up', temporal: 'up', clock: 'down' });
      expect(Math.abs(Number(body['clock_skew_seconds']) - 3_600)).toBeLessThan(1);
      expect((await fetch(`${url}/health/live`)).status).toBe(200);
    }
  });

  it('reports the skew as a metric', async () => {
    expect(Math.abs((await measuredSkew()) - 3_600)).toBeLessThan(1);
  });

  it.each(requests)('refuses %s: %s %s', async (_surface, method, path, expected) => {
    const answer = await fetch(`${endpoints.api}${path}`, { method });
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await answer.json()).toMatchObject(expected);
  });

  it('becomes ready and serves once its clock is right, as does its worker', { timeout: 240_000 }, async () => {
    ahead = -3_000;
    await eventually(ready, measuredAgain);
    const { body } = await readiness(endpoints.api);
    expect(body).toMatchObject({ status: 'up', clock: 'up' });
    expect(Math.abs(Number(body['clock_skew_seconds']) + 3)).toBeLessThan(1);
    const website = createWebsite(endpoints);
    const form = {
      type: 'payment_with_sms',
      user_id: `skew-${randomUUID()}`,
      phone_number: '+31612345678',
      message: 'Pay?',
    };
    const asked = () => website.initialise(form);
    await eventually(async () => ((await asked()).status === 200 ? true : undefined), measuredAgain);
  });

  it('refuses again when its clock is 6 s behind', { timeout: 240_000 }, async () => {
    ahead = -6_000;
    await eventually(notReady, measuredAgain);
    expect((await readiness(endpoints.api)).body).toMatchObject({ clock: 'down', postgresql: 'up', temporal: 'up' });
    expect(Math.abs((await measuredSkew()) + 6)).toBeLessThan(1);
    expect((await createWebsite(endpoints).initialise({ type: 'login_with_push' })).body.error).toBe('clock_skewed');
    ahead = 0;
    await eventually(ready, measuredAgain);
  });
});
