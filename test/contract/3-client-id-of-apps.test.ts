import { describe, expect, it } from 'vitest';
import { eventually } from '../support/enrolled-phone.ts';
import { query, rest } from '../users/support/rest.ts';
import { createEventsApi } from '../events/support/events-api.ts';
import { useStack } from '../support/stack.ts';
import { install, introspect } from './support/token-endpoint.ts';

const events = createEventsApi(useStack().endpoints);

describe("line 3: client_id of an app's token", () => {
  it.each(['v1', 'v2'] as const)('is 64 hex, the id of the device, %s', async (version) => {
    const app = await install();
    const { body } = await app.connect();
    const { client_id: clientId } = await introspect(body.access_token, version);
    expect(clientId).toMatch(/^[0-9a-f]{64}$/);
    expect(clientId).toBe(app.device.id);
    expect((await rest('GET', `/v4/users/${app.userId}/devices`)).body.devices[0].id).toBe(clientId);
  });

  it('is the client_id of registration and of events, whose filter accepts any letter case', async () => {
    const app = await install();
    expect(app.clientId).toBe(app.device.id);
    await app.connect();
    for (const client_id of [app.device.id, app.device.id.toUpperCase()])
      await eventually(async () => {
        const found = (await events({ client_id })).body.result_set as { event_name: string; client_id: string }[];
        return found.some((event) => event.event_name === 'DYNAMIC REG SUCCESS' && event.client_id === app.device.id)
          ? true
          : undefined;
      });
  });

  it('is the id of the device also for an installation that was registered with a UUID', async () => {
    const app = await install();
    const { body } = await app.connect();
    await query('update device set client_id = gen_random_uuid() where id = $1', [app.device.id]);
    await query(
      'update oauth_artifact set client_id = (select client_id from device where id = $1) where client_id = $1',
      [app.device.id],
    );
    expect((await introspect(body.access_token)).client_id).toBe(app.device.id);
  });
});
