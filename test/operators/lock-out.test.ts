import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findOwnMethods } from '../../src/commands/authentication/flow/own-methods.ts';
import { findPeopleAlike } from '../../src/commands/authentication/policies/people-alike.ts';
import type { SignInMethodName } from '../../src/domain/authentication/methods/all-methods.ts';
import { defaultPolicy } from '../../src/domain/authentication/policies/authentication-policy.ts';
import { startOwnServer } from '../support/own-server.ts';
import type { OwnServer } from '../support/own-server.ts';
import { SignInMethod } from '../../src/entities/persons/sign-in-method.ts';
import { addPerson, addPersonWithPassword } from '../authentication/support/people.ts';
import type { TestPerson } from '../authentication/support/people.ts';
import { enrollPhone } from '../support/enrolled-phone.ts';
import { query } from '../support/query.ts';
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
});

describe('a policy that would keep people from signing in', () => {
  const url = () => server.endpoints.postgres_url;
  const active = async () => {
    const counted = `select count(*)::integer as count from person where status = 'active'`;
    return (await query<{ count: number }>(url(), counted))[0]?.count ?? 0;
  };
  /** How many active people sign in today, and have not these methods. */
  const without = async (...methods: SignInMethodName[]) => {
    const alike = await findPeopleAlike(server.deps, { apart: [], only: null });
    const others = alike.filter(
      (group) => group.methods.length > 0 && !group.methods.some((one) => methods.includes(one)),
    );
    return others.reduce((sum, { people }) => sum + people, 0);
  };

  it('is told how many, and needs to know of all of them', async () => {
    await addPersonWithPassword(server.deps, server.endpoints);
    const affected = await without('passkey');
    expect(affected).toBeGreaterThan(2);
    const site = { kind: 'client', subject_id: 'web-shop', ...passkeys };
    const refused = await create(paula, site);
    expect(refused.body).toMatchObject({ status: 409, code: 'would_lock_out', affected });
    expect((await create(paula, { ...site, confirm: affected - 1 })).body.code).toBe('would_lock_out');
    const made = await create(paula, { ...site, confirm: affected });
    expect(made.status).toBe(201);
    // They are locked out already, and a laxer policy locks no person out.
    const change = (body: object) => paula.call('PATCH', `${path}/${made.body.id}`, { body });
    expect((await change({ minimum_level: 3 })).status).toBe(200);
    const all = { methods: ['passkey', 'password', 'email'], first_factors: ['passkey', 'password', 'email'] };
    expect((await change({ ...all, minimum_level: 1 })).status).toBe(200);
    expect((await change({ conditions: [{ effect: 'deny' }] })).body.affected).toBe(await without());
    expect((await change({ conditions: [{ effect: 'deny', countries: ['NL'] }] })).status).toBe(200);
    expect((await paula.call('DELETE', `${path}/${made.body.id}`)).status).toBe(204);
  });

  it('is made without a question up to a twentieth of the active people', async () => {
    const one = await addPerson(server.endpoints);
    const missing = Math.max(0, 20 - (await active()));
    await Promise.all(Array.from({ length: missing }, () => addPerson(server.endpoints)));
    const spare = `select id from person where status = 'active' and id not in (select person_id from role_assignment) and id <> $1`;
    const disable = `update person set status = 'disabled' where id in (${spare} order by id limit $2)`;
    await query(url(), disable, [one.id, (await active()) - 20]);
    const own = { kind: 'user', subject_id: one.id, ...passkeys };
    const made = await create(paula, own);
    expect(made.status).toBe(201);
    expect((await paula.call('DELETE', `${path}/${made.body.id}`)).status).toBe(204);
    await query(url(), disable, [one.id, 1]);
    expect((await create(paula, own)).body).toMatchObject({ code: 'would_lock_out', affected: 1 });
  });

  it('needs to be confirmed before one is deleted whose place a stricter one takes', async () => {
    const lax = (subject_id: string) => create(ada, { kind: 'client', subject_id });
    const [portal, shop] = [await lax('countersign-portal'), await lax('web-shop')];
    const strict = { kind: 'default', ...passkeys };
    const { affected } = (await create(ada, strict)).body;
    const standard = await create(ada, { ...strict, confirm: affected });
    expect([portal.status, shop.status, standard.status]).toEqual([201, 201, 201]);
    const remove = ({ body }: typeof shop, confirm?: number) =>
      ada.call('DELETE', `${path}/${body.id}${confirm === undefined ? '' : `?confirm=${confirm}`}`);
    expect((await remove(shop)).body).toMatchObject({ status: 409, code: 'would_lock_out', affected });
    expect((await remove(shop, affected)).status).toBe(204);
    // No Administrator would be left at the console.
    expect((await remove(portal, affected)).body.code).toBe('would_lock_out');
    expect((await remove(standard)).status).toBe(204);
    expect((await remove(portal)).status).toBe(204);
  });

  it('counts the methods that a sign-in would find of each person', async () => {
    const [email, lost, approving, holding] = (await Promise.all(
      Array.from({ length: 4 }, () => addPersonWithPassword(server.deps, server.endpoints)),
    )) as [TestPerson, TestPerson, TestPerson, TestPerson];
    const change = (sql: string, { id }: TestPerson) => query(url(), sql, [id]);
    await change('update person_phone set verified_at = null where person_id = $1', email);
    await change(`update sign_in_method set status = 'removal_pending', due_at = now() where person_id = $1`, lost);
    await enrollPhone(server.endpoints, { userId: approving.id });
    await server.deps.em().transactional(async (em) => {
      const now = Date.now();
      const row = { person: holding.id, status: 'active', counter: 0, createdAt: new Date() } as const;
      const later = { expiresAt: new Date(now + 60_000) };
      const rows = [
        { ...row, type: 'passkey' },
        { ...row, type: 'recovery_codes', dueAt: later.expiresAt },
        { ...row, type: 'authenticator_app', status: 'pending' },
        { ...row, type: 'identity' },
        { ...row, type: 'certificate', ...later },
        { ...row, person: lost.id, type: 'certificate', expiresAt: new Date(now - 1000) },
      ] as const;
      for (const one of rows) await em.insert(SignInMethod, { ...one, id: randomUUID() });
    });
    // This server was started without TLS and without a proxy, and has no type by which people sign in.
    const takesCertificates = { ...server.deps.environment, clientCertificateHeader: 'trusted' } as const;
    const current = await server.deps.configuration.current();
    const general = { ...current.general, login_mobile_authentication_type: [...current.types.keys()][0] ?? '' };
    const configuration = { current: async () => ({ ...current, general }) };
    const deps = { ...server.deps, environment: takesCertificates, configuration };
    const ids = [ada, paula, email, lost, approving, holding].map(({ id }) => id);
    const alike = await findPeopleAlike(deps, { apart: ids, only: null });
    const policy = { ...defaultPolicy(), maxSessionAge: null };
    const alone = alike.filter(({ personId }) => personId !== null);
    for (const { personId, methods } of alone) {
      const own = await findOwnMethods(deps, { policy, exhaustedMethods: [] }, personId ?? '');
      expect(methods.toSorted(), personId ?? '').toEqual(own.toSorted());
    }
    expect(alone).toHaveLength(ids.length);
    const found = new Set(alone.flatMap(({ methods }) => methods));
    const expected = ['password', 'email', 'sms', 'whatsapp', 'countersign', 'passkey', 'recovery_code', 'certificate'];
    for (const name of expected) expect([...found]).toContain(name);
  });
});
