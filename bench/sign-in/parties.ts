import { createHash, randomBytes } from 'node:crypto';
import { noMethodMails } from '../../src/commands/persons/sign-in-methods/changes/method-mails.ts';
import { setPassword } from '../../src/commands/persons/sign-in-methods/password/set-password.ts';
import { createRemovals } from '../../src/commands/removals/removals.ts';
import { runWithoutStatementTimeout } from '../../src/database/orm.ts';
import { createPasswordDeps } from '../../src/runtime/sign-in/password-deps.ts';
import { signIn } from '../../test/admin/support/admin-api.ts';
import {
  addSigningInClient,
  clientRequest,
  createBrowser,
  redirectUri,
} from '../../test/authentication/support/flow-api.ts';
import type { FlowBrowser } from '../../test/authentication/support/flow-api.ts';
import { addClient, addResource, addSecret } from '../../test/oauth-clients/support/registry.ts';
import { callPersons, uniqueEmail } from '../../test/persons/support/persons-api.ts';
import { basic } from '../../test/support/website.ts';
import type { BenchEnvironment } from '../bench-environment.ts';
import { keyringOf } from '../seed-data/seed-data.ts';
import type { LightClient } from '../light-client.ts';
import type { TokenFormat } from './floor-client.ts';

const password = 'sunny rooftop panels';

/** The API that tokens are for, and the clients of a run. */
export interface Sites {
  first: string;
  second: string;
  /** Authorization header of a service, which may introspect too. */
  service: string;
  /** Identifiers of its APIs, by the format of their tokens. */
  resources: Record<TokenFormat, string>;
}

/** Adds two sites that sign people in, and a service with an API. */
export async function addSites({ endpoints }: BenchEnvironment): Promise<Sites> {
  const admin = await signIn(endpoints.api, endpoints.operators.admin);
  const { client_id: id } = await addClient(admin, { scopes: ['read', 'write'] });
  const { identifier: opaque } = await addResource(admin, { introspection_clients: [id] });
  const { identifier: jwt } = await addResource(admin, { token_format: 'jwt' });
  await admin.call('PATCH', `/clients/${id}`, { body: { resources: [opaque, jwt] } });
  const { client_secret: secret } = await addSecret(admin, id);
  const site = { first_party: true, scopes: ['openid', 'profile'] };
  const [first, second] = [await addSigningInClient(site, endpoints), await addSigningInClient(site, endpoints)];
  return { first, second, service: basic({ id, secret }), resources: { opaque, jwt } };
}

/** Adds a person for each lane. @returns their addresses. */
export async function addPeople({ endpoints, environment }: BenchEnvironment, count: number): Promise<string[]> {
  const keyring = keyringOf(environment);
  const databaseUrl = environment['COUNTERSIGN_DATABASE_URL'] as string;
  const passwords = createPasswordDeps({ publicUrl: endpoints.api }, keyring);
  const emails = Array.from({ length: count }, uniqueEmail);
  await runWithoutStatementTimeout({ databaseUrl }, keyring, async (em) => {
    const parts = { removals: createRemovals([]), methodMails: noMethodMails, random: randomBytes };
    const deps = { em: () => em.fork(), clock: () => new Date(), keyring, ...parts, ...passwords };
    for (const value of emails) {
      const json = { email_addresses: [{ value, primary: true, verified: true }] };
      const { body } = await callPersons('POST', '/persons', { json }, endpoints);
      await setPassword(deps, { personId: body.person_id as string, password, origin: { requestId: 'bench' } });
    }
  });
  return emails;
}

/** A person with a browser, who signs in to sites. */
export function createVisitor({ endpoints }: BenchEnvironment, light: LightClient) {
  let requests = 0;
  const counted = <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    requests += 1;
    return answer;
  };
  /** @returns the tokens for the code in an address that the browser was led to. */
  const redeem = async (callback: string, clientId: string, verifier: string): Promise<string> => {
    const code = new URL(callback).searchParams.get('code');
    if (!code) throw new Error(`no code: ${callback}`);
    const grant = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
    const form = new URLSearchParams({ ...grant, client_id: clientId }).toString();
    const { status, body } = await counted(light.call('POST', '/oauth/token', undefined, form));
    if (status !== 200) throw new Error(`token: ${status} ${body}`);
    return (JSON.parse(body) as { access_token: string }).access_token;
  };
  return {
    /** How many requests were sent by now. */
    requests: () => requests,
    /** Start, password, completion, and back to the site, which redeems the code. */
    async signIn(browser: FlowBrowser, clientId: string, identifier: string): Promise<string> {
      const { request, verifier } = requestOf(clientId);
      const { body } = await counted(browser.post('/start', request));
      const credentials = { identifier, password };
      const attempt = { session_id: body.session_id, auth_method: 'password', credentials };
      await counted(browser.post('/authenticate', attempt));
      const completed = await counted(browser.post('/complete', { session_id: body.session_id }));
      let location = completed.body.redirect_to as string;
      for (let hop = 0; hop < 4 && !location.startsWith(redirectUri); hop += 1)
        location = await counted(browser.visit(location));
      return redeem(location, clientId, verifier);
    },
    /** The authorization endpoint with the session of the browser, and the code redeemed. */
    async returnTo(browser: FlowBrowser, clientId: string): Promise<string> {
      const { request, verifier } = requestOf(clientId);
      const query = new URLSearchParams(request).toString();
      return redeem(await browser.visit(`${endpoints.api}/oauth/authorize?${query}`), clientId, verifier);
    },
    createBrowser: () => createBrowser(endpoints),
  };
}

function requestOf(clientId: string) {
  const verifier = randomBytes(32).toString('base64url');
  const code_challenge = createHash('sha256').update(verifier).digest('base64url');
  return {
    verifier,
    request: clientRequest(clientId, { code_challenge, scope: 'openid profile' }) as Record<string, string>,
  };
}
