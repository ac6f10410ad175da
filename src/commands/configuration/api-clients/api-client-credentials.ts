import type { ApiClient } from '../../../entities/configuration/api-client.ts';
import { hashClientSecret } from '../../../security/clients/client-secret.ts';
import type { Keyring } from '../../../security/keyring.ts';
import { invalidField } from '../conflicts.ts';

/** What an API client is made of, as a caller of the configuration API sends it. */
export interface ApiClientValues extends Pick<ApiClient, 'name' | 'authenticationMethod' | 'scopes'> {
  publicJwk: Record<string, unknown> | null;
  jwksUri: string | null;
  publicBaseUri: string | null;
  /** Kept as a keyed hash only. */
  clientSecret: string | null;
}

type Credentials = Pick<ApiClient, 'id' | 'authenticationMethod' | 'secretHash' | 'publicJwk' | 'jwksUri'>;

/** Replaces the secret when one was sent. One that the method does not use is dropped: it would come back with the method. */
export function assignSecret(keyring: Keyring, client: Credentials, secret: string | null | undefined): void {
  if (secret && client.authenticationMethod === 'private_key_jwt') throw invalidField('client_secret', 'not_of_method', 'A client with private_key_jwt has no secret.');
  if (secret !== undefined) client.secretHash = secret === null ? null : hashClientSecret(keyring, client.id, secret);
  if (client.authenticationMethod === 'private_key_jwt') client.secretHash = null;
}

/**
 * A client has the credentials of its method, and no others: whoever has an older one does not get in with it.
 * @throws CountersignError `invalid_request`
 */
export function checkCredentials(client: Credentials): void {
  if (client.authenticationMethod === 'private_key_jwt') {
    if (!client.publicJwk && !client.jwksUri) throw invalidField('public_jwk', 'missing', 'A client with private_key_jwt needs public_jwk or jwks_uri.');
    return;
  }
  if (!client.secretHash) throw invalidField('client_secret', 'missing', 'A client with client_secret_basic needs a client_secret: it is chosen by the caller and never returned.');
  if (client.publicJwk) throw invalidField('public_jwk', 'not_of_method', 'A client with client_secret_basic has no key: send null.');
  if (client.jwksUri) throw invalidField('jwks_uri', 'not_of_method', 'A client with client_secret_basic has no keys: send null.');
}
