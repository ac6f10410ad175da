import { rememberAssertion } from '../../commands/api-clients/remember-assertion.ts';
import type { ConfigurationSnapshot } from '../../commands/configuration/configuration-snapshot.ts';
import type { ApiClient } from '../../entities/configuration/api-client.ts';
import { readAssertion, verifyAssertion } from '../../security/client-assertion.ts';
import type { UnverifiedAssertion } from '../../security/client-assertion.ts';
import { readClientJwk } from '../../security/client-jwk.ts';
import type { ClientKey } from '../../security/client-jwk.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { ClientAuthentication } from './client-authentication.ts';

type Deps = Pick<ApiDeps, 'em' | 'clock' | 'clientKeys' | 'environment'>;
type Jwk = Readonly<Record<string, unknown>>;

/** `private_key_jwt`: `Authorization: Bearer`, a JWT that the client signed (contract/mobile-authentication.md section 1). */
export async function authenticateByAssertion(deps: Deps, { apiClients }: ConfigurationSnapshot, token: string): Promise<ClientAuthentication> {
  const assertion = readAssertion(token);
  if ('refused' in assertion) return refuse(assertion.refused, undefined);
  const known = apiClients.get(assertion.clientId);
  const client = known?.authenticationMethod === 'private_key_jwt' ? known : undefined;
  const keys = client ? await findKeys(deps, client, assertion) : [];
  const verified = await verifyAssertion(assertion, { keys, audience: `${deps.environment.publicUrl}/oauth`, now: deps.clock() });
  if ('refused' in verified || !client) return refuse('refused' in verified ? verified.refused : 'no key', known);
  const { jti, expiresAt } = verified;
  if (jti !== undefined && !(await rememberAssertion(deps, { clientId: client.id, jti, expiresAt }))) return refuse('jti was used before', client);
  return { client };
}

/** The keys that may have signed this: published ones win over the static one. Those that are too weak are not there. */
async function findKeys(deps: Pick<Deps, 'clientKeys'>, client: ApiClient, { keyId, algorithm }: UnverifiedAssertion): Promise<ClientKey[]> {
  const isNamed = ({ kid }: Jwk) => keyId === undefined || kid === undefined || kid === keyId;
  const readable = (key: Jwk): ClientKey[] => {
    const read = isNamed(key) ? readClientJwk(key) : undefined;
    return read && 'key' in read && read.algorithms.includes(algorithm) ? [read] : [];
  };
  const { jwksUri, publicJwk } = client;
  const published = jwksUri ? await deps.clientKeys.find(jwksUri, (key) => readable(key).length > 0) : [publicJwk ?? {}];
  return published.flatMap(readable);
}

function refuse(reason: string, named: ApiClient | undefined): ClientAuthentication {
  return { refused: `private_key_jwt: ${reason}`, named: named?.id };
}
