import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signInOperator } from '../../dev/operators/sign-in-operator.ts';
import type { Instance } from '../../dev/parts/instance.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import { runProgram } from '../../src/ops/run-program.ts';
import { connectOps } from '../../src/runtime/connect-ops.ts';
import { callAdmin } from '../admin/support/admin-api.ts';
import { createBrowser } from '../authentication/support/flow-api.ts';
import type { FlowBrowser } from '../authentication/support/flow-api.ts';
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
  const run = async (args: string[], password = '') => {
    const said: string[] = [];
    const say = (text: string) => void said.push(text);
    const quiet = {
      isInteractive: false,
      account: 'grace',
      ask: () => Promise.reject(new Error('No operator is there')),
    };
    const terminal = { ...quiet, print: say, complain: say, readInput: () => Promise.resolve(`${password}\n`) };
    const opened: { close(): Promise<void> }[] = [];
    const code = await runProgram(['administrators', ...args], {
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
  const create = (username: string, password: string) => run(['create', username, '--password-stdin'], password);

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

  /** What the page of the link does when the person presses. @returns the status, and the browser. */
  async function press(token: string) {
    const browser = createBrowser({ api });
    const started = await browser.post('/token/start', {});
    const { session_id } = started.body;
    const used = await browser.post('/authenticate', {
      session_id,
      auth_method: 'action_token',
      credentials: { token },
    });
    if (used.status !== 200) return { browser, used };
    const completed = await browser.post('/complete', { session_id });
    let at = completed.body.redirect_to as string;
    while (!at.endsWith('/account#signed-in')) at = await browser.visit(at);
    return { browser, used };
  }
  const tokenIn = (said: string) => /token=([\w-]{43})/.exec(said)?.[1] as string;
  const selfService = (path: string, { cookie = '' }: FlowBrowser, body?: object) =>
    fetch(`${api}/self-service/v1${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { cookie, origin: new URL(api).origin, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });

  it('prints a link that signs in once, at which the Administrator adds a sign-in method', async () => {
    const { code, said } = await run(['create', 'katherine.j']);
    expect([code, said]).toEqual([0, expect.stringContaining(`${new URL(api).origin}/token`)]);
    const token = tokenIn(said);
    const presses = await Promise.all(Array.from({ length: 4 }, () => press(token)));
    const signedIn = presses.filter(({ used }) => used.status === 200);
    expect(signedIn).toHaveLength(1);
    const { browser } = signedIn[0]!;
    const me = await fetch(`${api}/admin/v1/me`, {
      headers: { cookie: browser.cookie!, 'sec-fetch-site': 'same-origin' },
    });
    expect(await me.json()).toMatchObject({
      operator: { username: 'katherine.j' },
      roles: ['Administrator'],
      level: 1,
    });
    expect(await (await selfService('/methods', browser)).json()).toMatchObject({ items: [] });
    const added = await selfService('/methods', browser, { type: 'authenticator_app', name: 'Phone' });
    expect(added.status).toBe(201);
    expect((await press(token)).used.status).toBe(401);
  });

  it('prints another one, which voids those from before, and each expires', async () => {
    const { said: former } = await run(['create', 'dorothy.v']);
    const { code, said } = await run(['link', 'dorothy.v']);
    expect(code).toBe(0);
    expect((await press(tokenIn(former))).used.status).toBe(401);
    await query(database, "update action_token set expires_at = now() where status = 'open'");
    expect((await press(tokenIn(said))).used.status).toBe(401);
    const [refused, taken] = [await run(['link', 'unknown.one']), await run(['create', 'Dorothy.V'])];
    expect(refused).toMatchObject({ code: 1, said: expect.stringContaining('person_not_found') });
    expect(taken).toMatchObject({ code: 1, said: expect.stringContaining('username_taken') });
    expect(await query(database, "select 1 from action_token where status = 'open' and expires_at > now()")).toEqual(
      [],
    );
  });
});
