import { createHash, randomBytes } from 'node:crypto';
import type Router from '@koa/router';
import type { Context } from 'koa';
import { readBody } from '../http/read-body.ts';
import { accountOf, sandboxClient, signInForm } from './accounts.ts';
import type { Account } from './accounts.ts';
import { signInPage, signInPolicy } from './sign-in-page.ts';

const base = '/identity/github';
const bodyLimit = 64 * 1024;

interface GivenCode {
  account: Account;
  redirectUri: string;
  challenge: string;
}

/**
 * GitHub's OAuth 2 and the part of its API that says who it is. A wrong code is answered with 200, as GitHub does.
 * @see https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
 */
export function addGitHubRoutes(router: Router): void {
  const codes = new Map<string, GivenCode>();
  const tokens = new Map<string, Account>();
  addPages(router, codes);
  addTokenEndpoint(router, codes, tokens);
  addApi(router, tokens);
}

function addPages(router: Router, codes: Map<string, GivenCode>): void {
  const path = `${base}/login/oauth/authorize`;
  router.get(path, (context) => {
    if (context.query['client_id'] !== sandboxClient.id) return context.throw(404);
    context.set('Content-Security-Policy', signInPolicy);
    context.type = 'html';
    context.body = signInPage('GitHub');
  });
  router.post(path, async (context) => {
    const form = signInForm.parse(Object.fromEntries(new URLSearchParams(await readBody(context.req, bodyLimit))));
    const { redirect_uri: redirectUri = '', state = '', code_challenge: challenge = '' } = queryOf(context);
    const answer = new URL(redirectUri);
    answer.searchParams.set('state', state);
    answer.searchParams.set('iss', `${context.protocol}://${context.host}${base}/login/oauth`);
    if (form.action === 'cancel') answer.searchParams.set('error', 'access_denied');
    else {
      const code = randomBytes(10).toString('hex');
      codes.set(code, { account: accountOf(form), redirectUri, challenge });
      answer.searchParams.set('code', code);
    }
    context.status = 302;
    context.set('Location', answer.href);
    context.body = '';
  });
}

function addTokenEndpoint(router: Router, codes: Map<string, GivenCode>, tokens: Map<string, Account>): void {
  router.post(`${base}/login/oauth/access_token`, async (context) => {
    const body = Object.fromEntries(new URLSearchParams(await readBody(context.req, bodyLimit)));
    const given = codes.get(body['code'] ?? '');
    codes.delete(body['code'] ?? '');
    if (body['client_id'] !== sandboxClient.id || body['client_secret'] !== sandboxClient.secret)
      return void (context.body = { error: 'incorrect_client_credentials' });
    const verifier = createHash('sha256').update(body['code_verifier'] ?? '');
    const isRight = given?.redirectUri === body['redirect_uri'] && given?.challenge === verifier.digest('base64url');
    if (!given || !isRight) return void (context.body = { error: 'bad_verification_code' });
    const token = `gho_${randomBytes(18).toString('hex')}`;
    tokens.set(token, given.account);
    context.body = { access_token: token, token_type: 'bearer', scope: 'read:user,user:email' };
  });
}

function addApi(router: Router, tokens: ReadonlyMap<string, Account>): void {
  const accountFor = (context: Context): Account =>
    tokens.get(context.get('authorization').replace(/^Bearer /i, '')) ?? context.throw(401);
  router.get(`${base}/api/user`, (context) => {
    const { id, name } = accountFor(context);
    context.body = { id: Number(id), login: `user${id}`, name: name || null, email: null };
  });
  router.get(`${base}/api/user/emails`, (context) => {
    const { email, isEmailVerified } = accountFor(context);
    const other = { email: 'other@users.noreply.github.com', primary: false, verified: true };
    context.body = email === '' ? [] : [other, { email, primary: true, verified: isEmailVerified }];
  });
}

function queryOf({ query }: Context): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [value].flat()[0]]));
}
