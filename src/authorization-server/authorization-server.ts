import type { Middleware } from 'koa';
import type Provider from 'oidc-provider';
import type { DpopProof } from '../security/dpop.ts';

/** One request to an API of ours, as far as tokens are concerned. */
export interface ProofCheck {
  /** The `DPoP` header. */
  dpop: string | undefined;
  method: string;
  /** Public URL of the request: origin and path as the caller sees them. A query is ignored. */
  url: string;
}

export interface AccessTokenCheck extends ProofCheck {
  /** The `Authorization` header: `DPoP <access token>`. */
  authorization: string | undefined;
}

/** Whose access token it is: one user on one device. */
export interface TokenHolder {
  /** Name of the application, for events. */
  appName: string | null;
  deviceId: string;
  clientId: string;
  userId: string;
  profileId: string;
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
   * @throws CountersignError `invalid_token`, `invalid_dpop_proof`, or `version_disabled` when the app has to be updated.
   */
  verifyAccessToken(check: AccessTokenCheck): Promise<TokenHolder>;
  /**
   * Checks a proof that comes without a token, as at registration. It is good once, too.
   * @throws CountersignError `invalid_dpop_proof`.
   */
  verifyDeviceProof(check: ProofCheck): Promise<DpopProof>;
}
