import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApplicationProcess } from '../../dev/parts/applications.ts';
import type { Endpoints } from '../../dev/parts/endpoints.ts';
import type { Instance } from '../../dev/parts/instance.ts';
import type { Deps } from '../../src/runtime/deps.ts';
import { addSigningInClient, clientRequest, createBrowser, redirectUri } from '../authentication/support/flow-api.ts';
import { addPersonWithPassword, rightPassword } from '../authentication/support/people.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { createTestDeps } from '../support/own-server.ts';
import { query } from '../support/query.ts';
import { createSeededInstance, useStack } from '../support/stack.ts';

/** What a site keeps of its request, and where the person is with it. */
interface Visitor {
  email: string;
  browser: ReturnType<typeof createBrowser>;
  request: Record<string, string>;
  verifier: string;
  sessionId: string;
}

// The statements that are held must not end by themselves, however slow the machine is.
const patient = { COUNTERSIGN_DATABASE_STATEMENT_TIMEOUT: '60' };
let instance: Instance;
let server: ApplicationProcess;
let at: Endpoints;
let deps: Deps;
let clientId: string;

beforeAll(async () => {
  instance = await createSeededInstance();
  server = await instance.startServer(patient);
  at = { ...useStack().endpoints, api: server.url };
  deps = await createTestDeps(instance.environment);
  clientId = await addSigningInClient({ first_party: true, scopes: ['openid'] }, at);
}, 300_000);

afterAll(async () => {
  await deps.close();
  await instance.stop();
});

/** Every step of a sign-in, as the browser or the site sends it. */
const steps = {
  start: async (visitor: Visitor) => {
    const { status, body } = await visitor.browser.post('/start', visitor.request);
    visitor.sessionId = body?.session_id as string;
    return status === 201;
  },
  password: async ({ browser, sessionId, email }: Visitor) => {
    const credentials = { identifier: email, password: rightPassword };
    const answer = await browser.post('/authenticate', { session_id: sessionId, auth_method: 'password', credentials });
    return answer.body?.status === 'authenticated';
  },
  complete: async ({ browser, sessionId }: Visitor) =>
    (await browser.post('/complete', { session_id: sessionId })).status === 200,
  code: async (visitor: Visitor) => (await backAtSite(visitor)) !== null,
  tokens: async (visitor: Visitor) => redeem(visitor, (await backAtSite(visitor)) ?? ''),
};
type Step = keyof typeof steps;
const order = Object.keys(steps) as Step[];

/** Opens the authorization endpoint. @returns the code; null: the person is to sign in. */
async function backAtSite({ browser, request }: Visitor): Promise<string | null> {
  let location = `${at.api}/oauth/authorize?${new URLSearchParams(request).toString()}`;
  for (let hop = 0; hop < 5 && !location.startsWith(redirectUri); hop += 1) {
    if (hop > 0 && new URL(location).pathname === '/sign-in') return null;
    location = await browser.visit(location);
  }
  return new URL(location).searchParams.get('code');
}

async function redeem({ verifier }: Visitor, code: string): Promise<boolean> {
  const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
  const body = new URLSearchParams({ ...form, client_id: clientId });
  return (await fetch(`${at.api}/oauth/token`, { method: 'POST', body })).status === 200;
}

async function visitorBefore(step: Step): Promise<Visitor> {
  const { email } = await addPersonWithPassword(deps, at);
  const verifier = randomBytes(32).toString('base64url');
  const code_challenge = createHash('sha256').update(verifier).digest('base64url');
  const request = clientRequest(clientId, { code_challenge }) as Record<string, string>;
  const visitor = { email, browser: createBrowser(at), request, verifier, sessionId: '' };
  for (const earlier of order.slice(0, order.indexOf(step)))
    if (earlier !== 'code') expect(await steps[earlier](visitor), earlier).toBe(true);
  return visitor;
}

/** Makes each write of a flow, and each new code or token, wait for a lock that the test has. */
const holdWrites = `
  create function hold_writes() returns trigger language plpgsql as $$
    begin
      perform pg_advisory_xact_lock_shared(7301);
      return new;
    end $$;
  create trigger hold_flows before insert or update on authentication_flow for each row execute function hold_writes();
  create trigger hold_artifacts before insert on oauth_artifact for each row execute function hold_writes()`;
const waiting = `select from pg_locks l join pg_database d on d.oid = l.database
  where d.datname = current_database() and locktype = 'advisory' and objid = 7301 and not granted`;

describe('kill -9 of the API in the middle of every step of a sign-in', { timeout: 300_000 }, () => {
  const visitors = {} as Record<Step, Visitor>;
  const lost: Partial<Record<Step, boolean>> = {};

  beforeAll(async () => {
    for (const step of order) visitors[step] = await visitorBefore(step);
    const code = await backAtSite(visitors.tokens);
    await query(instance.environment['COUNTERSIGN_MIGRATION_DATABASE_URL']!, holdWrites);
    const holder = new pg.Client({ connectionString: deps.environment.databaseUrl });
    await holder.connect();
    await holder.query('select pg_advisory_lock(7301)');
    const sent = order.map(async (step) => {
      const answered = step === 'tokens' ? redeem(visitors.tokens, code ?? '') : steps[step](visitors[step]);
      lost[step] = await answered.then(
        () => false,
        () => true,
      );
    });
    await eventually(async () => {
      const { length } = await query(deps.environment.databaseUrl, waiting);
      return length === order.length ? true : undefined;
    }, 50_000);
    server.kill('SIGKILL');
    await server.child.ended;
    await Promise.all(sent);
    await holder.end();
    server = await instance.startServer(patient);
    at.api = server.url;
  }, 600_000);

  it.each(order)('%s: is not answered', async (step) => {
    expect(lost[step]).toBe(true);
  });

  it.each(order.slice(0, 4))('%s: the same step again goes on from there to the tokens', async (step) => {
    const visitor = visitors[step];
    for (const next of order.slice(order.indexOf(step)))
      if (next !== 'code') expect(await steps[next](visitor), next).toBe(true);
  });

  it('tokens: the site asks again, and the person who is signed in by now does nothing', async () => {
    expect(await steps.tokens(visitors.tokens)).toBe(true);
  });
});
