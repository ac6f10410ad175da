import type { AccessToken, Client, KoaContextWithOIDC, RefreshToken, Session } from 'oidc-provider';
import { lifetimeOfRequest } from '../../domain/authentication/backchannel/request-rules.ts';
import { bounds } from '../../domain/rate-limits/limits.ts';
import { toEpoch } from '../adapter/epoch.ts';
import { isAppInstallation } from '../clients/app-installations.ts';
import { currentSettings } from '../settings.ts';

const hour = 3600;
const day = 24 * hour;

/** Seconds of a browser session without use: of the browser's own, and of one that the person wanted to be remembered. */
const idleSession = 8 * hour;
const idleRememberedSession = 30 * day;
/** Seconds after which a person signs in anew, however much the session is used. */
const longestSession = 30 * day;
/** Seconds of a session without a person, such as on the page that asks whether to sign out. */
export const anonymousSession = 10 * 60;

const opaqueAccessToken = 300;
const idleRefreshToken = 30 * day;
const longestRefreshTokenFamily = 180 * day;

/** Settings of a client that the provider does not know and hands on (`extraClientMetadata`). */
interface ClientLifetimes {
  access_token_lifetime?: number;
  refresh_token_lifetime?: number;
}

type Holder = Client & ClientLifetimes;

/**
 * Lifetimes in seconds, by the provider's names. Those of apps are general settings; those of all other clients are of contract/authentication.md sections 4 and 5,
 * which a client or a resource can shorten.
 */
export const lifetimes = {
  AccessToken(_ctx: KoaContextWithOIDC, token: AccessToken, client: Client): number {
    if (isAppInstallation(client)) return currentSettings().access_token_lifetime;
    return token.resourceServer?.accessTokenTTL ?? atMost(opaqueAccessToken, (client as Holder).access_token_lifetime);
  },
  /** Counted from the last rotation. */
  RefreshToken(_ctx: KoaContextWithOIDC, token: RefreshToken, client: Client): number {
    if (isAppInstallation(client)) return currentSettings().refresh_token_lifetime;
    const familyEnds = (token.iiat ?? now()) + longestRefreshTokenFamily;
    return Math.max(
      1,
      atMost(Math.min(idleRefreshToken, familyEnds - now()), (client as Holder).refresh_token_lifetime),
    );
  },
  /** A grant lives longer than its newest refresh token; a rotation extends it. */
  Grant(ctx: KoaContextWithOIDC | undefined): number {
    // Without a request of the provider it is a person who consents, on a page.
    const isOfApp = ctx !== undefined && (!ctx.oidc.client || isAppInstallation(ctx.oidc.client));
    return (isOfApp ? currentSettings().refresh_token_lifetime : idleRefreshToken) + day;
  },
  /** As the protected resource says; every such token is for one. */
  ClientCredentials: (_ctx: unknown, { resourceServer }: { resourceServer?: { accessTokenTTL?: number } }) =>
    resourceServer?.accessTokenTTL ?? 300,
  AuthorizationCode: 60,
  /** As the client asked for it, within bounds. */
  BackchannelAuthenticationRequest: (ctx: KoaContextWithOIDC) => lifetimeOfRequest(requestedExpiryOf(ctx)),
  DeviceCode: bounds['device-code-lifetime'].most,
  IdToken: 600,
  /** The flow of a sign-in is shorter; a page may be left open before it begins. */
  Interaction: hour,
  PushedAuthorizationRequest: 60,
  Session(_ctx: KoaContextWithOIDC, session: Session): number {
    if (session.accountId === undefined || session.loginTs === undefined) return anonymousSession;
    const idle = session.transient ? idleSession : idleRememberedSession;
    return Math.max(1, Math.min(idle, session.loginTs + longestSession - now()));
  },
} as const;

/** Seconds that a client of CIBA asks for; undefined: it does not say. */
export function requestedExpiryOf({ oidc }: KoaContextWithOIDC): number | undefined {
  const asked = oidc.params?.['requested_expiry'];
  return asked === undefined ? undefined : Number(asked);
}

function atMost(seconds: number, limit: number | undefined): number {
  return Math.min(seconds, limit ?? Number.POSITIVE_INFINITY);
}

function now(): number {
  return toEpoch(new Date());
}
