import type { Context } from 'koa';
import type { ConfigurationSnapshot } from '../../../commands/configuration/configuration-snapshot.ts';
import { isClientSecret } from '../../../security/clients/client-secret.ts';
import type { Keyring } from '../../../security/keyring.ts';
import type { ClientAuthentication } from './client-authentication.ts';

interface Credentials {
  id: string;
  secret: string;
}

/** `client_secret_basic`: HTTP Basic, or form fields. A client of another method costs the same and does not get in. */
export function authenticateBySecret(
  deps: { keyring: Keyring },
  { apiClients }: ConfigurationSnapshot,
  context: Context,
): ClientAuthentication {
  let named: string | undefined;
  for (const { id, secret } of readCredentials(context)) {
    const known = apiClients.get(id);
    named ??= known?.id;
    const client = known?.authenticationMethod === 'client_secret_basic' ? known : undefined;
    if (isClientSecret(deps.keyring, id, secret, client?.secretHash) && client) return { client };
  }
  return { refused: 'client_secret', named };
}

/** Deployed clients send `base64(id:secret)` raw; the standard says form-encoded first. Both readings are tried. */
function readCredentials(context: Context): Credentials[] {
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
