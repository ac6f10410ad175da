import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signInOperator } from '../../dev/operators/sign-in-operator.ts';
import type { Instance } from '../../dev/parts/instance.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import { startApi } from '../../src/runtime/start-api.ts';
import { Keyring } from '../../src/security/keyring.ts';
import { callAdmin } from '../admin/support/admin-api.ts';
import { createSeededInstance, useStack } from '../support/stack.ts';
import { storeToken } from './support/operators.ts';

const { operators } = useStack().endpoints;
let instance: Instance;
let deps: Parameters<typeof storeToken>[0];
let running: Awaited<ReturnType<typeof startApi>>;
let api: string;
beforeAll(async () => {
  instance = await createSeededInstance();
  // Over http:, which no settings allow in this mode.
  const environment = readEnvironment({ ...instance.environment, COUNTERSIGN_LOG_LEVEL: 'fatal' });
  deps = { environment, keyring: new Keyring(environment.keyring) };
  running = await startApi({ ...environment, mode: 'production' });
  api = environment.publicUrl;
});
afterAll(async () => {
  await running?.stop();
  await instance.stop();
});

const signedInAt = (level: number) =>
  storeToken(deps, 'admin', {
    extra: { acr: `urn:countersign:acr:${level}`, auth_time: Math.floor(Date.now() / 1000) },
  });

describe('an operator in production', () => {
  it('gets no token with a password alone', async () => {
    await expect(signInOperator(api, operators.admin)).rejects.toThrow('/complete was refused: 4');
  });

  it('needs level 2, and is told so', async () => {
    const refused = await callAdmin(api, 'GET', '/me', {}, await signedInAt(1));
    expect(refused.body).toMatchObject({
      status: 401,
      code: 'insufficient_user_authentication',
      acr_values: 'urn:countersign:acr:2',
    });
    expect(refused.headers.get('www-authenticate')).toContain(
      'Bearer realm="countersign-admin", error="insufficient_user_authentication", acr_values="urn:countersign:acr:2"',
    );
    const headers = { authorization: `Bearer ${await signedInAt(1)}` };
    const configured = await fetch(`${api}/oauth/api/v1/configuration/features`, { headers });
    expect([configured.status, configured.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining(
        'Bearer realm="countersign-admin", error="insufficient_user_authentication", acr_values="urn:countersign:acr:2"',
      ),
    ]);
    for (const level of [2, 3])
      expect((await callAdmin(api, 'GET', '/me', {}, await signedInAt(level))).body).toMatchObject({ level });
  });
});
