import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { query } from '../users/support/rest.ts';
import { codeFor, contactCalls, wrongCode } from './support/contact-calls.ts';
import { createCaller } from './support/self-service-api.ts';
import type { Caller } from './support/self-service-api.ts';

let caller: Caller;
let calls: ReturnType<typeof contactCalls>;

beforeEach(async () => {
  caller = await createCaller();
  calls = contactCalls(caller);
});

describe('a contact that is removed', () => {
  it('proves its removal by a code that is sent there', async () => {
    const kept = await calls.addEmail();
    const id = await calls.addPhone();
    const asked = await caller.call('DELETE', `/methods/${id}`);
    expect([asked.status, asked.body]).toEqual([
      202,
      {
        status: 'proof_needed',
        due_at: null,
        challenge: { type: 'code', channel: 'sms', destination: expect.stringMatching(/^\+31/) },
      },
    ]);
    const [row] = await query<{ id: string }>('select id from sign_in_method where replaces = $1', [id]);
    const code = codeFor(row?.id ?? '');
    const remove = (json: object) => caller.call('POST', `/methods/${id}/removal`, { json });
    expect((await remove({ code: wrongCode(code) })).body).toMatchObject({ code: 'code_wrong', attempts_left: 4 });
    expect((await remove({ password: 'sunny rooftop panels' })).status).toBe(404);
    expect((await remove({ code })).status).toBe(204);
    expect(await calls.list()).toMatchObject([{ id: kept }]);
    expect((await remove({ code })).body.code).toBe('method_unknown');
    expect((await calls.events()).at(-1)).toBe('METHOD REMOVED: phone');
  });

  it('is not the last way in', async () => {
    const id = await calls.addEmail();
    for (const path of [`/methods/${id}`, `/methods/${id}?lost=true`]) {
      const { status, body } = await caller.call('DELETE', path);
      expect([path, status, body.code]).toEqual([path, 409, 'last_method']);
    }
  });

  it('of two last ones that are removed at once one stays', async () => {
    const ids = [await calls.addEmail(), await calls.addPhone()];
    await Promise.all(ids.map((id) => caller.call('DELETE', `/methods/${id}`)));
    const removed = await Promise.all(
      ids.map(async (id) => {
        const [row] = await query<{ id: string }>('select id from sign_in_method where replaces = $1', [id]);
        return caller.call('POST', `/methods/${id}/removal`, { json: { code: codeFor(row?.id ?? '') } });
      }),
    );
    expect(removed.map(({ status }) => status).toSorted()).toEqual([204, 409]);
  });

  it('goes after a day when it is lost, unless it is kept', async () => {
    const kept = await calls.addEmail();
    const id = await calls.addEmail();
    const { status, body } = await caller.call('DELETE', `/methods/${id}?lost=true`);
    expect([status, body.status, body.challenge]).toEqual([202, 'removal_pending', null]);
    expect((await calls.list()).find((method) => method['id'] === id)).toMatchObject({
      status: 'removal_pending',
      due_at: body.due_at,
    });
    expect((await caller.call('DELETE', `/methods/${id}/removal`)).status).toBe(204);
    expect((await caller.call('DELETE', `/methods/${id}/removal`)).status).toBe(404);
    await caller.call('DELETE', `/methods/${id}?lost=true`);
    await query('update sign_in_method set due_at = now() where replaces = $1', [id]);
    expect(await calls.list()).toMatchObject([{ id: kept }]);
  });

  it('can be renamed', async () => {
    const id = await calls.addEmail();
    const { status, body } = await caller.call('PATCH', `/methods/${id}`, { json: { name: 'Work' } });
    expect([status, body.name]).toEqual([200, 'Work']);
  });
});

describe('a method that the policy of a person demands', () => {
  afterEach(() => query("delete from authentication_policy where kind = 'user' and subject_id = $1", [caller.userId]));

  it('stays as long as it is the only one of its kind', async () => {
    const first = await calls.addEmail();
    const second = await calls.addPhone();
    await query(
      `insert into authentication_policy (id, name, kind, subject_id, methods, first_factors, minimum_level, factors, conditions, created_at, changed_at)
       values (gen_random_uuid(), 'by mail', 'user', $1, '["email","sms","password"]', '["email","password"]', 1, 1, '[]', now(), now())`,
      [caller.userId],
    );
    expect(await calls.list()).toMatchObject([
      { id: first, removable: false, reason: 'method_required_by_policy' },
      { id: second, removable: true },
    ]);
    for (const path of [`/methods/${first}`, `/methods/${first}?lost=true`]) {
      const { status, body } = await caller.call('DELETE', path);
      expect([path, status, body.code]).toEqual([path, 409, 'method_required_by_policy']);
    }
    await calls.addEmail();
    expect((await caller.call('DELETE', `/methods/${first}`)).status).toBe(202);
  });
});
