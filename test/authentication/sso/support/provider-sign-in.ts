import { generateKeyPairSync, randomInt } from 'node:crypto';
import type { Endpoints } from '../../../../dev/parts/endpoints.ts';
import type { IdentityProviderKind } from '../../../../src/domain/configuration/identity-providers/status.ts';
import { signIn } from '../../../admin/support/admin-api.ts';
import { unique, uniqueEmail } from '../../../persons/support/persons-api.ts';
import { startFlow } from '../../support/flow-api.ts';
import type { FlowBrowser } from '../../support/flow-api.ts';

/** What a person says of themselves on the page of a provider of the sandbox. */
export interface ProviderAccount {
  account: string;
  email: string;
  email_verified?: 'yes';
  name: string;
  /** JSON of further claims, of the plain provider. */
  claims?: string;
}

/** An account that no other test uses. */
export function newAccount(more: Partial<ProviderAccount> = {}): ProviderAccount {
  const account = String(randomInt(1, 2 ** 47));
  return { account, email: uniqueEmail(), email_verified: 'yes', name: 'Robin Jansen', ...more };
}

/** Settings of a provider of the sandbox, of this kind. */
export async function sandboxProvider(kind: IdentityProviderKind, { sandbox }: Pick<Endpoints, 'sandbox'>) {
  const base = `${sandbox}/identity/${kind}`;
  const settings = { kind, name: `Test ${kind}`, issuer: base, client_id: 'countersign', enabled: true };
  if (kind === 'github') return { ...settings, api_url: `${base}/api`, client_secret: 'sandbox-secret' };
  if (kind !== 'apple') return { ...settings, client_secret: 'sandbox-secret' };
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = { team_id: unique('T').slice(0, 13), key_id: unique('K').slice(0, 13) };
  const body = JSON.stringify({ ...key, public_jwk: publicKey.export({ format: 'jwk' }) });
  const headers = { 'content-type': 'application/json' };
  const { status } = await fetch(`${base}/keys`, { method: 'PUT', headers, body });
  if (status !== 204) throw new Error(`The sandbox took no key: ${status}`);
  return { ...settings, ...key, private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string };
}

/** Adds a provider of the sandbox to a server. @returns its id. */
export async function addProvider(
  endpoints: Endpoints,
  kind: IdentityProviderKind,
  more: object = {},
): Promise<string> {
  const admin = await signIn(endpoints.api, endpoints.operators.admin);
  const body = { id: unique('p-'), ...(await sandboxProvider(kind, endpoints)), ...more };
  const answer = await admin.call('POST', '/identity-providers', { body });
  if (answer.status !== 201) throw new Error(`No provider: ${JSON.stringify(answer.body)}`);
  return body.id;
}

/** A flow that waits for a person who was sent to a provider. */
export interface SentFlow {
  browser: FlowBrowser;
  sessionId: string;
  /** Where the browser goes. */
  address: URL;
}

/** Starts a flow and has it send the browser to a provider. */
export async function beginSso(endpoints: Endpoints, clientId: string, provider: string): Promise<SentFlow> {
  const { browser, sessionId } = await startFlow(clientId, {}, endpoints);
  return { browser, sessionId, address: await sendToProvider(browser, sessionId, provider) };
}

export async function sendToProvider(browser: FlowBrowser, sessionId: string, provider: string): Promise<URL> {
  const body = { session_id: sessionId, auth_method: 'sso', credentials: { provider } };
  const answer = await browser.post('/authenticate', body);
  if (answer.status !== 200) throw new Error(`Not sent: ${JSON.stringify(answer.body)}`);
  return new URL(answer.body.redirect_to as string);
}

/** What a provider has the browser bring back. */
export interface Brought {
  callback: URL;
  /** Of a provider that posts a form. */
  form?: URLSearchParams;
}

/** Signs in on the pages of a provider, in a browser that has no session there. */
export async function signInThere(address: URL, account: ProviderAccount | 'cancel'): Promise<Brought> {
  const cookies = new Map<string, string>();
  const visit = async (url: URL, body?: URLSearchParams): Promise<Response> => {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
    const init: RequestInit = { redirect: 'manual', headers: { cookie } };
    const response = await fetch(url, body ? { ...init, method: 'POST', body } : init);
    for (const set of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (set.split(';')[0] ?? '').split(/=(.*)/s);
      cookies.set(name, value);
    }
    return response;
  };
  const isCallback = (url: URL) => url.pathname.startsWith('/authentication/sso/');
  const follow = async (from: URL, first: Response): Promise<{ url: URL; response: Response }> => {
    let [url, response] = [from, first];
    for (let hop = 0; hop < 6 && !isCallback(url); hop += 1) {
      const location = response.headers.get('location');
      if (location === null) break;
      url = new URL(location, url);
      if (!isCallback(url)) response = await visit(url);
    }
    return { url, response };
  };
  const page = await follow(address, await visit(address));
  if (isCallback(page.url)) return { callback: page.url };
  const fields = account === 'cancel' ? { action: 'cancel' } : { action: 'sign-in', ...account };
  const answered = await follow(page.url, await visit(page.url, new URLSearchParams(fields)));
  if (isCallback(answered.url)) return { callback: answered.url };
  const markup = await answered.response.text();
  const [, action] = /<form method="post" action="([^"]+)"/.exec(markup) ?? [];
  if (action === undefined) throw new Error(`The provider did not answer: ${answered.response.status} ${markup}`);
  const inputs = [...markup.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]);
  return { callback: new URL(action), form: new URLSearchParams(inputs as [string, string][]) };
}

/** Brings an answer back. @returns the page that the browser is led to. */
export async function bringBack(browser: FlowBrowser, { callback, form }: Brought): Promise<URL> {
  if (!form) return new URL(await browser.visit(callback.href));
  // A form of another site comes without our cookies.
  const response = await fetch(callback, { method: 'POST', body: form, redirect: 'manual' });
  const location = response.headers.get('location');
  if (response.status !== 303 || location === null) throw new Error(`The form was refused: ${response.status}`);
  return new URL(await browser.visit(location));
}

/** A whole sign-in at a provider. @returns the page that the browser is led to, and the flow then. */
export async function signInBy(
  endpoints: Endpoints,
  { clientId, provider, account }: { clientId: string; provider: string; account: ProviderAccount | 'cancel' },
) {
  const sent = await beginSso(endpoints, clientId, provider);
  const page = await bringBack(sent.browser, await signInThere(sent.address, account));
  const { body } = await sent.browser.get(`/status?session_id=${sent.sessionId}`);
  return { ...sent, page, flow: body };
}
