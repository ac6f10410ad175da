import { createHash, randomBytes } from 'node:crypto';

/** The client that is built in for programs of operators, and the address that a native program takes its code at. */
const [clientId, redirectUri] = ['countersign-operators', 'http://127.0.0.1/callback'];

/** Username and password of a person. */
export interface OperatorPassword {
  username: string;
  password: string;
}

export interface SignInOptions {
  /** Sent with every request. */
  headers?: Record<string, string>;
  scope?: 'admin' | 'admin:read';
}

/**
 * Signs an operator in as a browser does, and allows the program: by the authorization code flow with PKCE and with a password alone, which is enough where the
 * server is in development mode.
 * @param api base URL of the server.
 * @returns an access token for the admin API.
 */
export async function signInOperator(
  api: string,
  credentials: OperatorPassword,
  { headers = {}, scope = 'admin' }: SignInOptions = {},
): Promise<string> {
  const browser = createBrowser(api, headers);
  const verifier = randomBytes(32).toString('base64url');
  const request = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: `openid ${scope}`,
    resource: `${api}/admin`,
    state: randomBytes(16).toString('base64url'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const page = await browser.follow(`${api}/oauth/authorize?${request.toString()}`, '/sign-in');
  const started = await browser.post('/start', { interaction: page.searchParams.get('interaction') });
  const flow = { session_id: started['session_id'] };
  const { username: identifier, password } = credentials;
  await browser.post('/authenticate', { ...flow, auth_method: 'password', credentials: { identifier, password } });
  const completed = await browser.post('/complete', flow);
  const asked = await browser.follow(String(completed['redirect_to']), '/consent');
  const consent = { session_id: asked.searchParams.get('session_id'), scopes: ['openid', scope] };
  const allowed = await browser.post('/consent', consent);
  const back = await browser.follow(String(allowed['redirect_to']), '/callback');
  return redeem(api, { code: back.searchParams.get('code') ?? '', verifier, headers });
}

async function redeem(
  api: string,
  { code, verifier, headers }: { code: string; verifier: string; headers: Record<string, string> },
): Promise<string> {
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: clientId,
    redirect_uri: redirectUri,
    code,
    code_verifier: verifier,
    resource: `${api}/admin`,
  });
  const response = await fetch(`${api}/oauth/token`, { method: 'POST', body, headers });
  const tokens = (await response.json()) as { access_token?: string };
  if (tokens.access_token === undefined) throw new SignInRefused('/oauth/token', response.status, tokens);
  return tokens.access_token;
}

/** A step of the sign-in that was answered otherwise than expected. */
export class SignInRefused extends Error {
  constructor(step: string, status: number, body: unknown) {
    super(`${step} was refused: ${status} ${JSON.stringify(body)}`);
  }
}

/** What a browser does of its own: it keeps cookies, names its origin, and follows redirects. */
function createBrowser(api: string, headers: Record<string, string>) {
  const cookies = new Map<string, string>();
  const send = async (url: string, init: RequestInit = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { ...headers, ...(cookie && { cookie }), ...(init.headers as Record<string, string>) },
    });
    for (const set of response.headers.getSetCookie()) {
      const [name, ...value] = (set.split(';')[0] ?? '').split('=');
      cookies.set(name ?? '', value.join('='));
    }
    return response;
  };
  return {
    /** Follows redirects to an address with that path. */
    async follow(from: string, path: string): Promise<URL> {
      let url = new URL(from);
      for (let hops = 0; url.pathname !== path; hops += 1) {
        const response = await send(url.href);
        const location = response.headers.get('location');
        if (location === null || hops > 8)
          throw new SignInRefused(url.pathname, response.status, await response.text());
        url = new URL(location, url);
      }
      return url;
    },
    async post(path: string, body: object): Promise<Record<string, unknown>> {
      const response = await send(`${api}/authentication${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: new URL(api).origin },
        body: JSON.stringify(body),
      });
      const answer = (await response.json()) as Record<string, unknown>;
      if (!response.ok || answer['status'] === 'failed') throw new SignInRefused(path, response.status, answer);
      return answer;
    },
  };
}
