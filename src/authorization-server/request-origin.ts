import { Provider } from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { RequestOrigin } from '../commands/request-origin.ts';

/** What of a request the events that it causes tell. */
type OriginContext = Pick<KoaContextWithOIDC, 'ip' | 'get'> & { state: Record<string, unknown>; oidc?: { client?: { clientId: string } | undefined } };

/** Keeps the name of the application whose installation calls. */
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

/** Where the request came from that is being served. */
export function currentRequestOrigin(): RequestOrigin {
  return Provider.ctx ? tokenRequestOrigin(Provider.ctx) : { requestId: '' };
}
