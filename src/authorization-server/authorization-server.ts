import type { Middleware } from 'koa';
import type Provider from 'oidc-provider';
import type { TokenType } from '../entities/tokens/oauth-artifact.ts';
import type { RequestOrigin } from '../commands/events/request-origin.ts';
import type { DpopProof } from '../security/dpop.ts';
import type { Accounts } from './interactions/accounts.ts';
import type { Consents } from './interactions/consents.ts';
import type { Interactions } from './interactions/interactions.ts';
import type { LogoutSubject } from './sessions/backchannel-logout.ts';

/** The parts of an API request that token checks need. */
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

/** A request without an access token that names its registration; the proof by the device key authenticates it. */
export interface RegistrationCheck extends ProofCheck {
  /** The `Profile-Id` header. */
  registrationId: string;
}

/** The authenticated caller: one user on one device. */
export interface TokenHolder {
  /** Name of the application, for events. */
  appName: string | null;
  deviceId: string;
  clientId: string;
  userId: string;
  registrationId: string;
}

/** A valid token as a resource server sees it (RFC 7662). */
export interface ActiveToken {
  clientId: string;
  /** Null for a client's own token. */
  userId: string | null;
  /** Space-separated. */
  scope: string;
  /** Factor that authenticated the user; null without a user. */
  type: TokenType | null;
  /** Epoch seconds. */
  issuedAt: number;
  /** Epoch seconds. */
  expiresAt: number;
  /** Thumbprint of the key that the token is bound to (RFC 9449 section 6), null for a bearer token. */
  thumbprint: string | null;
  /** Thumbprint of the certificate that the token is bound to (RFC 8705 section 3.1). */
  certificate: string | null;
  audience: string | string[] | null;
  /** The app installation that holds it. */
  app: { identifier: string; platform: 'android' | 'ios'; version: string } | null;
}

/** A person's access token, as our own resources need it. */
export interface UserToken {
  userId: string;
  clientId: string;
  scopes: string[];
  audience: string | null;
  /** Public handle of the browser session that it was got in; null without one. */
  sessionId: string | null;
  /** Level of that sign-in; 0: unknown. */
  level: number;
  /** Epoch seconds of the last proof. */
  authTime: number;
}

/** Interface of the authorization server to the rest of Countersign. */
export interface AuthorizationServer extends Interactions, Accounts, Consents {
  /**
   * The oidc-provider instance, itself a Koa app; `mountAuthorizationServer` serves it. It is created at the first use,
   * because its keys are in the database, which may be unreachable when the process starts.
   */
  provider(): Promise<Provider>;
  /** Origin under which callers reach it. */
  publicOrigin: string;
  /** Answers a request whose path is relative to `/oauth`, or passes it on. */
  handler: Middleware;
  /**
   * Checks the access token and the DPoP proof of a request (RFC 9449 section 7). A proof is accepted once, over all processes.
   * @throws CountersignError `invalid_token`, `invalid_dpop_proof`, `use_dpop_nonce`, or `version_disabled` when the app has to be updated.
   */
  verifyAccessToken(check: AccessTokenCheck): Promise<TokenHolder>;
  /**
   * The same for routes without a token: checks a proof by the device key and the registration that it names.
   * @throws CountersignError as {@link verifyAccessToken}; a registration that is unknown, or another device's, is `invalid_token`.
   */
  verifyRegistration(check: RegistrationCheck): Promise<TokenHolder>;
  /**
   * Checks a proof without a token, such as at registration. It is accepted once.
   * @throws CountersignError `invalid_dpop_proof`, `use_dpop_nonce`.
   */
  verifyDeviceProof(check: ProofCheck): Promise<DpopProof>;
  /** The nonce for the next proof, and whether it is required. */
  proofNonce(): Promise<{ nonce: string; required: boolean }>;
  /**
   * Introspects an access token. A refresh token is only for its own client, so to a resource server it is
   * inactive (docs/decisions/0036).
   * @returns undefined for a token that is unknown, expired, revoked, no access token, or of a disabled app version.
   */
  introspectToken(token: string): Promise<ActiveToken | undefined>;
  /**
   * The access token of a person for one of our own resources, which the caller compares with `audience`.
   * @returns undefined for a token that is unknown, expired, revoked, bound to a key, or of a session that has ended or a person who is not active.
   */
  findUserToken(token: string): Promise<UserToken | undefined>;
  /** Writes down what became of a request for a sign-in without a browser, if it has ended. Does nothing for one that was decided. */
  decideBackchannelRequest(id: string): Promise<void>;
  /** A logout token for a client of an ended session. @returns undefined when there is no such client. */
  createLogoutToken(about: LogoutSubject): Promise<string | undefined>;
}
