import Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import compose from 'koa-compose';
import type { Provider } from 'oidc-provider';
import { z } from 'zod';
import { readJson } from '../control/json-body.ts';
import { readBody } from '../http/read-body.ts';
import { accountOf, signInForm, signInOf } from './accounts.ts';
import type { Account } from './accounts.ts';
import { addGitHubRoutes } from './github.ts';
import { brands, createOpenIdProvider } from './open-id-provider.ts';
import type { AppleKeys, Brand } from './open-id-provider.ts';
import { signInPage, signInPolicy } from './sign-in-page.ts';

const titles: Record<Brand, string> = { oidc: 'Example ID', google: 'Google', apple: 'Apple', slack: 'Slack' };
const bodyLimit = 64 * 1024;

const appleKey = z.strictObject({
  team_id: z.string(),
  key_id: z.string(),
  public_jwk: z.looseObject({ kty: z.string() }),
});

/** Stand-ins for identity providers: `/identity/{oidc|google|apple|slack}` by OpenID Connect, `/identity/github`. */
export function identityProviders(): Middleware {
  const accounts = new Map<string, Account>();
  const appleKeys: AppleKeys = new Map();
  const providers = new Map<string, Provider>();
  const providerOf = (context: Context, brand: Brand): Provider => {
    // The issuer is the address by which it is called: of one port, 127.0.0.1 and localhost are two.
    const issuer = `${context.protocol}://${context.host}/identity/${brand}`;
    const known = providers.get(issuer);
    if (known) return known;
    const provider = createOpenIdProvider({ brand, issuer, accounts, appleKeys });
    providers.set(issuer, provider);
    return provider;
  };
  const router = new Router();
  addGitHubRoutes(router);
  router.put('/identity/apple/keys', async (context) => {
    const { team_id, key_id, public_jwk } = await readJson(context, appleKey);
    appleKeys.set(`${team_id}/${key_id}`, public_jwk);
    context.status = 204;
  });
  for (const brand of brands) {
    const path = `/identity/${brand}/sign-in/:uid`;
    router.get(path, (context) => {
      context.set('Content-Security-Policy', signInPolicy);
      context.type = 'html';
      context.body = signInPage(titles[brand]);
    });
    router.post(path, async (context) => {
      const form = signInForm.parse(Object.fromEntries(new URLSearchParams(await readBody(context.req, bodyLimit))));
      if (form.action === 'sign-in') accounts.set(`${brand}/${form.account}`, accountOf(form));
      const result = form.action === 'sign-in' ? { login: signInOf(form) } : { error: 'access_denied' };
      context.status = 303;
      context.set('Location', await providerOf(context, brand).interactionResult(context.req, context.res, result));
      context.body = '';
    });
  }
  return compose([router.routes() as Middleware, (context, next) => enterProvider(context, next, providerOf)]);
}

/** What is not a page of ours is the provider's, which has its addresses from where it is mounted. */
async function enterProvider(
  context: Context,
  next: () => Promise<unknown>,
  providerOf: (context: Context, brand: Brand) => Provider,
): Promise<unknown> {
  const [, name, rest] = /^\/identity\/([a-z]+)(\/.*)$/.exec(context.path) ?? [];
  const brand = brands.find((one) => one === name);
  if (!brand || rest === undefined) return next();
  const { req, res } = context;
  const provider = providerOf(context, brand);
  Object.assign(req, { originalUrl: req.url, url: `${rest}${context.search}` });
  context.respond = false;
  return provider.callback()(req, res);
}
