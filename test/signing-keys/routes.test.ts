import { beforeAll, describe, expect, it } from 'vitest';
import { callAdmin, signInAll } from '../admin/support/admin-api.ts';
import type { SignedIn } from '../admin/support/admin-api.ts';
import { eventsOf } from '../admin/support/stored-events.ts';
import { useStack } from '../support/stack.ts';

const { endpoints } = useStack();
const { api, operators, postgres_url: database } = endpoints;
let admin: SignedIn;
let operator: SignedIn;
let helpdesk: SignedIn;

beforeAll(async () => {
  ({ admin, operator, helpdesk } = await signInAll(api, operators));
});

interface Key {
  kid: string;
  algorithm: string;
  state: string;
  public_jwk: Record<string, string>;
}
const rotate = (caller: SignedIn, body: unknown) => caller.call('POST', '/signing-keys/rotate', { body });

describe('GET /admin/v1/signing-keys', () => {
  it('lists the published keys without their private part', async () => {
    const { status, body } = await operator.call('GET', '/signing-keys');
    expect(status).toBe(200);
    expect(body.next_cursor).toBeNull();
    const { keys } = (await (await fetch(`${api}/oauth/jwks`)).json()) as { keys: { kid: string }[] };
    expect(body.items.map(({ kid }: Key) => kid).toSorted()).toEqual(keys.map(({ kid }) => kid).toSorted());
    for (const { public_jwk: jwk } of body.items as Key[])
      expect(Object.keys(jwk).filter((member) => ['d', 'p', 'q', 'dp', 'dq', 'qi'].includes(member))).toEqual([]);
    const sizes = (body.items as Key[]).flatMap(({ public_jwk: { n } }) =>
      n ? [Buffer.from(n, 'base64url').length] : [],
    );
    expect(new Set(sizes)).toEqual(new Set([384]));
  });

  it('refuses a caller who is not signed in, and one who may not read clients', async () => {
    expect((await callAdmin(api, 'GET', '/signing-keys')).status).toBe(401);
    const answer = await helpdesk.call('GET', '/signing-keys');
    expect([answer.status, answer.body.access]).toEqual([403, 'signing-keys.read']);
  });
});

describe('POST /admin/v1/signing-keys/rotate', () => {
  it('refuses while the next keys are new, and returns from when they can be used', async () => {
    const answer = await rotate(admin, {});
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: 'signing_key_too_new', usable_at: expect.stringMatching(/Z$/) });
  });

  it('revokes a key and records the operator', async () => {
    const { items } = (await admin.call('GET', '/signing-keys')).body as { items: Key[] };
    const next = items.find(({ state, algorithm }) => state === 'next' && algorithm === 'EdDSA')!;
    const answer = await rotate(admin, { revoke: next.kid });
    expect(answer.status).toBe(200);
    expect(answer.body.items.map(({ kid }: Key) => kid)).not.toContain(next.kid);
    expect(answer.body.items).toHaveLength(items.length);
    expect(await eventsOf(database, answer)).toMatchObject([
      { name: 'SIGNING KEY REVOKED', subject_id: next.kid, detail: 'EdDSA', agent_user: 'admin' },
    ]);
    expect((await rotate(admin, { revoke: next.kid })).body.code).toBe('signing_key_not_found');
  });

  it.each([{ revoke: '' }, { revoke: 1 }, { revoke: 'x'.repeat(65) }, { revoked: 'x' }])(
    'refuses %o as malformed',
    async (body) => {
      const answer = await rotate(admin, body);
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
    },
  );

  it('refuses a caller who is not signed in, and every role but ADMIN', async () => {
    expect((await callAdmin(api, 'POST', '/signing-keys/rotate', { body: {} })).status).toBe(401);
    for (const caller of [operator, helpdesk]) {
      const answer = await rotate(caller, { revoke: 'x' });
      expect([answer.status, answer.body.access]).toEqual([403, 'signing-keys.manage']);
    }
  });
});
