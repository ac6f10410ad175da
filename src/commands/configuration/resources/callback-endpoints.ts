import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { CommandDeps } from '../../command-deps.ts';
import { changeRow } from '../change-row.ts';
import { alreadyThere, invalidField, refusingConflicts } from '../conflicts.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { checkTag } from '../row-tag.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { callbackEndpointFields } from '../../../domain/configuration/field-names.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { CallbackEndpoint } from '../../../entities/configuration/callback-endpoint.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';

/** Fields of a callback URL that an operator sets. */
type CallbackEndpointValues = Pick<CallbackEndpoint, keyof typeof callbackEndpointFields>;

type Credentials = Partial<Pick<CallbackEndpointValues, 'username' | 'password'>> & Pick<CallbackEndpointValues, 'url'>;

/**
 * Requires user name and password together, or neither, and TLS for them.
 * @param isHttpAllowed for development.
 * @throws CountersignError `invalid_request`
 */
function checkCredentials({ url, username, password }: Credentials, isHttpAllowed: boolean): void {
  if (password && !username) throw invalidField('username', 'missing', 'A password goes with a username.');
  if (username && !password) throw invalidField('password', 'missing', 'A username goes with a password.');
  if (password && !isHttpAllowed && URL.parse(url)?.protocol !== 'https:')
    throw invalidField('url', 'https_needed', 'A password is sent to an https address only.');
}

/**
 * Keeps a stored secret from a new URL: a caller that can only write secrets must not redirect one to a host where it can be read.
 * @throws CountersignError `invalid_request` unless each secret is sent again or removed.
 */
function checkMove(endpoint: CallbackEndpointValues, values: Partial<CallbackEndpointValues>): void {
  if (values.url === undefined || values.url === endpoint.url) return;
  for (const secret of ['password', 'signingSecret'] as const) {
    if (endpoint[secret] && values[secret] === undefined)
      throw invalidField(
        callbackEndpointFields[secret],
        'needed_with_url',
        'Send the secrets too, or null: another URL is given only what its author knows.',
      );
  }
}

/** Origin of a URL, for events: path and query may hold secrets of the site. */
function hostOf(url: string): string {
  return URL.parse(url)?.host ?? '';
}

/**
 * Finds and locks a callback endpoint for a change.
 * @throws CountersignError `not_found`
 */
async function findLockedCallbackEndpoint(em: EntityManager, id: string): Promise<CallbackEndpoint> {
  const endpoint = await em.findOne(CallbackEndpoint, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!endpoint) throw new CountersignError('not_found');
  return endpoint;
}

interface Creation {
  url: string;
  values: Partial<CallbackEndpointValues>;
  origin: RequestOrigin;
  /** Whether credentials may be sent without TLS (development only). */
  isHttpAllowed: boolean;
}

/**
 * Adds a URL to the callback endpoints.
 * @returns its id.
 * @throws CountersignError `invalid_request`, `configuration_conflict` when the URL is already listed.
 */
export async function createCallbackEndpoint(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  { url, values, origin, isHttpAllowed }: Creation,
): Promise<string> {
  const now = deps.clock();
  const id = timeOrderedId(now.getTime());
  await refusingConflicts('url', () =>
    deps.em().transactional(async (em) => {
      if ((await em.count(CallbackEndpoint, { url })) > 0) throw alreadyThere('url');
      checkCredentials({ ...values, url }, isHttpAllowed);
      em.create(CallbackEndpoint, { ...values, id, url, createdAt: now }, { persist: true });
      const fields = Object.keys(values).map(
        (column) => callbackEndpointFields[column as keyof CallbackEndpointValues],
      );
      await recordConfigurationChange(em, {
        event: 'CONFIGURATION CALLBACK ENDPOINT CREATED',
        origin,
        occurredAt: now,
        subjectId: id,
        subject: hostOf(url),
        fields,
      });
    }),
  );
  return id;
}

interface Change {
  id: string;
  values: Partial<CallbackEndpointValues>;
  origin: RequestOrigin;
  /** Whether credentials may be sent without TLS (development only). */
  isHttpAllowed: boolean;
  /** Tag of the row that the caller read (`If-Match`). An older one is refused with `configuration_changed`. */
  ifMatch?: string | undefined;
}

/**
 * Changes the given fields of a callback endpoint. Callbacks that are not delivered yet use the new fields.
 * @throws CountersignError `not_found`, `invalid_request`, `configuration_conflict` when another endpoint has the URL.
 */
export async function changeCallbackEndpoint(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  { id, values, origin, isHttpAllowed, ifMatch }: Change,
): Promise<void> {
  await refusingConflicts('url', () =>
    deps.em().transactional(async (em) => {
      const endpoint = await findLockedCallbackEndpoint(em, id);
      checkTag(deps.keyring, endpoint, ifMatch);
      checkMove(endpoint, values);
      const fields = changeRow(endpoint, values, callbackEndpointFields);
      checkCredentials(endpoint, isHttpAllowed);
      if (fields.length > 0)
        await recordConfigurationChange(em, {
          event: 'CONFIGURATION CALLBACK ENDPOINT CHANGED',
          origin,
          occurredAt: deps.clock(),
          subjectId: id,
          subject: hostOf(endpoint.url),
          fields,
        });
    }),
  );
}

/**
 * Deletes a callback URL and its credentials, also while callbacks to it are due (docs/decisions/0048).
 * @throws CountersignError `not_found`
 */
export async function deleteCallbackEndpoint(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  { id, origin, ifMatch }: { id: string; origin: RequestOrigin; ifMatch?: string | undefined },
): Promise<void> {
  await deps.em().transactional(async (em) => {
    const endpoint = await findLockedCallbackEndpoint(em, id);
    checkTag(deps.keyring, endpoint, ifMatch);
    em.remove(endpoint);
    await recordConfigurationChange(em, {
      event: 'CONFIGURATION CALLBACK ENDPOINT DELETED',
      origin,
      occurredAt: deps.clock(),
      subjectId: id,
      subject: hostOf(endpoint.url),
      fields: [],
    });
  });
}
