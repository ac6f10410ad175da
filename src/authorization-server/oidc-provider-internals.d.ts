/** The provider's nonces for proofs. Its types leave this file out. */
declare module 'oidc-provider/lib/helpers/challenge.js' {
  export default class ServerChallenge {
    constructor(secret: Buffer, info: string);
    nextChallenge(): string;
    checkChallenge(challenge: string): boolean;
  }
}

/** What a provider keeps of itself: the handlers of its grants. */
declare module 'oidc-provider/lib/helpers/weak_cache.js' {
  import type { KoaContextWithOIDC, Provider } from 'oidc-provider';

  type Handler = (ctx: KoaContextWithOIDC) => Promise<void>;
  export default function instance(provider: Provider): { grantTypeHandlers: Map<string, Handler> };
}

/** Where the provider keeps the request that is under way. */
declare module 'oidc-provider/lib/helpers/als.js' {
  import type { AsyncLocalStorage } from 'node:async_hooks';

  const als: AsyncLocalStorage<unknown>;
  export default als;
}

/** How the provider names a certificate (RFC 8705 section 3.1). */
declare module 'oidc-provider/lib/helpers/certificate_thumbprint.js' {
  import type { X509Certificate } from 'node:crypto';

  export default function certificateThumbprint(certificate: X509Certificate | string): string;
}
