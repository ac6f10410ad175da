import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { User } from '../../../src/entities/persons/user.ts';
import { LogoutDelivery } from '../../../src/entities/tokens/logout-delivery.ts';
import { signIn } from '../../admin/support/admin-api.ts';
import type { SignedIn } from '../../admin/support/admin-api.ts';
import { eventsAbout } from '../../configuration/support/configuration-api.ts';
import { addClient, newId, spa } from '../../oauth-clients/support/registry.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import { startOwnServer } from '../../support/own-server.ts';
import type { OwnServer } from '../../support/own-server.ts';

let server: OwnServer;
let admin: SignedIn;
beforeAll(async () => {
  server = await startOwnServer({ COUNTERSIGN_CALLBACK_PRIVATE_ADDRESSES: 'refused' });
  admin = await signIn(server.endpoints.api, server.endpoints.operators.admin);
});
afterAll(() => server?.stop());

describe('where private addresses are refused, as outside of development', () => {
  it('a client has no address for logout tokens without TLS, by no way of configuring it', async () => {
    const body = { client_id: newId(), name: 'Shop', ...spa, backchannel_logout_uri: 'http://shop.example/logout' };
    const [code, field] = ['client_metadata_invalid', 'backchannel_logout_uri'];
    const added = await admin.call('POST', '/clients', { body });
    expect(added).toMatchObject({ status: 422, body: { code, field } });
    const imported = await admin.call('PUT', '/configuration', { body: { clients: [body] } });
    expect(imported.body.refusals).toMatchObject([{ code, path: `clients[0].${field}` }]);
  });

  it.each(['https://127.0.0.1:1/logout', 'https://[::1]/logout', 'https://10.0.0.1/logout'])(
    'no logout token is sent to %s',
    async (backchannel_logout_uri) => {
      const { client_id: clientId } = await addClient(admin, { ...spa, backchannel_logout_uri });
      const [id, sessionId] = [randomUUID(), randomUUID()];
      // Of a user who is gone, a delivery that has ended is deleted at once.
      const userId = await server.deps.em().insert(User, { id: randomUUID() });
      const owed = { id, clientId, userId, sessionId, sid: randomUUID(), status: 'pending' } as const;
      await server.deps.em().insert(LogoutDelivery, { ...owed, createdAt: new Date(Date.now() - 60_000) });
      const ended = await eventually(async () => {
        const row = await server.deps.em().findOneOrFail(LogoutDelivery, { id });
        return row.status === 'pending' ? undefined : row;
      }, 120_000);
      expect(ended).toMatchObject({ status: 'failed', lastFailure: 'callback: a private address' });
      expect(await eventsAbout(server.deps.environment.databaseUrl, sessionId)).toMatchObject([
        { name: 'SESSION LOGOUT FAILED', detail: 'callback: a private address' },
      ]);
    },
    180_000,
  );
});
