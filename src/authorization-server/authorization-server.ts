import type { Middleware } from 'koa';
import type Provider from 'oidc-provider';
import type { TokenType } from '../entities/tokens/oauth-artifact.ts';
import type { RequestOrigin } from '../commands/request-origin.ts';
import type { DpopProof } from '../security/dpop.ts';

/** One request to an API of ours, as far as tokens are concerned. */
export interface ProofCheck {
  /** The `DPoP` header. */
  dpop: string | undefined;
  method: string;
  /** Public URL of the request: origin and path as the caller sees them. A query is ignored. */
  url: string;
  /** Where the request came from, for the event of a refusal. */
  origin: RequestOrigin;
}

export interface AccessTokenCheck extends ProofCheck {
  /** The `Authorization` header: `DPoP <access token>`. */
  authorization: string | undefined;
}

/** A request that brings no access token and names its profile instead: the device key alone vouches for it. */
export interface ProfileCheck extends ProofCheck {
  /** The `Profile-Id` header. */
  profileId: string;
}

/** Who calls: one user on one device. */
export interface TokenHolder {
  /** Name of the application, for events. */
  appName: string | null;
  deviceId: string;
  clientId: string;
  userId: string;
  profileId: string;
}

/** A token that is good at this moment, as a resource server needs to know it (RFC 7662). */
export interface ActiveToken {
  clientId: string;
  /** Null: it is the client's own, and acts for nobody. */
  userId: string | null;
  /** Space-separated. */
  scope: string;
  /** By what the user proved to be there; null when there is no user. */
  type: TokenType | null;
  /** Epoch seconds. */
  issuedAt: number;
  /** Epoch seconds. */
  expiresAt: number;
  /** Thumbprint of the key that the token is bound to (RFC 9449 section 6), null when whoever bears it may use it. */
  thumbprint: string | null;
  audience: string | string[] | null;
  /** The app installation that it was issued to. */
  app: { identifier: string; platform: 'android' | 'ios'; version: string } | null;
}

/** The one home of tokens: what the rest of Countersign sees of it. */
export interface AuthorizationServer {
  /**
   * The certified server underneath, itself a Koa app; `mountAuthorizationServer` serves it. It is made when first needed,
   * because its keys are in the database, which may be away when the process starts.
   */
  provider(): Promise<Provider>;
  /** Origin under which callers reach it. */
  publicOrigin: string;
  /** Answers a request whose path is relative to `/oauth`, or passes it on. */
  handler: Middleware;
  /**
   * Checks the access token and the DPoP proof of a request (RFC 9449 section 7). A proof is good once, in all processes.
   * @throws CountersignError `invalid_token`, `invalid_dpop_proof`, `use_dpop_nonce`, or `version_disabled` when the app has to be updated.
   */
  verifyAccessToken(check: AccessTokenCheck): Promise<TokenHolder>;
  /**
   * The same for what needs no more than the enrolment: a proof by the device key, and the profile it speaks for.
   * @throws CountersignError as {@link verifyAccessToken}; a profile that is unknown, or another device's, is `invalid_token`.
   */
  verifyProfile(check: ProfileCheck): Promise<TokenHolder>;
  /**
   * Checks a proof that comes without a token, as at registration. It is good once, too.
   * @throws CountersignError `invalid_dpop_proof`, `use_dpop_nonce`.
   */
  verifyDeviceProof(check: ProofCheck): Promise<DpopProof>;
  /** The nonce that the next proof may carry, and whether it has to. */
  proofNonce(): Promise<{ nonce: string; required: boolean }>;
  /**
   * Says what an access token is good for. A refresh token is for its own client alone, so to a resource server it is no
   * token at all (docs/decisions/0036).
   * @returns undefined for what is unknown, expired, revoked, no access token, or of an app version that is disabled.
   */
  introspectToken(token: string): Promise<ActiveToken | undefined>;
}
