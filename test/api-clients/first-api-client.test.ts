import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Instance } from '../../dev/parts/instance.ts';
import { createConfigurationApi, eventsAbout, newClient } from '../configuration/support/configuration-api.ts';
import { createIsolatedInstance, useStack } from '../support/stack.ts';
import type { ApplicationProcess } from '../../dev/parts/applications.ts';

const { endpoints } = useStack();
const first = newClient();
const named = {
  COUNTERSIGN_FIRST_API_CLIENT: first.id,
  COUNTERSIGN_FIRST_API_CLIENT_SECRET: first.secret,
  COUNTERSIGN_WORKER_IN_PROCESS: 'false',
};
let instance: Instance;
let servers: ApplicationProcess[];

beforeAll(async () => {
  instance = await createIsolatedInstance();
  servers = [
    await instance.startServer(named),
    await instance.startServer({ ...named, COUNTERSIGN_MIGRATE_ON_START: 'false' }),
  ];
});

afterAll(() => instance.stop());

const apiOf = (server: ApplicationProcess | undefined, client: { id: string; secret: string }) =>
  createConfigurationApi({ api: server?.url as string, clients: endpoints.clients }, client);

describe('the first API client', () => {
  it('is created once by its first call at any replica; an unknown client before it is refused', async () => {
    const strangers = await Promise.all(servers.map((server) => apiOf(server, newClient()).get('/api-clients')));
    expect(strangers.map(({ status }) => status)).toEqual([401, 401]);
    const calls = await Promise.all(
      Array.from({ length: 8 }, (_, index) => apiOf(servers[index % 2], first).get('/api-clients')),
    );
    expect(new Set(calls.map(({ status }) => status))).toEqual(new Set([200]));
    expect(calls[0]?.body.result).toMatchObject([
      { client_id: first.id, scopes: ['onegini_api_admin', 'onegini_api_config'] },
    ]);
    expect(
      (await eventsAbout(instance.environment['COUNTERSIGN_DATABASE_URL'] as string, first.id)).map(({ name }) => name),
    ).toEqual(['CONFIGURATION API CLIENT CREATED']);
  });

  it('is not created again after its deletion while other clients exist', async () => {
    const own = newClient();
    const body = { name: 'x', client_id: own.id, client_secret: own.secret, scopes: ['onegini_api_admin'] };
    expect((await apiOf(servers[0], first).post('/api-clients', body)).status).toBe(201);
    const successor = await instance.startServer({ ...named, COUNTERSIGN_MIGRATE_ON_START: 'false' });
    expect((await apiOf(successor, own).remove(`/api-clients/${first.id}`)).status).toBe(204);
    const again = await instance.startServer({ ...named, COUNTERSIGN_MIGRATE_ON_START: 'false' });
    expect((await apiOf(again, first).get('/api-clients')).status).toBe(401);
    expect(
      (await apiOf(again, own).get('/api-clients')).body.result.map(
        ({ client_id }: { client_id: string }) => client_id,
      ),
    ).toEqual([own.id]);
  });
});
