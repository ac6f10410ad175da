import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signInOperator } from '../../dev/operators/sign-in-operator.ts';
import type { Instance } from '../../dev/parts/instance.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import { runProgram } from '../../src/ops/run-program.ts';
import { connectOps } from '../../src/runtime/connect-ops.ts';
import { callAdmin } from '../admin/support/admin-api.ts';
import { query } from '../support/query.ts';
import { createIsolatedInstance } from '../support/stack.ts';

const first = { username: 'first.one', password: randomBytes(18).toString('base64url') };
let instance: Instance;
let api: string;
let database: string;
beforeAll(async () => {
  instance = await createIsolatedInstance();
  database = instance.environment['COUNTERSIGN_DATABASE_URL'] as string;
  const server = await instance.startServer({
    COUNTERSIGN_FIRST_ADMINISTRATOR: first.username,
    COUNTERSIGN_FIRST_ADMINISTRATOR_PASSWORD: first.password,
  });
  api = server.url;
});
afterAll(() => instance.stop());

const roles = () => query(database, 'select person_id, role from role_assignment');

describe('the first Administrator', () => {
  it('is created from the environment once, also when several sign in at once', async () => {
    const tokens = await Promise.all([1, 2, 3].map(() => signInOperator(api, first)));
    for (const token of tokens) {
      const { body } = await callAdmin(api, 'GET', '/me', {}, token);
      expect(body).toMatchObject({ operator: { username: first.username }, roles: ['Administrator'] });
    }
    expect(await roles()).toHaveLength(1);
    expect(await query(database, "select detail from event where name = 'ROLE GIVEN'")).toEqual([
      { detail: 'Administrator' },
    ]);
  });

  it('is not created while there is an Administrator', async () => {
    const second = await instance.startServer({
      COUNTERSIGN_FIRST_ADMINISTRATOR: 'second.one',
      COUNTERSIGN_FIRST_ADMINISTRATOR_PASSWORD: first.password,
    });
    await expect(signInOperator(second.url, { ...first, username: 'second.one' })).rejects.toThrow('401');
    expect(await roles()).toHaveLength(1);
    await second.stop();
  });

  it('is no other person who has the username', async () => {
    await query(database, 'delete from role_assignment');
    const third = await instance.startServer({
      COUNTERSIGN_FIRST_ADMINISTRATOR: first.username,
      COUNTERSIGN_FIRST_ADMINISTRATOR_PASSWORD: randomBytes(18).toString('base64url'),
    });
    const token = await signInOperator(third.url, first);
    const { body } = await callAdmin(third.url, 'GET', '/users/x', {}, token);
    expect(body.code).toBe('role_not_allowed');
    expect(await roles()).toEqual([]);
  });
});

describe('ops administrators create', () => {
  const connect = () => connectOps(readEnvironment(instance.environment));
  const create = async (username: string, password: string) => {
    const said: string[] = [];
    const say = (text: string) => void said.push(text);
    const quiet = {
      isInteractive: false,
      account: 'grace',
      ask: () => Promise.reject(new Error('No operator is there')),
    };
    const terminal = { ...quiet, print: say, complain: say, readInput: () => Promise.resolve(`${password}\n`) };
    const opened: { close(): Promise<void> }[] = [];
    const code = await runProgram(['administrators', 'create', username], {
      terminal,
      connect: async () => {
        const deps = await connect();
        opened.push(deps);
        return deps;
      },
    });
    for (const deps of opened) await deps.close();
    return { code, said: said.join() };
  };

  it('adds an Administrator, who signs in with the password', async () => {
    const password = randomBytes(18).toString('base64url');
    expect(await create('grace.hopper', password)).toMatchObject({
      code: 0,
      said: expect.stringContaining('signs in as grace.hopper'),
    });
    const token = await signInOperator(api, { username: 'grace.hopper', password });
    const { body } = await callAdmin(api, 'GET', '/me', {}, token);
    expect(body).toMatchObject({ operator: { username: 'grace.hopper' }, roles: ['Administrator'] });
    expect(
      await query(database, "select agent_user from event where name = 'ROLE GIVEN' and user_id = $1", [
        body.operator.id,
      ]),
    ).toEqual([{ agent_user: 'grace' }]);
  });

  it('refuses a weak password, and a username that is taken', async () => {
    const before = await roles();
    expect(await create('joan.clarke', 'short')).toMatchObject({
      code: 1,
      said: expect.stringContaining('weak_password'),
    });
    const taken = await create('Grace.Hopper', randomBytes(18).toString('base64url'));
    expect(taken).toMatchObject({ code: 1, said: expect.stringContaining('username_taken') });
    expect(await roles()).toEqual(before);
  });
});
