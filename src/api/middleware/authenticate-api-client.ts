import type { Context, Middleware } from 'koa';
import { recordApiAuthenticationFailure } from '../../commands/api-clients/record-authentication-failure.ts';
import type { ApiClient } from '../../entities/configuration/api-client.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import { isClientSecret } from '../../security/client-secret.ts';
import type { ApiDeps } from '../api-deps.ts';

interface Credentials {
  id: string;
  secret: string;
}

/**
 * Authenticates the calling API client (contract/mobile-authentication.md section 1: HTTP Basic, or form fields) and
 * checks that it holds the scope of the surface.
 */
export function authenticateApiClient(deps: Pick<ApiDeps, 'configuration' | 'keyring' | 'em' | 'clock'>, scope: string): Middleware {
  return async (context, next) => {
    const client = await findClient(deps, context);
    if (!client) {
      await recordApiAuthenticationFailure(deps, { requestId: context.state.requestId as string, detail: 'invalid_client' });
      throw new CountersignError('invalid_client');
    }
    if (!client.scopes.includes(scope)) throw new CountersignError('insufficient_scope', { detail: `${client.id} lacks ${scope}` });
    context.state.apiClient = client;
    await next();
  };
}

async function findClient(deps: Pick<ApiDeps, 'configuration' | 'keyring'>, context: Context): Promise<ApiClient | undefined> {
  const { apiClients } = await deps.configuration.current();
  for (const { id, secret } of candidates(context)) {
    const client = apiClients.get(id);
    if (isClientSecret(deps.keyring, id, secret, client?.secretHash)) return client;
  }
  return undefined;
}

/** Deployed clients send `base64(id:secret)` raw; the standard says form-encoded first. Both readings are tried. */
function candidates(context: Context): Credentials[] {
  const basic = /^Basic +([A-Za-z0-9+/=_-]+) *$/i.exec(context.get('authorization'))?.[1];
  if (basic) {
    const [id, secret] = splitAtColon(Buffer.from(basic, 'base64').toString());
    const decoded = { id: formDecoded(id), secret: formDecoded(secret) };
    return decoded.id === id && decoded.secret === secret ? [decoded] : [{ id, secret }, decoded];
  }
  const { client_id: id, client_secret: secret } = (context.request.body ?? {}) as Record<string, unknown>;
  return typeof id === 'string' && typeof secret === 'string' ? [{ id, secret }] : [{ id: '', secret: '' }];
}

function splitAtColon(text: string): [string, string] {
  const colon = text.indexOf(':');
  return colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)];
}

function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
