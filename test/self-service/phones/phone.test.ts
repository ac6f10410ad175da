import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCountersignApp, memoryStorage } from '../../../app-sdk/index.ts';
import { rateLimits } from '../../../src/domain/rate-limits/limits.ts';
import { createConfigurationApi } from '../../configuration/support/configuration-api.ts';
import { addType, push } from '../../configuration/support/types.ts';
import { enrollApp } from '../../support/enrolled-phone.ts';
import { startOwnServer } from '../../support/own-server.ts';
import type { OwnServer } from '../../support/own-server.ts';
import { query } from '../../support/query.ts';
import { createCaller } from '../support/self-service-api.ts';
import type { Caller } from '../support/self-service-api.ts';

let server: OwnServer;
let caller: Caller;
beforeAll(async () => {
  server = await startOwnServer();
});
afterAll(() => server?.stop());
beforeEach(async () => {
  caller = await createCaller(server.endpoints);
});

const json = { type: 'countersign' };
const begin = async (who = caller) => {
  const { status, body } = await who.call('POST', '/methods', { json });
  expect(status).toBe(201);
  return body;
};
const newApp = () => createCountersignApp({ origin: server.endpoints.api, storage: memoryStorage() });
const useCode = (code: string) => enrollApp(server.endpoints, newApp(), { userId: caller.userId, code });

describe('POST /self-service/v1/methods with a phone', () => {
  it('is refused until there is a type by which phones sign in', async () => {
    const { status, body } = await caller.call('POST', '/methods', { json });
    expect([status, body.code]).toEqual([409, 'method_not_offered']);
    expect((await caller.call('GET', '/methods')).body.phone_addable).toBe(false);
    const type = await addType(createConfigurationApi(server.endpoints), push());
    await server.change({ login_mobile_authentication_type: type });
  });

  it('gives a code that connects the phone of the caller, once', async () => {
    const { id, type, status, challenge, expires_at: expiresAt } = await begin();
    const { enrollment_code: code, app_link: link, qr_svg: picture } = challenge;
    expect([type, status, challenge.type]).toEqual(['countersign', 'pending', 'countersign']);
    expect(code).toMatch(/^([2-9A-HJ-NP-Z]{5}-){4}[2-9A-HJ-NP-Z]{5}$/);
    expect(new URL(link).hash).toBe(`#code=${code}`);
    expect(picture).toMatch(/^<svg /);
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(600_000);

    const waiting = await caller.call('GET', `/methods/${id}`);
    expect([waiting.status, waiting.body.type, waiting.body.status]).toEqual([200, 'countersign', 'pending']);
    expect(JSON.stringify(waiting.body)).not.toContain(code);
    expect((await caller.call('GET', '/methods')).body.phone_addable).toBe(true);

    await useCode(code);
    const { items } = (await caller.call('GET', '/methods')).body;
    expect(items).toEqual([expect.objectContaining({ type: 'countersign', status: 'active' })]);
    const used = await caller.call('GET', `/methods/${id}`);
    expect([used.status, used.body.code]).toEqual([404, 'method_unknown']);
    await expect(useCode(code)).rejects.toThrow();
  });

  it('ends a code that is given up', async () => {
    const { id, challenge } = await begin();
    const asked = await caller.call('DELETE', `/methods/${id}`);
    expect([asked.status, asked.body.challenge.type]).toEqual([202, 'none']);
    const ends = [0, 1].map(() => caller.call('POST', `/methods/${id}/removal`, { json: {} }));
    const statuses = (await Promise.all(ends)).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([204, 404]);
    await expect(useCode(challenge.enrollment_code)).rejects.toThrow();
  });

  it('tells nothing of the code of another person, and ends none', async () => {
    const { id, challenge } = await begin();
    const stranger = await createCaller(server.endpoints);
    for (const [method, path, body] of [
      ['GET', `/methods/${id}`, undefined],
      ['DELETE', `/methods/${id}`, undefined],
      ['POST', `/methods/${id}/removal`, {}],
      ['POST', `/methods/${id}/verify`, { code: challenge.enrollment_code }],
      ['PATCH', `/methods/${id}`, { name: 'Mine' }],
    ] as const) {
      const answer = await stranger.call(method, path, { json: body });
      expect([path, answer.status, answer.body.code]).toEqual([path, 404, 'method_unknown']);
    }
    expect((await caller.call('GET', `/methods/${id}`)).status).toBe(200);
  });

  it('needs the best level of the caller, proven a moment ago', async () => {
    const { status, body } = await caller.call('POST', '/methods', { json, as: await caller.token({ age: 601 }) });
    expect([status, body.code]).toEqual([401, 'insufficient_user_authentication']);
  });

  it('cannot be told whose phone it is', async () => {
    const given = { ...json, user_id: 'another' };
    const { status, body } = await caller.call('POST', '/methods', { json: given });
    expect([status, body.code]).toEqual([400, 'invalid_request']);
  });

  it('is not for a person with hub roles', async () => {
    const give = "insert into role_assignment (id, person_id, role, created_at) values ($1, $2, 'UserObserver', now())";
    await query(server.endpoints.postgres_url, give, [randomUUID(), caller.userId]);
    const { status, body } = await caller.call('POST', '/methods', { json });
    expect([status, body.code]).toEqual([403, 'role_elevation']);
    expect((await caller.call('GET', '/methods')).body.phone_addable).toBe(false);
  });

  it('gives so many codes in an hour', async () => {
    const { most } = rateLimits['phone-code:person'];
    for (let count = 0; count < most; count += 1) await begin();
    const { status, body } = await caller.call('POST', '/methods', { json });
    expect([status, body.code]).toEqual([429, 'slow_down']);
    await begin(await createCaller(server.endpoints));
  });
});
