import * as openid from 'openid-client';
import type { FlowBrowser } from '../../authentication/support/flow-api.ts';
import { rightPassword } from '../../authentication/support/people.ts';
import type { TestPerson } from '../../authentication/support/people.ts';
import { addClient, addSecret } from '../../oauth-clients/support/registry.ts';
import type { SignedIn } from '../../admin/support/admin-api.ts';
import { discoverWith } from './relying-party.ts';
import type { Service } from './relying-party.ts';

export interface Site extends Service {
  redirectUri: string;
  configuration: openid.Configuration;
}

/** A confidential client of the same house that signs people in. */
export async function addSite(admin: SignedIn, settings: object = {}, host = 'shop.example'): Promise<Site> {
  const redirectUri = `https://${host}/callback`;
  const { client_id: id } = await addClient(admin, {
    grant_types: ['authorization_code', 'refresh_token'],
    redirect_uris: [redirectUri],
    scopes: ['openid', 'profile', 'offline_access'],
    first_party: true,
    ...settings,
  });
  const service = { id, secret: (await addSecret(admin, id)).client_secret };
  return { ...service, redirectUri, configuration: await discoverWith(service) };
}

export interface Callback {
  url: URL;
  verifier: string;
}

/** Signs a person in at a site, where the session of the browser does not do. @returns where the browser comes back. */
export async function signInAtSite(
  browser: FlowBrowser,
  site: Site,
  person: TestPerson,
  parameters: Record<string, string> = {},
): Promise<Callback> {
  const verifier = openid.randomPKCECodeVerifier();
  const asked = {
    redirect_uri: site.redirectUri,
    scope: 'openid',
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...parameters,
  };
  let at = await browser.visit(openid.buildAuthorizationUrl(site.configuration, asked).href);
  if (new URL(at).pathname === '/sign-in') at = await prove(browser, new URL(at), person);
  for (let hop = 0; hop < 4 && !isOver(at, site); hop += 1) at = await browser.visit(at);
  return { url: new URL(at), verifier };
}

/** The browser is back at the site, or at the page of consent. */
function isOver(at: string, { redirectUri }: Site): boolean {
  return at.startsWith(redirectUri) || new URL(at).pathname === '/consent';
}

async function prove(browser: FlowBrowser, page: URL, { email }: TestPerson): Promise<string> {
  const { body } = await browser.post('/start', { interaction: page.searchParams.get('interaction') });
  const credentials = { identifier: email, password: rightPassword };
  await browser.post('/authenticate', { session_id: body.session_id, auth_method: 'password', credentials });
  const completed = await browser.post('/complete', { session_id: body.session_id });
  return completed.body.redirect_to as string;
}

/** What a site gets for the code. @param parameters of the token request. */
export function redeem(
  { configuration }: Pick<Site, 'configuration'>,
  { url, verifier }: Callback,
  parameters: Record<string, string> = {},
) {
  return openid.authorizationCodeGrant(configuration, url, { pkceCodeVerifier: verifier }, parameters);
}
