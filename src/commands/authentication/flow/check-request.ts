import { isLoopback, signsPeopleIn } from '../../../domain/tokens/clients/client-rules.ts';
import type { OauthClient } from '../../../entities/tokens/oauth-client.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { OauthRegistrySource } from '../../tokens/registry/oauth-registry.ts';

/**
 * The client that signs people in.
 * @throws CountersignError `invalid_request` for an unknown one or one without the grant, `client_disabled`
 */
export async function findSigningInClient(
  { registry }: { registry: OauthRegistrySource },
  clientId: string,
): Promise<OauthClient> {
  const { clients } = await registry.current();
  const client = clients.get(clientId)?.client;
  if (!client || !signsPeopleIn(client.grantTypes)) throw wrong('client_id');
  if (!client.enabled) throw new CountersignError('client_disabled');
  return client;
}

/**
 * Compares letter by letter; of a loopback address the port is free (RFC 8252 section 7.3).
 * @throws CountersignError `invalid_request`
 */
export function checkRedirect({ redirectUris }: Pick<OauthClient, 'redirectUris'>, uri: string): void {
  if (redirectUris.includes(uri)) return;
  const asked = URL.parse(uri);
  const isFreePort = redirectUris.some((known) => {
    const url = URL.parse(known);
    if (!asked || !url || url.protocol !== 'http:' || !isLoopback(url)) return false;
    url.port = asked.port;
    return url.href === uri;
  });
  if (!isFreePort) throw wrong('redirect_uri');
}

function wrong(parameter: string): CountersignError {
  return new CountersignError('invalid_request', { extra: { parameter } });
}
