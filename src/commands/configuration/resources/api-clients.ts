import { checkClientSecret } from '../../../domain/configuration/credentials/client-secret-rules.ts';
import { LockMode } from '@mikro-orm/core';
import type { CommandDeps } from '../../command-deps.ts';
import { changeRow } from '../change-row.ts';
import { alreadyThere, invalidField, refusingConflicts } from '../conflicts.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { checkTag } from '../row-tag.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { administrationScope } from '../../../domain/configuration/api-scopes.ts';
import { apiClientFields } from '../../../domain/configuration/field-names.ts';
import { ApiClient } from '../../../entities/configuration/api-client.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { hashClientSecret } from '../../../security/clients/client-secret.ts';
import type { Keyring } from '../../../security/keyring.ts';

/** Fields of an API client that a caller of the configuration API sends. */
interface ApiClientValues extends Pick<ApiClient, 'name' | 'authenticationMethod' | 'scopes'> {
  publicJwk: Record<string, unknown> | null;
  jwksUri: string | null;
  publicBaseUri: string | null;
  /** Kept as a keyed hash only. */
  clientSecret: string | null;
}

type Credentials = Pick<ApiClient, 'id' | 'authenticationMethod' | 'secretHash' | 'publicJwk' | 'jwksUri'>;

/** Replaces the secret when one was sent. Drops a secret that the method does not use, so that a later change of method cannot revive it. */
function assignSecret(keyring: Keyring, client: Credentials, secret: string | null | undefined): void {
  if (secret && client.authenticationMethod === 'private_key_jwt')
    throw invalidField('client_secret', 'not_of_method', 'A client with private_key_jwt has no secret.');
  const weakness = secret ? checkClientSecret(secret) : undefined;
  if (weakness) throw invalidField('client_secret', weakness.code, weakness.message);
  if (secret !== undefined) client.secretHash = secret === null ? null : hashClientSecret(keyring, client.id, secret);
  if (client.authenticationMethod === 'private_key_jwt') client.secretHash = null;
}

/**
 * Requires the credentials of the client's method and refuses those of another method.
 * @throws CountersignError `invalid_request`
 */
function checkCredentials(client: Credentials): void {
  if (client.authenticationMethod === 'private_key_jwt') {
    if (!client.publicJwk && !client.jwksUri)
      throw invalidField('public_jwk', 'missing', 'A client with private_key_jwt needs public_jwk or jwks_uri.');
    return;
  }
  if (!client.secretHash)
    throw invalidField(
      'client_secret',
      'missing',
      'A client with client_secret_basic needs a client_secret: it is chosen by the caller and never returned.',
    );
  if (client.publicJwk)
    throw invalidField('public_jwk', 'not_of_method', 'A client with client_secret_basic has no key: send null.');
  if (client.jwksUri)
    throw invalidField('jwks_uri', 'not_of_method', 'A client with client_secret_basic has no keys: send null.');
}

interface Creation {
  id: string;
  name: string;
  values: Partial<ApiClientValues>;
  origin: RequestOrigin;
}

/**
 * Adds an API client.
 * @throws CountersignError `invalid_request` when credentials and method do not match, `configuration_conflict` when the id is taken.
 */
export async function createApiClient(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  { id, name, values, origin }: Creation,
): Promise<void> {
  const { clientSecret, ...columns } = values;
  await refusingConflicts('client_id', () =>
    deps.em().transactional(async (em) => {
      if ((await em.count(ApiClient, { id })) > 0) throw alreadyThere('client_id');
      const client = em.create(
        ApiClient,
        { authenticationMethod: 'client_secret_basic', scopes: [], createdAt: deps.clock(), ...columns, id, name },
        { persist: true },
      );
      assignSecret(deps.keyring, client, clientSecret);
      checkCredentials(client);
      const fields = Object.keys(values).map((column) => apiClientFields[column as keyof ApiClientValues]);
      await recordConfigurationChange(em, {
        event: 'CONFIGURATION API CLIENT CREATED',
        origin,
        occurredAt: deps.clock(),
        subjectId: id,
        fields,
      });
    }),
  );
}

interface Change {
  id: string;
  values: Partial<ApiClientValues>;
  origin: RequestOrigin;
  /** Tag of the row that the caller read (`If-Match`). An older one is refused with `configuration_changed`. */
  ifMatch?: string | undefined;
}

/**
 * Changes the given fields of an API client and no others.
 * @throws CountersignError `not_found`; `invalid_request` when method and credentials would not match; `configuration_conflict`
 *   when the caller would remove its own right to change API clients.
 */
export async function changeApiClient(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  { id, values, origin, ifMatch }: Change,
): Promise<void> {
  const { clientSecret, ...columns } = values;
  await deps.em().transactional(async (em) => {
    const client = await em.findOne(ApiClient, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!client) throw new CountersignError('not_found');
    checkTag(deps.keyring, client, ifMatch);
    if (columns.scopes && origin.clientId === id && !columns.scopes.includes(administrationScope)) throw lockedOut();
    const before = client.secretHash;
    const fields = changeRow(client, columns, apiClientFields);
    assignSecret(deps.keyring, client, clientSecret);
    checkCredentials(client);
    if (client.secretHash !== before) fields.push(apiClientFields.clientSecret);
    if (fields.length > 0)
      await recordConfigurationChange(em, {
        event: 'CONFIGURATION API CLIENT CHANGED',
        origin,
        occurredAt: deps.clock(),
        subjectId: id,
        fields,
      });
  });
}

/** Refuses a caller that would lock itself out: only direct access to the database could restore it. */
function lockedOut(): CountersignError {
  return new CountersignError('configuration_conflict', { extra: { details: [{ code: 'locks_out_caller' }] } });
}

/**
 * Deletes an API client even while it has open transactions: a client whose secret leaked must be removable at once. Its open
 * transactions continue, and their results can no longer be read.
 * @throws CountersignError `not_found`; `configuration_conflict` when it is the caller itself.
 */
export async function deleteApiClient(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  { id, origin, ifMatch }: { id: string; origin: RequestOrigin; ifMatch?: string | undefined },
): Promise<void> {
  await deps.em().transactional(async (em) => {
    const client = await em.findOne(ApiClient, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!client) throw new CountersignError('not_found');
    checkTag(deps.keyring, client, ifMatch);
    if (origin.clientId === id) throw lockedOut();
    em.remove(client);
    await recordConfigurationChange(em, {
      event: 'CONFIGURATION API CLIENT DELETED',
      origin,
      occurredAt: deps.clock(),
      subjectId: id,
      fields: [],
    });
  });
}

interface FirstClient {
  id: string;
  secret: string;
  /** Id of the request that found no API client. */
  origin: RequestOrigin;
}

/**
 * Adds an API client that can add others, if the table is empty.
 * @returns whether this call added it.
 */
export async function ensureFirstApiClient(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  { id, secret, origin }: FirstClient,
): Promise<boolean> {
  if ((await deps.em().count(ApiClient)) > 0) return false;
  try {
    await createApiClient(deps, {
      id,
      name: 'First API client',
      values: { clientSecret: secret, scopes: ['onegini_api_admin', 'onegini_api_config'] },
      origin,
    });
    return true;
  } catch (error) {
    // Another process added one at the same moment.
    if (error instanceof CountersignError && error.code === 'configuration_conflict') return false;
    throw error;
  }
}
