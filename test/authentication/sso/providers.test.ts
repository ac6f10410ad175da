import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identityProviderKinds } from '../../../src/domain/configuration/identity-providers/status.ts';
import { PersonEmail } from '../../../src/entities/persons/person-email.ts';
import { Person } from '../../../src/entities/persons/person.ts';
import { startOwnServer } from '../../support/own-server.ts';
import type { OwnServer } from '../../support/own-server.ts';
import { query } from '../../support/query.ts';
import { addSigningInClient, startFlow } from '../support/flow-api.ts';
import { addProvider, beginSso, newAccount, signInBy } from './support/provider-sign-in.ts';

let server: OwnServer;
let clientId: string;
beforeAll(async () => {
  server = await startOwnServer();
  clientId = await addSigningInClient({}, server.endpoints);
});
afterAll(() => server.stop());

const eventsOf = async (subjectId: string) => {
  const sql = 'select name, detail from event where subject_id = $1 order by id';
  return query<{ name: string; detail: string | null }>(server.endpoints.postgres_url, sql, [subjectId]);
};

describe('sign-in at an identity provider', () => {
  it.each(identityProviderKinds)('%s: a new person is created by a verified address, and known again', async (kind) => {
    const provider = await addProvider(server.endpoints, kind, { on_no_match: 'create' });
    const account = newAccount();
    const first = await signInBy(server.endpoints, { clientId, provider, account });
    expect(first.page.searchParams.get('sso_error')).toBeNull();
    expect([first.page.pathname, first.page.searchParams.get('session_id')]).toEqual(['/sign-in', first.sessionId]);
    expect(first.flow).toMatchObject({
      status: 'authenticated',
      achieved: { level: 1, acr: 'urn:countersign:acr:1', amr: ['fed'] },
      user: { display: expect.stringContaining('***@example.com') },
      challenge: null,
    });
    const completed = await first.browser.post('/complete', { session_id: first.sessionId });
    expect(completed.status).toBe(200);
    const em = server.deps.em();
    const email = await em.findOneOrFail(PersonEmail, { addressKey: account.email });
    expect([email.isPrimary, email.verifiedAt]).toEqual([true, expect.any(Date)]);
    const person = await em.findOneOrFail(Person, { user: email.person });
    expect([person.status, person.displayName, person.source]).toEqual(['active', 'Robin Jansen', 'idp']);
    expect((await eventsOf(first.sessionId)).map(({ name }) => name)).toEqual([
      'AUTHENTICATION STARTED',
      'AUTHENTICATION CHALLENGE SENT',
      'SSO LINKED',
      'AUTHENTICATION FACTOR SUCCEEDED',
      'AUTHENTICATION COMPLETED',
    ]);
    // Known by the subject alone: the address is another one, and not verified.
    const later = { ...newAccount(), account: account.account, email_verified: undefined };
    const { email_verified: _unverified, ...again } = later;
    const second = await signInBy(server.endpoints, { clientId, provider, account: again });
    expect([second.flow.status, second.flow.user]).toEqual(['authenticated', first.flow.user]);
  });

  it('sends the browser with state, nonce and PKCE to the one address that is registered', async () => {
    const provider = await addProvider(server.endpoints, 'oidc');
    const { browser, sessionId, address } = await beginSso(server.endpoints, clientId, provider);
    const parameters = Object.fromEntries(address.searchParams);
    expect(parameters).toEqual({
      client_id: 'countersign',
      response_type: 'code',
      redirect_uri: `${server.endpoints.api}/authentication/sso/${provider}/callback`,
      scope: 'openid email profile',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
    const { body } = await browser.get(`/status?session_id=${sessionId}`);
    expect(body).toMatchObject({ status: 'approval_pending', redirect_to: address.href });
    expect(body.challenge).toEqual({
      ...{ challenge_id: expect.any(String), type: 'sso', provider, expires_at: body.expires_at },
    });
  });

  it('offers the enabled providers in their order', async () => {
    const second = await addProvider(server.endpoints, 'google', { position: 2, name: 'Second' });
    const first = await addProvider(server.endpoints, 'github', { position: 1, name: 'First' });
    const hidden = await addProvider(server.endpoints, 'slack', { position: 0, enabled: false });
    const { body } = await startFlow(clientId, {}, server.endpoints);
    expect(body.methods).toContainEqual({ auth_method: 'sso' });
    const ids = (body.identity_providers as { id: string }[]).map(({ id }) => id);
    expect(ids.filter((id) => [first, second, hidden].includes(id))).toEqual([first, second]);
    expect(body.identity_providers).toContainEqual({ id: first, name: 'First', logo_uri: '/logos/github.svg' });
  });
});
