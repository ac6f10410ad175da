import * as openid from 'openid-client';
import { scopes, type ClubConfig, type RoofView } from '../contract.ts';

/** What the page remembers while the browser is away at Countersign. It is of this tab, and holds no token. */
interface Leaving {
  verifier: string;
  state: string;
  nonce: string;
  /** What the member was about to do. */
  intent: Intent;
}

export type Intent = 'look' | 'reserve';

/** A member in this tab. Tokens and key are in memory alone, and the key cannot be read by any script. */
export interface Member {
  name: string;
  roof(): Promise<RoofView>;
  /** @returns the roof with the reservation, or the level of sign-in that it needs first. */
  reserve(): Promise<RoofView | { needs: string }>;
  /** Signs out of every site. */
  signOut(): void;
}

const leavingKey = 'northwind-club.leaving';
const memberKey = 'northwind-club.member';
const home = `${location.origin}/`;
const callback = `${location.origin}/callback`;

export type ClubClient = Awaited<ReturnType<typeof createClubClient>>;

/** Signs in by Countersign as a page without a server of its own does it: code, PKCE, and tokens bound to a key (DPoP). */
export async function createClubClient() {
  const config = (await (await fetch('/config.json')).json()) as ClubConfig;
  const issuer = new URL(`${config.countersignUrl}/oauth`);
  // Plain HTTP on this machine only; the library refuses it unless told.
  const execute = issuer.protocol === 'http:' ? [openid.allowInsecureRequests] : [];
  const metadata = { id_token_signed_response_alg: 'ES256' };
  const server = await openid.discovery(issuer, config.clientId, metadata, openid.None(), { execute });

  const leave = async (intent: Intent, more: Record<string, string> = {}) => {
    const leaving: Leaving = {
      verifier: openid.randomPKCECodeVerifier(),
      state: openid.randomState(),
      nonce: openid.randomNonce(),
      intent,
    };
    sessionStorage.setItem(leavingKey, JSON.stringify(leaving));
    const url = openid.buildAuthorizationUrl(server, {
      redirect_uri: callback,
      scope: `openid profile ${scopes.read} ${scopes.reserve}`,
      resource: config.resource,
      code_challenge: await openid.calculatePKCECodeChallenge(leaving.verifier),
      code_challenge_method: 'S256',
      state: leaving.state,
      nonce: leaving.nonce,
      ...more,
    });
    location.assign(url);
  };

  return {
    shopUrl: config.shopUrl,
    /** Sends the browser to Countersign. A person who is signed in there comes back at once. */
    signIn: () => leave('look'),
    /** The same for a sign-in as strong as `acr`, before what was begun goes on. */
    stepUp: (acr: string) => leave('reserve', { acr_values: acr }),
    /**
     * Whether the page was left as a member, as by a reload or for a stronger sign-in that was cancelled: then the session is asked without
     * a page.
     */
    async comeBack(): Promise<boolean> {
      const isArriving = location.pathname === '/callback' && !isCancelled();
      if (isArriving || sessionStorage.getItem(memberKey) === null) return false;
      await leave('look', { prompt: 'none' });
      return true;
    },
    /** Who came back from Countersign; undefined: the page was opened, or nothing is signed in there. Throws when what came back is not what was asked for. */
    async arrive(): Promise<{ member: Member; intent: Intent } | undefined> {
      if (location.pathname !== '/callback') return undefined;
      const address = new URL(location.href);
      const leaving = JSON.parse(sessionStorage.getItem(leavingKey) ?? 'null') as Leaving | null;
      // The code is good once; the address is not kept.
      history.replaceState(null, '', '/');
      sessionStorage.removeItem(leavingKey);
      sessionStorage.removeItem(memberKey);
      if (!leaving || isCancelled(address) || address.searchParams.get('error') === 'login_required') return undefined;
      const member = await redeem(server, config, { address, leaving });
      sessionStorage.setItem(memberKey, 'yes');
      return { member, intent: leaving.intent };
    },
  };
}

/** The visitor did not want to sign in, which is no failure. */
function isCancelled(address = new URL(location.href)): boolean {
  return address.searchParams.get('error') === 'access_denied';
}

async function redeem(
  server: openid.Configuration,
  config: ClubConfig,
  { address, leaving }: { address: URL; leaving: Leaving },
): Promise<Member> {
  const DPoP = openid.getDPoPHandle(server, await openid.randomDPoPKeyPair('ES256'));
  const { verifier: pkceCodeVerifier, state: expectedState, nonce: expectedNonce } = leaving;
  const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
  const tokens = await openid.authorizationCodeGrant(server, address, checks, { resource: config.resource }, { DPoP });
  const call = async (method: string, path: string): Promise<RoofView> => {
    const url = new URL(`${config.resource}${path}`);
    const answer = await openid.fetchProtectedResource(server, tokens.access_token, url, method, null, undefined, {
      DPoP,
    });
    if (!answer.ok) throw new Error(`The club answers ${answer.status}`);
    return (await answer.json()) as RoofView;
  };
  return {
    name: String(tokens.claims()?.['name'] ?? 'Member'),
    roof: () => call('GET', '/roof'),
    reserve: () => call('POST', '/roof/reservation').catch(neededLevel),
    signOut: () => {
      sessionStorage.removeItem(memberKey);
      const hint = { id_token_hint: tokens.id_token ?? '', post_logout_redirect_uri: home };
      location.assign(openid.buildEndSessionUrl(server, hint));
    },
  };
}

/** Reads the challenge of RFC 9470. Any other refusal stays one. */
function neededLevel(error: unknown): { needs: string } {
  if (!(error instanceof openid.WWWAuthenticateChallengeError)) throw error;
  const challenge = error.cause.find(({ parameters }) => parameters['error'] === 'insufficient_user_authentication');
  const level = challenge?.parameters['acr_values'];
  if (!level) throw error;
  return { needs: level };
}
