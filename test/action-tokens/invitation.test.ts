import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signIn } from '../admin/support/admin-api.ts';
import type { SignedIn } from '../admin/support/admin-api.ts';
import { createBrowser } from '../authentication/support/flow-api.ts';
import { mailsTo } from '../messages/support/mails-to.ts';
import { uniqueEmail } from '../persons/support/persons-api.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { startOwnServer } from '../support/own-server.ts';
import type { OwnServer } from '../support/own-server.ts';
import { statusOf } from './support/tokens.ts';

let server: OwnServer;
let admin: SignedIn;
beforeAll(async () => {
  server = await startOwnServer();
  await server.change({ person_activation_enabled: true });
  admin = await signIn(server.endpoints.api, server.endpoints.operators.admin);
});
afterAll(() => server.stop());

/** A person whom an operator has added, and who has not been mailed yet. */
async function addPerson(contacts: object): Promise<string> {
  const { status, body } = await admin.call('POST', '/users', { body: { username: `u${randomUUID()}`, ...contacts } });
  expect(status, JSON.stringify(body)).toBe(201);
  return body.user_id as string;
}

const invite = (personId: string, by = admin) => by.call('POST', `/users/${personId}/invite`);

describe('POST /admin/v1/users/{user_id}/invite', () => {
  it('mails the link that activates the account and signs in, and shows it to no operator', async () => {
    const email = uniqueEmail();
    const personId = await addPerson({ email_addresses: [{ value: email }] });
    const { status, body } = await invite(personId);
    expect(status, JSON.stringify(body)).toBe(200);
    expect(Object.keys(body)).toEqual(['expires_at']);
    const days = (Date.parse(body.expires_at as string) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(6.9);
    expect(days).toBeLessThanOrEqual(7);
    const link = await eventually(async () => {
      const texts = (await mailsTo(email)).map(({ text }) => text ?? '');
      return texts.map((text) => /\/token\/\?token=([\w-]+)/.exec(text)?.[1]).find((found) => found !== undefined);
    });
    const browser = createBrowser(server.endpoints);
    const { session_id } = (await browser.post('/token/start', {})).body;
    const proof = { session_id, auth_method: 'action_token', credentials: { token: link } };
    expect((await browser.post('/authenticate', proof)).body.status).toBe('authenticated');
    expect(await statusOf(personId, server.endpoints)).toBe('ACTIVE');
    const rows = await server.deps
      .em()
      .execute<{ user_id: string }[]>("select user_id from event where name = 'PERSON INVITED' and user_id = ?", [
        personId,
      ]);
    expect(rows).toEqual([{ user_id: personId }]);
    const again = await invite(personId);
    expect([again.status, again.body.code]).toEqual([409, 'person_not_inactive']);
  });

  it('refuses a person without an address, an unknown one, and a role that only reads', async () => {
    const without = await invite(await addPerson({}));
    expect([without.status, without.body.code]).toEqual([400, 'action_parameter_missing']);
    expect((await invite(randomUUID())).status).toBe(404);
    const reader = await signIn(server.endpoints.api, server.endpoints.operators.helpdesk);
    const denied = await invite(await addPerson({ email_addresses: [{ value: uniqueEmail() }] }), reader);
    expect([denied.status, denied.body.code]).toEqual([403, 'role_not_allowed']);
  });

  it('is off where activation by mail is', async () => {
    const personId = await addPerson({ email_addresses: [{ value: uniqueEmail() }] });
    await server.change({ activation_by_email_enabled: false });
    const off = await invite(personId);
    expect([off.status, off.body.code]).toEqual([400, 'action_token_feature_off']);
    await server.change({ activation_by_email_enabled: undefined });
  });
});
