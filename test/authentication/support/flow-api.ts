import { createHash, randomBytes } from 'node:crypto';
import type { Endpoints } from '../../../dev/parts/endpoints.ts';
import { signIn } from '../../admin/support/admin-api.ts';
import { addClient } from '../../oauth-clients/support/registry.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';
import type { Answer } from '../../support/website.ts';

export const redirectUri = 'https://shop.example/callback';

/** A browser, or an app with a cookie jar, at the flow API. */
export interface FlowBrowser {
  /** The `Cookie` header that it sends. */
  cookie: string | undefined;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  /** Opens an address. @returns where it leads. */
  visit(url: string): Promise<string>;
}

/** @param api of the server; its origin is that of the pages. */
export function createBrowser({ api }: Pick<Endpoints, 'api'> = useStack().endpoints): FlowBrowser {
  const send = async (method: string, path: string, headers: Record<string, string>, body?: unknown) => {
    const response = await fetch(`${api}/authentication${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(browser.cookie ? { cookie: browser.cookie } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    keepCookies(browser, response.headers.getSetCookie());
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
  };
  const browser: FlowBrowser = {
    cookie: undefined,
    post: (path, body, headers = {}) => send('POST', path, { origin: new URL(api).origin, ...headers }, body),
    get: (path, headers = {}) => send('GET', path, headers),
    visit: async (url) => {
      const headers: Record<string, string> = browser.cookie ? { cookie: browser.cookie } : {};
      const response = await fetch(url, { redirect: 'manual', headers });
      keepCookies(browser, response.headers.getSetCookie());
      const location = response.headers.get('location');
      if (!location) throw new Error(`${url} leads nowhere: ${response.status} ${await response.text()}`);
      return new URL(location, url).href;
    },
  };
  return browser;
}

/** A cookie takes the place of the one of its name. */
function keepCookies(browser: FlowBrowser, set: readonly string[]): void {
  const pairs = [...(browser.cookie?.split('; ') ?? []), ...set.map((cookie) => cookie.split(';')[0] ?? '')];
  const byName = new Map(pairs.map((pair) => [pair.split('=')[0], pair]));
  if (byName.size > 0) browser.cookie = [...byName.values()].join('; ');
}

/** A client that signs people in, known to the server. */
export async function addSigningInClient(
  settings: object = {},
  endpoints: Endpoints = useStack().endpoints,
): Promise<string> {
  const admin = await signIn(endpoints.api, endpoints.operators.admin);
  const spa = { type: 'spa', grant_types: ['authorization_code'], redirect_uris: [redirectUri] };
  const { client_id: clientId } = await addClient(admin, { name: 'Shop', ...spa, ...settings });
  await eventually(async () => {
    const { status } = await createBrowser(endpoints).post('/start', clientRequest(clientId));
    return status === 201 ? true : undefined;
  });
  return clientId;
}

/** What a client sends to begin a sign-in itself. */
export function clientRequest(clientId: string, more: object = {}) {
  return {
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid',
    state: randomBytes(8).toString('hex'),
    code_challenge: createHash('sha256').update(randomBytes(32)).digest('base64url'),
    code_challenge_method: 'S256',
    ...more,
  };
}

/** A flow that was just started, and the browser that has it. */
export async function startFlow(
  clientId: string,
  more: object = {},
  endpoints: Endpoints = useStack().endpoints,
): Promise<{ browser: FlowBrowser; sessionId: string; body: Answer['body'] }> {
  const browser = createBrowser(endpoints);
  const { status, body } = await browser.post('/start', clientRequest(clientId, more));
  if (status !== 201) throw new Error(`Not started: ${status} ${JSON.stringify(body)}`);
  return { browser, sessionId: body.session_id as string, body };
}
