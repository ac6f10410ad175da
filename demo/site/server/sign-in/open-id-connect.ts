import * as openid from 'openid-client';
import type { ClientCredentials } from '../countersign/countersign-client.ts';
import { createLogoutTokenReader } from './logout-token.ts';

export interface OpenIdConnectSettings {
  /** Base URL of Countersign. */
  countersignUrl: string;
  client: ClientCredentials;
  /** Where the browser comes back to, as it is registered. */
  redirectUri: string;
}

/** What the shop remembers of a browser that it sent away to sign in. */
export interface PendingSignIn {
  verifier: string;
  state: string;
  nonce: string;
  /** The level that was asked for. */
  acr: string | undefined;
}

export interface SignedInPerson {
  userId: string;
  name: string;
  /** The session at Countersign; its end is reported with this id. */
  sid: string | undefined;
}

/** Levels of Countersign, lowest first. */
const levels: readonly unknown[] = [
  'urn:countersign:acr:1',
  'urn:countersign:acr:2',
  'urn:countersign:acr:3',
  'phr',
  'urn:countersign:acr:4',
];

export type OpenIdConnect = ReturnType<typeof createOpenIdConnect>;

/** Signing in by Countersign as any site does it: OpenID Connect, authorization code with PKCE. */
export function createOpenIdConnect({ countersignUrl, client, redirectUri }: OpenIdConnectSettings) {
  let discovered: Promise<openid.Configuration> | undefined;
  const configuration = () => {
    discovered ??= discover(countersignUrl, client);
    // Countersign may be away for a moment: the next visitor asks again.
    discovered.catch(() => (discovered = undefined));
    return discovered;
  };
  return {
    /** @param acr the level that is asked for; undefined: any. */
    async begin(acr: string | undefined): Promise<{ url: URL; pending: PendingSignIn }> {
      const pending = {
        verifier: openid.randomPKCECodeVerifier(),
        state: openid.randomState(),
        nonce: openid.randomNonce(),
        acr,
      };
      const url = openid.buildAuthorizationUrl(await configuration(), {
        redirect_uri: redirectUri,
        scope: 'openid profile',
        code_challenge: await openid.calculatePKCECodeChallenge(pending.verifier),
        code_challenge_method: 'S256',
        state: pending.state,
        nonce: pending.nonce,
        ...(acr && { acr_values: acr }),
      });
      return { url, pending };
    },
    /** Exchanges the code of `callback` for who it is. Throws when anything in it is not what was asked for. */
    async finish(callback: URL, { verifier, state, nonce, acr: asked }: PendingSignIn): Promise<SignedInPerson> {
      const tokens = await openid.authorizationCodeGrant(await configuration(), callback, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      const { sub = '' } = claims ?? {};
      // The browser carried what was asked for, and may have changed it.
      if (asked !== undefined && levels.indexOf(claims?.['acr']) < levels.indexOf(asked))
        throw new Error('the sign-in is too weak');
      const { name } = await openid.fetchUserInfo(await configuration(), tokens.access_token, sub);
      const sid = claims?.['sid'];
      return { userId: sub, name: name || 'Customer', sid: typeof sid === 'string' ? sid : undefined };
    },
    readLogoutToken: createLogoutTokenReader(configuration, client.id),
  };
}

/** Whether the person did not want to sign in, which is no failure. */
export function isCancellation(error: unknown): boolean {
  return error instanceof openid.AuthorizationResponseError && error.error === 'access_denied';
}

function discover(countersignUrl: string, { id, secret }: ClientCredentials): Promise<openid.Configuration> {
  // Plain HTTP on this machine only; the library refuses it unless told.
  const execute = new URL(countersignUrl).protocol === 'http:' ? [openid.allowInsecureRequests] : [];
  return openid.discovery(
    new URL(`${countersignUrl}/oauth`),
    id,
    { id_token_signed_response_alg: 'ES256' },
    openid.ClientSecretBasic(secret),
    { execute },
  );
}
