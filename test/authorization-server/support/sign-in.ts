import { randomUUID } from 'node:crypto';
import * as openid from 'openid-client';
import { createPerson } from '../../../src/commands/persons/profile/create-person.ts';
import type { PersonValues } from '../../../src/domain/persons/profile/profile.ts';
import { OauthClientSecret } from '../../../src/entities/tokens/oauth-client-secret.ts';
import { OauthClient } from '../../../src/entities/tokens/oauth-client.ts';
import { ProtectedResource } from '../../../src/entities/tokens/protected-resource.ts';
import { oauthSecretHash } from '../../../src/security/clients/oauth-secret.ts';
import type { AuthorizationServerUnderTest } from './authorization-server-under-test.ts';
import { TestBrowser } from './test-browser.ts';

export const redirectUri = 'https://shop.example/callback';
const allScopes = ['openid', 'profile', 'email', 'phone', 'address', 'offline_access'];

/** A site, with the data that its server has. */
export interface Site {
  id: string;
  secret: string;
  configuration: openid.Configuration;
}

/** An authorization request of a site, and the values that the site keeps for it. */
export interface SignInRequest {
  url: string;
  verifier: string;
  state: string;
  nonce: string;
}

export function addPerson({ deps }: AuthorizationServerUnderTest, values: Partial<PersonValues> = {}): Promise<string> {
  return createPerson(deps, {
    values: { givenName: 'Anna', familyName: 'Visser', ...values },
    origin: { requestId: 'test' },
  });
}

/** Adds a site. By default it is a first-party client, so that it needs no consent. */
export async function addSite(
  { deps, url }: AuthorizationServerUnderTest,
  settings: Partial<OauthClient> = {},
): Promise<Site> {
  const id = settings.id ?? `site-${randomUUID().slice(0, 8)}`;
  const now = new Date();
  const isPublic = settings.type !== undefined && settings.type !== 'confidential';
  const em = deps.em();
  em.create(
    OauthClient,
    {
      id,
      name: 'Shop',
      type: 'confidential',
      tokenEndpointAuthMethod: isPublic ? 'none' : 'client_secret_basic',
      grantTypes: ['authorization_code', 'refresh_token'],
      redirectUris: [redirectUri],
      postLogoutRedirectUris: [],
      scopes: allScopes,
      resources: [],
      firstParty: true,
      consentItems: [],
      defaultAcrValues: [],
      createdAt: now,
      changedAt: now,
      ...settings,
    },
    { persist: true },
  );
  const secret = randomUUID();
  if (!isPublic)
    em.create(
      OauthClientSecret,
      { id: randomUUID(), client: id, hash: oauthSecretHash(deps.keyring, id, secret), createdAt: now },
      { persist: true },
    );
  await em.flush();
  const authentication = isPublic ? openid.None() : openid.ClientSecretBasic(secret);
  const alg = settings.idTokenSignedResponseAlg ?? 'ES256';
  const configuration = await openid.discovery(
    new URL(`${url}/oauth`),
    id,
    { id_token_signed_response_alg: alg },
    authentication,
    { execute: [openid.allowInsecureRequests] },
  );
  return { id, secret, configuration };
}

/** Adds an API with the scopes `read` and `write`, the second of which needs consent. */
export async function addApi(
  { deps }: AuthorizationServerUnderTest,
  settings: Partial<ProtectedResource> = {},
): Promise<string> {
  const identifier = `https://api.example/${randomUUID()}`;
  const em = deps.em();
  const scopes = [
    { name: 'read', description: null, consent: false },
    { name: 'write', description: 'Change your orders', consent: true },
  ];
  const now = new Date();
  em.create(
    ProtectedResource,
    {
      id: randomUUID(),
      identifier,
      name: 'Orders',
      scopes,
      introspectionClients: [],
      authorizationDetailsTypes: [],
      createdAt: now,
      changedAt: now,
      ...settings,
    },
    { persist: true },
  );
  await em.flush();
  return identifier;
}

/** Creates the authorization request to which a site redirects a browser; `undefined` omits a parameter. */
export async function requestSignIn(
  { configuration }: Site,
  parameters: Record<string, string | undefined> = {},
): Promise<SignInRequest> {
  const verifier = openid.randomPKCECodeVerifier();
  const state = openid.randomState();
  const nonce = openid.randomNonce();
  const all: Record<string, string | undefined> = {
    redirect_uri: redirectUri,
    scope: 'openid',
    state,
    nonce,
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...parameters,
  };
  const sent = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const url = openid.buildAuthorizationUrl(configuration, Object.fromEntries(sent)).href;
  return { url, verifier, state, nonce };
}

/** A sign-in of a person, by default with two factors at the current time. */
export function signInOf(accountId: string, values: object = {}) {
  const authTime = Math.floor(Date.now() / 1000);
  return {
    accountId,
    acr: 'urn:countersign:acr:2',
    amr: ['pwd', 'otp', 'mfa'],
    methods: ['password'],
    authTime,
    ...values,
  };
}

/** The interaction in the address of the sign-in page to which a browser was redirected. */
export function interactionOf(location: string | null): string {
  return new URL(location ?? '').searchParams.get('interaction') ?? '';
}

/** Finishes an interaction of the browser like the flow API. */
export async function finish(
  { url }: AuthorizationServerUnderTest,
  browser: TestBrowser,
  { interaction, proven }: { interaction: string; proven: object },
) {
  const query = new URLSearchParams({ interaction, sign_in: JSON.stringify(proven) });
  const { status, text } = await browser.visit(`${url}/authentication/finish?${query}`);
  return { status, body: JSON.parse(text) as { redirect_to?: string; code?: string } };
}

/** Signs a person in for a request. @returns the address of the site to which the browser was redirected. */
export async function signIn(
  oauth: AuthorizationServerUnderTest,
  request: SignInRequest,
  { person, browser = new TestBrowser(), values = {} }: { person: string; browser?: TestBrowser; values?: object },
): Promise<URL> {
  const { location } = await browser.follow(request.url);
  const interaction = interactionOf(location);
  const { status, body } = await finish(oauth, browser, { interaction, proven: signInOf(person, values) });
  if (!body.redirect_to) throw new Error(`not finished: ${status} ${JSON.stringify(body)}`);
  const back = await browser.follow(body.redirect_to);
  if (back.location === null) throw new Error(`not sent back: ${back.status} ${back.text}`);
  return new URL(back.location);
}

/** Exchanges the code in the address `back`, with all checks of `openid-client`. */
export function exchange(
  { configuration }: Site,
  back: URL,
  request: SignInRequest,
  parameters = {},
  options: { DPoP?: openid.DPoPHandle } = {},
) {
  return openid.authorizationCodeGrant(
    configuration,
    back,
    { pkceCodeVerifier: request.verifier, expectedState: request.state, expectedNonce: request.nonce },
    parameters,
    options,
  );
}
