import { createHash, randomBytes } from 'node:crypto';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endSessions } from '../../../src/commands/tokens/sessions/end-sessions.ts';
import { findSessionsOf } from '../../../src/commands/tokens/sessions/find-sessions.ts';
import { Event } from '../../../src/entities/events/event.ts';
import type { Deps } from '../../../src/runtime/deps.ts';
import { createTestDeps } from '../../support/own-server.ts';
import { useStack } from '../../support/stack.ts';
import {
  addSigningInClient,
  clientRequest,
  createBrowser,
  redirectUri,
} from '../../authentication/support/flow-api.ts';
import type { FlowBrowser } from '../../authentication/support/flow-api.ts';
import { addPersonWithPassword, rightPassword } from '../../authentication/support/people.ts';
import type { TestPerson } from '../../authentication/support/people.ts';

const { endpoints } = useStack();
let deps: Deps;
let clientId: string;
let [anna, bob]: TestPerson[] = [];
beforeAll(async () => {
  deps = await createTestDeps(useStack().environment);
  clientId = await addSigningInClient({ first_party: true, scopes: ['openid'] });
  [anna, bob] = [await addPersonWithPassword(deps), await addPersonWithPassword(deps)];
});
afterAll(() => deps.close());

const origin = { requestId: 'test' };

/** A browser at the authorization endpoint. @returns where it is sent, and what redeems the code. */
async function authorize(browser: FlowBrowser, more: Record<string, string> = {}) {
  const verifier = randomBytes(32).toString('base64url');
  const code_challenge = createHash('sha256').update(verifier).digest('base64url');
  const request = { ...clientRequest(clientId), code_challenge, ...more } as Record<string, string>;
  const page = new URL(await browser.visit(`${endpoints.api}/oauth/authorize?${new URLSearchParams(request)}`));
  return { page, verifier, interaction: page.searchParams.get('interaction') ?? '' };
}

type Asked = Awaited<ReturnType<typeof authorize>>;

const choose = (browser: FlowBrowser) => authorize(browser, { prompt: 'select_account' });

/** @returns the person of the ID token that the site gets. */
async function personAt(browser: FlowBrowser, from: string, { verifier }: Asked): Promise<unknown> {
  let location = from;
  for (let hop = 0; hop < 4 && !location.startsWith(redirectUri); hop += 1) location = await browser.visit(location);
  const code = new URL(location).searchParams.get('code') ?? '';
  const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
  const body = new URLSearchParams({ ...form, client_id: clientId });
  const answer = await fetch(`${endpoints.api}/oauth/token`, { method: 'POST', body });
  return decodeJwt(((await answer.json()) as { id_token: string }).id_token).sub;
}

/** Signs in on the page of an interaction. @param credentials left out: those of the person by their address. */
async function prove(browser: FlowBrowser, interaction: string, person: TestPerson, more: object = {}) {
  const { body } = await browser.post('/start', { interaction });
  const credentials = { identifier: person.email, password: rightPassword, ...more };
  await browser.post('/authenticate', { session_id: body.session_id, auth_method: 'password', credentials });
  const completed = await browser.post('/complete', { session_id: body.session_id, remember: true });
  expect(completed.status, JSON.stringify(completed.body)).toBe(200);
  return completed.body.redirect_to as string;
}

/** A browser in which both have signed in, the second one as another account. */
async function browserOfBoth() {
  const browser = createBrowser();
  const first = await authorize(browser);
  await personAt(browser, await prove(browser, first.interaction, anna!), first);
  const second = await choose(browser);
  const { body } = await browser.post('/accounts/choose', { interaction: second.interaction });
  const page = new URL(await browser.visit(body.redirect_to));
  expect(page.pathname).toBe('/sign-in');
  const back = await prove(browser, page.searchParams.get('interaction') ?? '', bob!);
  expect(await personAt(browser, back, second)).toBe(bob!.id);
  return browser;
}

async function listOf(browser: FlowBrowser, interaction: string) {
  const { status, body } = await browser.get(`/accounts?interaction=${interaction}`, { origin: endpoints.api });
  expect(status, JSON.stringify(body)).toBe(200);
  return body.accounts as { account_id: string; display: string; signed_in: boolean; current: boolean }[];
}

const cookieOf = (browser: FlowBrowser, name: string) =>
  browser.cookie?.split('; ').find((pair) => pair.startsWith(`${name}=`)) ?? '';

describe('the accounts of a browser', () => {
  it('asks a browser without any to sign in', async () => {
    const browser = createBrowser();
    const { page } = await choose(browser);
    expect(new URL(await browser.visit(page.href)).pathname).toBe('/sign-in');
  });

  it('lists both, and goes on in the session of the one that is chosen under a new id', async () => {
    const browser = await browserOfBoth();
    const asked = await choose(browser);
    expect(asked.page.pathname).toBe('/select-account');
    const accounts = await listOf(browser, asked.interaction);
    expect(accounts.map(({ display, signed_in, current }) => [display, signed_in, current])).toEqual([
      [`${bob!.email[0]}***@example.com`, true, true],
      [`${anna!.email[0]}***@example.com`, true, false],
    ]);
    const before = (await findSessionsOf(deps, anna!.id)).map(({ id }) => id);
    const chosen = { interaction: asked.interaction, account_id: accounts[1]!.account_id };
    const racing = await Promise.all(Array.from({ length: 4 }, () => browser.post('/accounts/choose', chosen)));
    const [answer, ...others] = racing.filter(({ status }) => status === 200);
    expect(others).toEqual([]);
    expect(cookieOf(browser, 'cs_session')).not.toBe('');
    expect(await personAt(browser, answer!.body.redirect_to, asked)).toBe(anna!.id);
    expect((await findSessionsOf(deps, anna!.id)).map(({ id }) => id)).toEqual(before);
    const events = await deps.em().find(Event, { name: 'SESSION CHOSEN', userId: anna!.id });
    expect(before).toContain(events.at(-1)?.subjectId);
    expect((await authorize(browser, { prompt: 'none' })).page.searchParams.get('code')).not.toBeNull();
  });

  it('asks the person of an ended session to sign in, whom the flow then knows', async () => {
    const browser = await browserOfBoth();
    await endSessions(deps, { userId: anna!.id, removeTokens: true }, { event: 'SESSION ENDED', origin });
    const asked = await choose(browser);
    const account = (await listOf(browser, asked.interaction)).find(({ signed_in: isSignedIn }) => !isSignedIn)!;
    const chosen = { interaction: asked.interaction, account_id: account.account_id };
    const { body } = await browser.post('/accounts/choose', chosen);
    const page = new URL(await browser.visit(body.redirect_to));
    const interaction = page.searchParams.get('interaction') ?? '';
    const { body: flow } = await browser.post('/start', { interaction });
    expect(flow).toMatchObject({ status: 'pending', user: null, account: { display: account.display } });
    expect(await personAt(browser, await prove(browser, interaction, anna!, { identifier: undefined }), asked)).toBe(
      anna!.id,
    );
    expect((await findSessionsOf(deps, bob!.id)).length).toBeGreaterThan(0);
  });

  it('forgets one and signs it out there', async () => {
    const browser = await browserOfBoth();
    const asked = await choose(browser);
    const [current, other] = await listOf(browser, asked.interaction);
    const forget = (id: string) => browser.post('/accounts/forget', { interaction: asked.interaction, account_id: id });
    const { body } = await forget(other!.account_id);
    expect(body.accounts).toEqual([expect.objectContaining({ account_id: current!.account_id })]);
    expect((await forget(other!.account_id)).body.code).toBe('browser_account_unknown');
    expect((await forget(current!.account_id)).body.accounts).toEqual([]);
    expect((await authorize(browser)).page.pathname).toBe('/sign-in');
  });

  it('keeps a session of a lower level from a site that asks for more', async () => {
    const browser = await browserOfBoth();
    const asked = await authorize(browser, { prompt: 'select_account', acr_values: 'urn:countersign:acr:2' });
    const [, other] = await listOf(browser, asked.interaction);
    const chosen = { interaction: asked.interaction, account_id: other!.account_id };
    const { body } = await browser.post('/accounts/choose', chosen);
    const page = new URL(await browser.visit(body.redirect_to));
    const flow = await browser.post('/start', { interaction: page.searchParams.get('interaction') });
    expect(flow.body).toMatchObject({ status: 'pending', user: { display: other!.display }, achieved: { level: 1 } });
  });
});

describe('an attacker at the accounts of a browser', () => {
  it('reads and chooses nothing of the list of another browser', async () => {
    const [theirs, own] = [await browserOfBoth(), await browserOfBoth()];
    const [theirAsked, ownAsked] = [await choose(theirs), await choose(own)];
    const [theirAccount] = await listOf(theirs, theirAsked.interaction);
    const account_id = theirAccount!.account_id;
    for (const path of ['/accounts/choose', '/accounts/forget']) {
      const { status, body } = await own.post(path, { interaction: ownAsked.interaction, account_id });
      expect([status, body.code]).toEqual([404, 'browser_account_unknown']);
      const foreign = await own.post(path, { interaction: theirAsked.interaction, account_id });
      expect([foreign.status, foreign.body.code]).toEqual([404, 'interaction_unknown']);
    }
  });

  it('has no other site choose for a person', async () => {
    const browser = await browserOfBoth();
    const { interaction } = await choose(browser);
    const evil = { origin: 'https://evil.example' };
    for (const path of ['/accounts/choose', '/accounts/forget'])
      expect((await browser.post(path, { interaction }, evil)).body.code).toBe('origin_refused');
  });

  it('opens nothing with a list that was planted before the sign-in', async () => {
    const attacker = await browserOfBoth();
    const planted = cookieOf(attacker, 'cs_accounts');
    const victim = createBrowser();
    victim.cookie = planted;
    const asked = await authorize(victim);
    await personAt(victim, await prove(victim, asked.interaction, anna!), asked);
    expect(cookieOf(victim, 'cs_accounts')).not.toBe(planted);
    expect(await listOf(attacker, (await choose(attacker)).interaction)).toEqual([
      expect.objectContaining({ current: true }),
    ]);
  });

  it('reuses no session id of before a choice', async () => {
    const browser = await browserOfBoth();
    const known = cookieOf(browser, 'cs_session');
    const signature = cookieOf(browser, 'cs_session.sig');
    // To the other account and back.
    for (const index of [1, 1]) {
      const asked = await choose(browser);
      const chosen = (await listOf(browser, asked.interaction))[index]!;
      const body = { interaction: asked.interaction, account_id: chosen.account_id };
      await personAt(browser, (await browser.post('/accounts/choose', body)).body.redirect_to, asked);
    }
    const thief = createBrowser();
    thief.cookie = `${known}; ${signature}`;
    expect((await authorize(thief)).page.pathname).toBe('/sign-in');
  });
});
