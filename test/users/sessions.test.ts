import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { eventsOf, query, rest } from './support/rest.ts';
import { addArtifact, logIn, of } from './support/web-user.ts';

const bystander = `bystander-${randomUUID()}`;

describe('/oauth/api/v1/users/{userId}/sessions', () => {
  it('lists the browser sessions of a user', async () => {
    const user = `web-${randomUUID()}`;
    const { sessionId } = await logIn(user);
    await addArtifact('Session', { userId: user, uid: randomUUID(), expires: '-1 second' });
    const { status, body } = await rest('GET', of(user, '/sessions'));
    expect(status).toBe(200);
    expect(body).toEqual({
      result: [
        {
          session_id: sessionId,
          auth_time: '2027-01-15T08:00:00.000Z',
          last_iat: '2027-01-15T08:01:00.000Z',
          user_agent: null,
          location: { ip_address: null },
          clients: [{ id: 'webshop', name: 'webshop' }],
          saml_service_providers: [],
        },
      ],
    });
  });

  it.each([
    ['', true],
    ['?removeTokens=true', true],
    ['?removeTokens=false', false],
    ['?removeTokens=nonsense', true],
  ])('ends one session (%s) and removes its tokens: %s', async (search, removed) => {
    const user = `web-${randomUUID()}`;
    const { sessionId } = await logIn(user);
    const other = await logIn(user);
    await rest('DELETE', of(bystander, `/sessions/${sessionId}${search}`));
    expect((await rest('GET', of(user, '/sessions'))).body.result).toHaveLength(2);
    expect((await rest('DELETE', of(user, `/sessions/${sessionId}${search}`))).status).toBe(204);
    expect((await rest('GET', of(user, '/sessions'))).body.result).toMatchObject([{ session_id: other.sessionId }]);
    expect((await rest('GET', of(user, '/tokens'))).body.tokens).toHaveLength(removed ? 1 : 2);
  });

  it('ends all sessions', async () => {
    const user = `web-${randomUUID()}`;
    await logIn(user);
    await logIn(user);
    expect((await rest('DELETE', of(user, '/sessions'))).status).toBe(204);
    expect((await rest('GET', of(user, '/sessions'))).status).toBe(404);
    expect((await rest('GET', of(user, '/tokens'))).status).toBe(404);
    expect((await eventsOf(user)).filter((name) => name.startsWith('API SESSION REMOVED'))).toHaveLength(2);
  });

  it('keeps the tokens of another user that a session names', async () => {
    const user = `web-${randomUUID()}`;
    const victim = await logIn(bystander);
    await addArtifact('Session', {
      userId: user,
      uid: randomUUID(),
      payload: { authorizations: { webshop: { grantId: victim.grant } } },
    });
    await rest('DELETE', of(user, '/sessions'));
    expect(await query('select from oauth_grant where id = $1', [victim.grant])).toHaveLength(1);
  });
});
