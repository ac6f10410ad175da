import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setPassword } from '../../../src/commands/persons/sign-in-methods/password/set-password.ts';
import { reportLost } from '../../../src/commands/persons/sign-in-methods/removal/change-method.ts';
import { pruneTrustedDevices } from '../../../src/commands/authentication/trusted-devices/end-trusted-devices.ts';
import { SignInMethod } from '../../../src/entities/persons/sign-in-method.ts';
import { TrustedDevice } from '../../../src/entities/authentication/trusted-device.ts';
import type { Deps } from '../../../src/runtime/deps.ts';
import { signIn as signInOperator } from '../../admin/support/admin-api.ts';
import type { SignedIn } from '../../admin/support/admin-api.ts';
import { createTestDeps } from '../../support/own-server.ts';
import { useStack } from '../../support/stack.ts';
import { query, rest } from '../../users/support/rest.ts';
import { addSigningInClient, clientRequest, createBrowser, redirectUri } from '../support/flow-api.ts';
import type { FlowBrowser } from '../support/flow-api.ts';
import { addPersonWithPassword, codeMailAfter, rightPassword, lockingOut } from '../support/people.ts';
import type { TestPerson } from '../support/people.ts';

const { endpoints } = useStack();
const days = 30;
let admin: SignedIn;
let deps: Deps;
/** A client whose policy asks for two factors and accepts trusted devices. */
let clientId: string;
beforeAll(async () => {
  deps = await createTestDeps(useStack().environment);
  admin = await signInOperator(endpoints.api, endpoints.operators.admin);
  clientId = await addClientWith({ factors: 2, trusted_device_days: days });
});
afterAll(() => deps.close());

async function addClientWith(policy: object): Promise<string> {
  const id = await addSigningInClient({ first_party: true, scopes: ['openid'] });
  const methods = { methods: ['password', 'email', 'authenticator_app'], first_factors: ['password'] };
  const body = { name: 'Test', kind: 'client', subject_id: id, ...methods, ...policy, ...lockingOut };
  const { status, body: added } = await admin.call('POST', '/authentication-policies', { body });
  expect(status, JSON.stringify(added)).toBe(201);
  return id;
}

async function provePassword(browser: FlowBrowser, { email }: TestPerson, started: object) {
  const { body } = await browser.post('/start', started);
  const credentials = { identifier: email, password: rightPassword };
  return (await browser.post('/authenticate', { session_id: body.session_id, auth_method: 'password', credentials }))
    .body;
}

/** Signs in as far as the password. @returns whether that was enough. */
async function isPasswordEnough(browser: FlowBrowser, person: TestPerson, at = clientId, more: object = {}) {
  const { status } = await provePassword(browser, person, clientRequest(at, more));
  expect(['pending', 'authenticated']).toContain(status);
  return status === 'authenticated';
}

/** Signs in with two factors, and has the browser trusted. @returns the answer, which sets the cookie. */
async function trust(browser: FlowBrowser, person: TestPerson, at = clientId) {
  const { session_id, trusted_device_days } = await provePassword(browser, person, clientRequest(at));
  const send = () => browser.post('/authenticate', { session_id, auth_method: 'email', credentials: {} });
  const { code } = await codeMailAfter(person.email, async () => void (await send()));
  expect((await browser.post('/verify-otp', { session_id, otp: code })).body.status).toBe('authenticated');
  const completed = await browser.post('/complete', { session_id, trust_device: true });
  expect(completed.status).toBe(200);
  return { ...completed, offered: trusted_device_days as number };
}

async function trusting(at = clientId): Promise<{ person: TestPerson; browser: FlowBrowser }> {
  const [person, browser] = [await addPersonWithPassword(deps), createBrowser()];
  await trust(browser, person, at);
  // The session that the sign-in made is another matter.
  browser.cookie = browser.cookie!.replace(/(^|; )cs_session[^;]*/g, '');
  return { person, browser };
}

const rowsOf = ({ id: person }: TestPerson) => deps.em().find(TrustedDevice, { person });
const cookieOf = (headers: Headers) => headers.getSetCookie().find((set) => set.startsWith('cs_trusted='));

describe('a trusted device', () => {
  it('stands in for the second factor, of its person, in its browser, and makes up for no level', async () => {
    const [person, other, browser] = [
      await addPersonWithPassword(deps),
      await addPersonWithPassword(deps),
      createBrowser(),
    ];
    const { headers, offered } = await trust(browser, person);
    expect([offered, cookieOf(headers)]).toEqual([days, expect.stringMatching(/; HttpOnly; SameSite=Lax$/)]);
    const proven = await provePassword(browser, person, clientRequest(clientId));
    expect(proven).toMatchObject({ status: 'authenticated', achieved: { level: 1, amr: ['pwd'] } });
    expect(await isPasswordEnough(createBrowser(), person)).toBe(false);
    expect(await isPasswordEnough(browser, other)).toBe(false);
    await trust(browser, other);
    expect([await isPasswordEnough(browser, person), await isPasswordEnough(browser, other)]).toEqual([true, true]);
    const events = `select name from event where user_id = $1 and name like 'TRUSTED DEVICE %' order by id`;
    const names = (await query<{ name: string }>(events, [person.id])).map(({ name }) => name);
    expect(names).toEqual(['TRUSTED DEVICE ADDED', 'TRUSTED DEVICE USED', 'TRUSTED DEVICE USED']);
    const [row] = await rowsOf(person);
    expect(row?.lastUsedAt).not.toBeNull();
    expect(Buffer.from(row!.tokenHash).toString('base64url')).not.toBe(
      /cs_trusted=([\w-]+)/.exec(browser.cookie!)?.[1],
    );
  });

  it('makes a session that serves its client without a page, but no other one', async () => {
    const { person, browser } = await trusting();
    const strict = await addClientWith({ factors: 2 });
    const asked = (at: string) => {
      const code_challenge = createHash('sha256').update(randomBytes(32)).digest('base64url');
      return new URLSearchParams({ ...clientRequest(at), code_challenge } as Record<string, string>);
    };
    const authorize = (at: string, more = '') => browser.visit(`${endpoints.api}/oauth/authorize?${asked(at)}${more}`);
    const page = new URL(await authorize(clientId));
    const proven = await provePassword(browser, person, { interaction: page.searchParams.get('interaction') });
    expect(proven.status).toBe('authenticated');
    const completed = await browser.post('/complete', { session_id: proven.session_id });
    expect(await browser.visit(completed.body.redirect_to)).toContain(`${redirectUri}?code=`);
    expect(await authorize(clientId)).toContain(`${redirectUri}?code=`);
    for (const [at, more] of [
      [strict, ''],
      [clientId, '&max_age=600'],
      [clientId, '&prompt=login'],
      [clientId, '&acr_values=urn:countersign:acr:2'],
    ] as const)
      expect(await authorize(at, more), more).toContain('/sign-in?interaction=');
    const renewed = new URL(await authorize(clientId, '&prompt=login'));
    const anew = await provePassword(browser, person, { interaction: renewed.searchParams.get('interaction') });
    expect(anew.status).toBe('pending');
    await query('delete from trusted_device where person_id = $1', [person.id]);
    const ended = new URL(await authorize(clientId));
    // The session has the first factor: with the second one alone the browser is not to be trusted, so that it is not offered.
    const { body } = await browser.post('/start', { interaction: ended.searchParams.get('interaction') });
    expect(body).toMatchObject({ status: 'pending', achieved: { amr: ['pwd'] }, trusted_device_days: 0 });
  });

  it('does not count where a level or the age of the sign-in is asked for, nor by another policy', async () => {
    const { person, browser } = await trusting();
    const isEnough = (at: string, more: object = {}) => isPasswordEnough(browser, person, at, more);
    expect(await isEnough(clientId, { acr_values: 'urn:countersign:acr:2' })).toBe(false);
    expect(await isEnough(clientId, { max_age: 3600 })).toBe(false);
    expect(await isEnough(await addClientWith({ factors: 2 }))).toBe(false);
    expect(await isEnough(await addClientWith({ factors: 2, minimum_level: 2, trusted_device_days: 9 }))).toBe(false);
    expect(await isEnough(await addClientWith({ factors: 2, trusted_device_days: 9 }))).toBe(true);
    const body = { name: 'Strict', kind: 'user', subject_id: person.id, factors: 2, ...lockingOut };
    expect((await admin.call('POST', '/authentication-policies', { body })).status).toBe(201);
    expect(await isEnough(clientId)).toBe(false);
  });

  it('is not to be had without two factors proven anew, nor where policy does not offer it', async () => {
    const { person, browser } = await trusting();
    const trustedBefore = (await rowsOf(person)).length;
    const one = await provePassword(browser, person, clientRequest(clientId));
    const byTrust = await browser.post('/complete', { session_id: one.session_id, trust_device: true });
    expect([byTrust.status, cookieOf(byTrust.headers)]).toEqual([200, undefined]);
    const plain = await addClientWith({ factors: 2 });
    const stranger = await addPersonWithPassword(deps);
    const notOffered = await trust(createBrowser(), stranger, plain);
    expect([notOffered.offered, cookieOf(notOffered.headers)]).toEqual([0, undefined]);
    expect([(await rowsOf(person)).length, await rowsOf(stranger)]).toEqual([trustedBefore, []]);
  });

  it.each(['', 'x', '.', 'a'.repeat(43), `${'a'.repeat(43)}.`.repeat(200)])('is not %j', async (cookie) => {
    const { person } = await trusting();
    const browser = createBrowser();
    browser.cookie = `cs_trusted=${cookie}`;
    expect(await isPasswordEnough(browser, person)).toBe(false);
  });
});

describe('the trust in a device', () => {
  const origin = { requestId: 'test' };
  const endings: Record<string, (person: TestPerson) => Promise<unknown>> = {
    'a changed password': ({ id: personId }) => setPassword(deps, { personId, password: rightPassword, origin }),
    'a method that was reported lost': async ({ id: personId }) => {
      const app = { id: randomUUID(), person: personId, type: 'authenticator_app', status: 'active' } as const;
      await deps.em().insert(SignInMethod, { ...app, counter: 0, createdAt: new Date() });
      await reportLost(deps, { personId, methodId: app.id, origin });
    },
    'an operator, in this one': async (person) => {
      const [row] = await rowsOf(person);
      return admin.call('DELETE', `/users/${person.id}/trusted-devices/${row!.id}`);
    },
    'an operator, in all': ({ id }) => admin.call('DELETE', `/users/${id}/trusted-devices`),
    'signing out everywhere, by an operator': ({ id }) =>
      admin.call('POST', `/users/${id}/sign-out`, { body: { reason: 'test' } }),
    'signing out everywhere, by a site': ({ id }) => rest('DELETE', `/v1/users/${id}/sessions`),
    'disabling, for good': async ({ id }) => {
      await admin.call('POST', `/users/${id}/disable`, { body: { reason: 'test' } });
      await admin.call('POST', `/users/${id}/enable`, { body: { reason: 'test' } });
    },
  };

  it.each(Object.entries(endings))('is ended by %s', async (_, end) => {
    const { person, browser } = await trusting();
    await end(person);
    expect(await rowsOf(person)).toEqual([]);
    expect(await isPasswordEnough(browser, person)).toBe(false);
    const events = `select name from event where user_id = $1 and name = 'TRUSTED DEVICE REMOVED'`;
    expect(await query(events, [person.id])).toEqual([{ name: 'TRUSTED DEVICE REMOVED' }]);
  });

  it('ends with its time, and earlier where policy accepts it for fewer days now', async () => {
    const { person, browser } = await trusting();
    const at = (column: string, age: string) =>
      query(`update trusted_device set ${column} = now() - interval '${age}' where person_id = $1`, [person.id]);
    await at('created_at', '8 days');
    const shorter = await addClientWith({ factors: 2, trusted_device_days: 7 });
    expect(await isPasswordEnough(browser, person, shorter)).toBe(false);
    expect(await isPasswordEnough(browser, person)).toBe(true);
    await at('expires_at', '1 second');
    expect(await isPasswordEnough(browser, person)).toBe(false);
    while ((await pruneTrustedDevices(deps)) > 0);
    // The server prunes as well, and what it has just taken up is skipped here.
    await expect.poll(() => rowsOf(person)).toEqual([]);
  });

  it('is of twenty browsers at the most', async () => {
    const { person } = await trusting();
    const [row] = await rowsOf(person);
    const old = Array.from({ length: 20 }, (_, index) => ({
      ...{ id: randomUUID(), person: person.id, tokenHash: randomBytes(32), expiresAt: row!.expiresAt },
      createdAt: new Date(row!.createdAt.getTime() - index - 1),
    }));
    await deps.em().insertMany(TrustedDevice, old);
    await trust(createBrowser(), person);
    const left = await rowsOf(person);
    expect(left).toHaveLength(20);
    expect(left.map(({ id }) => id)).not.toContain(old.at(-1)!.id);
  });

  it('is shown to operators, without what the browser keeps', async () => {
    const { person } = await trusting();
    const [row] = await rowsOf(person);
    const { body } = await admin.call('GET', `/users/${person.id}/trusted-devices`);
    const shown = { user_agent: 'node', ip_address: expect.any(String), last_used_at: null };
    const times = { created_at: expect.any(String), expires_at: expect.any(String) };
    expect(body).toEqual({ items: [{ id: row!.id, ...shown, ...times }] });
  });
});
