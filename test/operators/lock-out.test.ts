import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOwnServer } from '../support/own-server.ts';
import type { OwnServer } from '../support/own-server.ts';
import { addOperator } from './support/operators.ts';
import type { TestOperator } from './support/operators.ts';

const path = '/authentication-policies';
let server: OwnServer;
let paula: TestOperator;
let ada: TestOperator;
beforeAll(async () => {
  server = await startOwnServer();
  paula = await addOperator(server.deps, ['PolicyContributor'], server.endpoints);
  ada = await addOperator(server.deps, ['Administrator'], server.endpoints);
});
afterAll(() => server.stop());

const passkeys = { methods: ['passkey'], first_factors: ['passkey'] };
const create = (by: TestOperator, body: object) => by.call('POST', path, { body: { name: 'Strict', ...body } });
const count = async () => (await ada.call('GET', path)).body.items.length as number;

describe('a policy that would keep operators from signing in', () => {
  it('needs to be confirmed by the one whom it concerns', async () => {
    const own = { kind: 'user', subject_id: paula.id, ...passkeys };
    const refused = await create(paula, own);
    expect(refused.body).toMatchObject({ status: 409, code: 'would_lock_out', affected: 1 });
    expect((await create(paula, { ...own, confirm: 2 })).body.code).toBe('would_lock_out');
    const denied = {
      kind: 'user',
      subject_id: paula.id,
      conditions: [{ effect: 'deny', addresses: ['127.0.0.0/8', '::/0'] }],
    };
    expect((await create(paula, denied)).body.code).toBe('would_lock_out');
    const made = await create(paula, {
      ...own,
      methods: ['passkey', 'password'],
      first_factors: ['passkey', 'password'],
    });
    expect(made.status).toBe(201);
    const change = (body: object) => paula.call('PATCH', `${path}/${made.body.id}`, { body });
    expect((await change(passkeys)).body).toMatchObject({ code: 'would_lock_out', affected: 1 });
    expect((await change({ name: 'Still strict' })).status).toBe(200);
    expect((await change({ ...passkeys, confirm: 1 })).status).toBe(200);
    // Who is locked out already is not locked out by another change.
    expect((await change({ minimum_level: 2 })).status).toBe(200);
    expect((await paula.call('DELETE', `${path}/${made.body.id}`)).status).toBe(204);
  });

  it('is not made where it would leave no Administrator, whatever is confirmed', async () => {
    const before = await count();
    for (const kind of [{ kind: 'default' }, { kind: 'client', subject_id: 'countersign-portal' }]) {
      const refused = await create(ada, { ...kind, ...passkeys });
      expect(refused.body).toMatchObject({ status: 409, code: 'would_lock_out' });
      const { affected } = refused.body;
      expect(affected).toBeGreaterThanOrEqual(2);
      expect((await create(ada, { ...kind, ...passkeys, confirm: affected })).body.code).toBe('would_lock_out');
    }
    expect(await count()).toBe(before);
  });

  it('is one of the console, and not one of a site', async () => {
    const site = { kind: 'client', subject_id: 'web-shop', ...passkeys };
    const made = await create(ada, site);
    expect(made.status).toBe(201);
    expect((await ada.call('DELETE', `${path}/${made.body.id}`)).status).toBe(204);
  });
});
