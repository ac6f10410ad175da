import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { signInAll } from '../admin/support/admin-api.ts';
import type { SignedIn } from '../admin/support/admin-api.ts';
import { addPerson } from '../authentication/support/people.ts';
import { ops } from '../ops/support/run-ops.ts';
import { useStack } from '../support/stack.ts';
import { basic } from '../support/website.ts';
import { query } from '../users/support/rest.ts';
import { coupling, createToken, login, processToken, refusalOf } from './support/tokens.ts';

const { endpoints } = useStack();
let operators: Record<'admin' | 'helpdesk', SignedIn>;
beforeAll(async () => {
  const all = await signInAll(endpoints.api, endpoints.operators);
  operators = { admin: all.admin, helpdesk: all.helpdesk };
});

const pathOf = (personId: string) => `/users/${encodeURIComponent(personId)}/action-tokens`;
const eventsOf = (personId: string) =>
  query<{ name: string; agent: string }>(
    "select name, agent_user as agent from event where user_id = $1 and name like 'ACTION TOKENS%' order by id",
    [personId],
  );

describe('/admin/v1/users/{user_id}/action-tokens', () => {
  it('shows open tokens without their values, and revokes one or all of them', async () => {
    const { id: personId } = await addPerson();
    const { token } = await createToken(personId, [login, coupling('google', 'account-7')]);
    await createToken(personId, [login]);
    const { status, body } = await operators.admin.call('GET', pathOf(personId));
    expect(status).toBe(200);
    expect(body.items).toEqual([
      expect.objectContaining({ user_id: personId, actions: ['LOGIN'], status: 'open', level: 1, failure: null }),
      expect.objectContaining({ actions: ['COUPLE_EXTERNAL_IDP_FROM_PARAMETERS', 'LOGIN'] }),
    ]);
    expect(JSON.stringify(body)).not.toContain(token);
    expect(JSON.stringify(body)).not.toContain('account-7');
    const [newest, older] = body.items as { id: string }[];
    const idsNow = async () =>
      ((await operators.admin.call('GET', pathOf(personId))).body.items as { id: string }[]).map(({ id }) => id);
    expect((await operators.admin.call('DELETE', `${pathOf(personId)}/${older!.id}`)).status).toBe(204);
    expect(refusalOf(await processToken({ token }))).toEqual([401, 3011]);
    expect(await idsNow()).toEqual([newest!.id]);
    // Another person's is not theirs to be named by.
    const { id: other } = await addPerson();
    expect((await operators.admin.call('DELETE', `${pathOf(other)}/${newest!.id}`)).status).toBe(204);
    expect(await idsNow()).toEqual([newest!.id]);
    expect((await operators.admin.call('DELETE', pathOf(personId))).status).toBe(204);
    expect(await idsNow()).toEqual([]);
    const revoked = (await eventsOf(personId)).filter(({ name }) => name === 'ACTION TOKENS REVOKED');
    expect(revoked.map(({ agent }) => typeof agent)).toEqual(['string', 'string']);
  });

  it('is read by every operator, and changed by those who may change users', async () => {
    const { id: personId } = await addPerson();
    expect((await operators.helpdesk.call('GET', pathOf(personId))).status).toBe(200);
    const refused = await operators.helpdesk.call('DELETE', pathOf(personId));
    expect([refused.status, refused.body.code]).toEqual([403, 'role_not_allowed']);
    const unknown = await operators.admin.call('GET', pathOf(randomUUID()));
    expect([unknown.status, unknown.body.code]).toEqual([404, 'person_not_found']);
  });
});

describe('npm run ops -- action-tokens', () => {
  it('lists, shows and revokes the tokens of a person', async () => {
    const { id: personId, email } = await addPerson();
    const { token } = await createToken(personId, [login]);
    const listed = await ops('action-tokens', 'list', email, '--json');
    const [{ id }] = (JSON.parse(listed.out) as { items: [{ id: string }] }).items;
    expect((await ops('action-tokens', 'list', personId)).out).toContain(id);
    const shown = await ops('action-tokens', 'show', id.toUpperCase());
    expect([shown.code, shown.out]).toEqual([0, expect.stringMatching(/status +open/)]);
    expect(shown.out).not.toContain(token);
    const revoked = await ops('action-tokens', 'revoke', email, '--id', id, '--operator', 'ada');
    expect([revoked.code, revoked.out.trim()]).toEqual([0, 'Revoked: 1.']);
    expect(await eventsOf(personId)).toContainEqual({ name: 'ACTION TOKENS REVOKED', agent: 'ada' });
    expect((await ops('action-tokens', 'list', email)).out.trim()).toBe('No open action tokens.');
    const gone = await ops('action-tokens', 'show', id);
    expect([gone.code, gone.errors]).toEqual([1, expect.stringContaining('action_token_unknown')]);
  });
});

describe('POST /oauth/api/v1/configuration/action-token-redirects/preview', () => {
  const preview = async (body: object) => {
    const response = await fetch(`${endpoints.api}/oauth/api/v1/configuration/action-token-redirects/preview`, {
      method: 'POST',
      headers: { authorization: basic(endpoints.clients.administration), 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };

  it('tries an address with a list that is not set yet, and says what is wrong with it', async () => {
    const entries = ['^https://shop\\.example/.*$', '^https://.*$', 'https://shop.example/welcome'];
    expect(await preview({ redirect_uri: 'https://shop.example/x', action_token_redirects: entries })).toEqual({
      status: 200,
      body: {
        allowed: true,
        matched_by: entries[0],
        faults: [{ entry: entries[1], reason: 'origin_not_literal' }],
      },
    });
    // An entry that may not be in the list matches nothing.
    const evil = await preview({ redirect_uri: 'https://evil.example/', action_token_redirects: entries });
    expect(evil.body).toMatchObject({ allowed: false, matched_by: null });
    expect((await preview({ redirect_uri: 'https://shop.example/x' })).body).toEqual({
      allowed: false,
      matched_by: null,
      faults: [],
    });
  });
});
