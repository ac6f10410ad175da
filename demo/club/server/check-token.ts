import * as oauth from 'oauth4webapi';

/** Who calls, by a token that was issued for this API. */
export interface Caller {
  userId: string;
  scopes: ReadonlySet<string>;
  /** How strongly the person signed in. */
  acr: string | undefined;
}

/** @param request with the headers `Authorization` and `DPoP`. Throws when the token is none for this API, or the proof is not of its key. */
export type TokenCheck = (request: Request) => Promise<Caller>;

/**
 * Checks access tokens as any API can: by the published keys of Countersign (RFC 9068), without asking it each time. A token that was
 * copied from the page is refused without the page's key (RFC 9449).
 */
export function createTokenCheck({
  countersignUrl,
  resource,
}: {
  countersignUrl: string;
  resource: string;
}): TokenCheck {
  const issuer = new URL(`${countersignUrl}/oauth`);
  // Plain HTTP on this machine only; the library refuses it unless told.
  const insecure = { [oauth.allowInsecureRequests]: issuer.protocol === 'http:' };
  let discovered: Promise<oauth.AuthorizationServer> | undefined;
  const server = () => {
    discovered ??= oauth
      .discoveryRequest(issuer, insecure)
      .then((response) => oauth.processDiscoveryResponse(issuer, response));
    // Countersign may be away for a moment: the next call asks again.
    discovered.catch(() => (discovered = undefined));
    return discovered;
  };
  return async (request) => {
    const options = { ...insecure, requireDPoP: true, signingAlgorithms: ['ES256'] };
    const claims = await oauth.validateJwtAccessToken(await server(), request, resource, options);
    const acr = claims['acr'];
    return {
      userId: claims.sub,
      scopes: new Set((claims.scope ?? '').split(' ')),
      acr: typeof acr === 'string' ? acr : undefined,
    };
  };
}
