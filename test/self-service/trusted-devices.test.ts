import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { knownDeviceOf, vouchForDevice } from '../../src/commands/authentication/known-devices/known-device.ts';
import { TrustedDevice } from '../../src/entities/authentication/trusted-device.ts';
import type { Deps } from '../../src/runtime/deps.ts';
import { createTestDeps } from '../support/own-server.ts';
import { useStack } from '../support/stack.ts';
import { createCaller } from './support/self-service-api.ts';

const path = '/trusted-devices';
let deps: Deps;
beforeAll(async () => {
  deps = await createTestDeps(useStack().environment);
});
afterAll(() => deps.close());

async function addDevice(person: string, expiresIn = 60_000): Promise<string> {
  const row = { id: randomUUID(), person, tokenHash: randomBytes(32), userAgent: 'Firefox', createdAt: new Date() };
  await deps.em().insert(TrustedDevice, { ...row, expiresAt: new Date(Date.now() + expiresIn) });
  return row.id;
}

describe('/self-service/v1/trusted-devices', () => {
  it('shows the browsers that the caller trusts, and trusts one no longer', async () => {
    const [caller, other] = [await createCaller(), await createCaller()];
    const [id, foreign] = [await addDevice(caller.userId), await addDevice(other.userId)];
    await addDevice(caller.userId, -1);
    const { status, body } = await caller.call('GET', path);
    expect([status, body.next_cursor]).toEqual([200, null]);
    expect(body.items).toEqual([
      {
        ...{ id, user_agent: 'Firefox', ip_address: null, last_used_at: null, current: false },
        ...{ created_at: expect.any(String), expires_at: expect.any(String) },
      },
    ]);
    for (const one of [foreign, randomUUID(), id, id])
      expect((await caller.call('DELETE', `${path}/${one}`)).status).toBe(204);
    expect((await caller.call('GET', path)).body.items).toEqual([]);
    expect((await other.call('GET', path)).body.items).toMatchObject([{ id: foreign }]);
  });

  it('trusts no browser any longer, and forgets with which the caller has signed in', async () => {
    const [caller, other] = [await createCaller(), await createCaller()];
    await addDevice(caller.userId);
    await addDevice(caller.userId);
    const foreign = await addDevice(other.userId);
    const device = await vouchForDevice(deps, await vouchForDevice(deps, undefined, caller.userId), other.userId);
    for (const { userId } of [caller, other]) expect(await knownDeviceOf(deps, device, userId)).toBeTruthy();
    expect((await caller.call('DELETE', path)).status).toBe(204);
    expect((await caller.call('GET', path)).body.items).toEqual([]);
    expect(await knownDeviceOf(deps, device, caller.userId)).toBeUndefined();
    expect(await knownDeviceOf(deps, device, other.userId)).toBeTruthy();
    expect((await other.call('GET', path)).body.items).toMatchObject([{ id: foreign }]);
  });

  it('refuses a caller without a token, one whose token is for reading, and what is no id', async () => {
    const caller = await createCaller();
    const as = await caller.token({ scope: 'self_service:read' });
    const api = `${useStack().endpoints.api}/self-service/v1${path}`;
    expect((await fetch(api)).status).toBe(401);
    expect((await caller.call('GET', path, { as })).status).toBe(200);
    for (const one of [path, `${path}/${randomUUID()}`]) {
      const refused = await caller.call('DELETE', one, { as });
      expect([refused.status, refused.body.code]).toEqual([403, 'insufficient_scope']);
    }
    expect((await caller.call('DELETE', `${path}/x`)).status).toBe(400);
  });
});
