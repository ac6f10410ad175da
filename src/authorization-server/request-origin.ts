import { Provider } from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { RequestOrigin } from '../commands/events/request-origin.ts';

/** Origin of a request, for its events. */
type OriginContext = Pick<KoaContextWithOIDC, 'ip' | 'get'> & {
  state: Record<string, unknown>;
  oidc?: { client?: { clientId: string } | undefined };
};

/** Stores the name of the calling installation's application. */
export function setAppName(ctx: { state: Record<string, unknown> }, name: string | null): void {
  ctx.state['appName'] = name;
}

/** Where a token request came from. */
export function tokenRequestOrigin(ctx: OriginContext): RequestOrigin {
  return {
    requestId: ctx.state['requestId'] as string,
    clientId: ctx.oidc?.client?.clientId ?? null,
    appName: (ctx.state['appName'] as string | null | undefined) ?? null,
    clientIp: ctx.ip || null,
    userAgent: ctx.get('user-agent') || null,
  };
}

/** Origin of the current request. */
export function currentRequestOrigin(): RequestOrigin {
  return Provider.ctx ? tokenRequestOrigin(Provider.ctx) : { requestId: '' };
}
