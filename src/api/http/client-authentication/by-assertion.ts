import { rememberAssertion } from '../../../commands/configuration/api-client-authentication.ts';
import type { ConfigurationSnapshot } from '../../../commands/configuration/configuration-snapshot.ts';
import type { ApiClient } from '../../../entities/configuration/api-client.ts';
import { createAssertionVerifier, readAssertion } from '../../../security/clients/client-assertion.ts';
import type { UnverifiedAssertion } from '../../../security/clients/client-assertion.ts';
import { createClientJwkReader } from '../../../security/clients/client-jwk.ts';
import type { ClientKey, ReadClientJwk } from '../../../security/clients/client-jwk.ts';
import type { ApiDeps } from '../../api-deps.ts';
import type { ClientAuthentication } from './client-authentication.ts';

type Deps = Pick<ApiDeps, 'em' | 'clock' | 'clientKeys' | 'environment'>;
type Jwk = Readonly<Record<string, unknown>>;

/** `private_key_jwt`: `Authorization: Bearer`, a JWT that the client signed (contract/mobile-authentication.md section 1). */
export function createAssertionAuthentication(
  deps: Deps,
): (configuration: ConfigurationSnapshot, token: string) => Promise<ClientAuthentication> {
  const verify = createAssertionVerifier();
  const readKey = createClientJwkReader();
  return async ({ apiClients, general }, token) => {
    const assertion = readAssertion(token);
    if ('refused' in assertion) return refuse(assertion.refused, undefined);
    const known = apiClients.get(assertion.clientId);
    const client = known?.authenticationMethod === 'private_key_jwt' ? known : undefined;
    const keys = client ? await findKeys(deps, readKey, client, assertion) : [];
    const verified = await verify(assertion, {
      keys,
      audience: `${deps.environment.publicUrl}/oauth`,
      now: deps.clock(),
      longestLife: general.client_assertion_lifetime,
      isJtiRequired: general.client_assertion_jti_required,
    });
    if ('refused' in verified || !client) return refuse('refused' in verified ? verified.refused : 'no key', known);
    const { jti, expiresAt } = verified;
    if (jti !== undefined && !(await rememberAssertion(deps, { clientId: client.id, jti, expiresAt })))
      return refuse('jti was used before', client);
    return { client };
  };
}

/** The keys that may have signed this: published ones win over the static one. Those that are too weak are not there. */
async function findKeys(
  deps: Pick<Deps, 'clientKeys'>,
  readKey: ReadClientJwk,
  client: ApiClient,
  { keyId, algorithm }: UnverifiedAssertion,
): Promise<ClientKey[]> {
  const isNamed = ({ kid }: Jwk) => keyId === undefined || kid === undefined || kid === keyId;
  const readable = (key: Jwk): ClientKey[] => {
    const read = isNamed(key) ? readKey(key) : undefined;
    return read && 'key' in read && read.algorithms.includes(algorithm) ? [read] : [];
  };
  const { jwksUri, publicJwk } = client;
  const published = jwksUri
    ? await deps.clientKeys.find(jwksUri, (key) => readable(key).length > 0)
    : [publicJwk ?? {}];
  return published.flatMap(readable);
}

function refuse(reason: string, named: ApiClient | undefined): ClientAuthentication {
  return { refused: `private_key_jwt: ${reason}`, named: named?.id };
}
