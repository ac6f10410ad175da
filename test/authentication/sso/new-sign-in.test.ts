import { beforeAll, describe, expect, it } from 'vitest';
import { useStack } from '../../support/stack.ts';
import { addSigningInClient, startFlow } from '../support/flow-api.ts';
import { addProvider, bringBack, newAccount, sendToProvider, signInThere } from './support/provider-sign-in.ts';

const { endpoints } = useStack();
let clientId: string;
let provider: string;
let github: string;
beforeAll(async () => {
  clientId = await addSigningInClient({}, endpoints);
  provider = await addProvider(endpoints, 'oidc', { on_no_match: 'create' });
  github = await addProvider(endpoints, 'github', { on_no_match: 'create' });
});

const start = (request: object = { max_age: 3600 }) => startFlow(clientId, request, endpoints);
const offered = (body: { identity_providers?: { id: string }[] }) =>
  (body.identity_providers ?? []).map(({ id }) => id);

describe('a sign-in that has to be new', () => {
  it('is asked for at the provider, and is one', async () => {
    const { browser, sessionId } = await start();
    const address = await sendToProvider(browser, sessionId, provider);
    expect([address.searchParams.get('max_age'), address.searchParams.get('prompt')]).toEqual(['0', 'login']);
    await bringBack(browser, await signInThere(address, newAccount()));
    const { body } = await browser.get(`/status?session_id=${sessionId}`);
    expect(body.status).toBe('authenticated');
  });

  it('is not one that the provider tells no time of, as the person took the question away', async () => {
    const { browser, sessionId } = await start();
    const address = await sendToProvider(browser, sessionId, provider);
    address.searchParams.delete('max_age');
    address.searchParams.delete('prompt');
    const page = await bringBack(browser, await signInThere(address, newAccount()));
    expect(page.searchParams.get('sso_error')).toBe('provider_refused');
  });

  it('is not offered at GitHub, which cannot prove it', async () => {
    const { browser, sessionId } = await start();
    const { body } = await browser.get(`/status?session_id=${sessionId}`);
    expect(offered(body)).toContain(provider);
    expect(offered(body)).not.toContain(github);
    const asked = { session_id: sessionId, auth_method: 'sso', credentials: { provider: github } };
    const answer = await browser.post('/authenticate', asked);
    expect([answer.status, answer.body.code]).toEqual([409, 'method_not_offered']);
    const other = await start({});
    const { body: usual } = await other.browser.get(`/status?session_id=${other.sessionId}`);
    expect(offered(usual)).toEqual(expect.arrayContaining([provider, github]));
  });
});

describe('a sign-in that has to reach a level', () => {
  it('asks the provider for the values of acr that reach it, the lowest first, and for none without a level', async () => {
    const acr = { 'urn:high': 3, 'urn:low': 1, 'urn:substantial': 2 };
    const mapped = await addProvider(endpoints, 'oidc', { on_no_match: 'create', acr });
    const sent = async (request: object) => {
      const { browser, sessionId } = await start(request);
      return (await sendToProvider(browser, sessionId, mapped)).searchParams.get('acr_values');
    };
    expect(await sent({ acr_values: 'urn:countersign:acr:2' })).toBe('urn:substantial urn:high');
    expect(await sent({})).toBeNull();
  });
});
