import { LockMode } from '@mikro-orm/core';
import { administrationScope } from '../../../domain/configuration/api-scopes.ts';
import { apiClientFields } from '../../../domain/configuration/field-names.ts';
import { ApiClient } from '../../../entities/configuration/api-client.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../request-origin.ts';
import { changeRow } from '../change-row.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { checkTag } from '../row-tag.ts';
import { assignSecret, checkCredentials } from './api-client-credentials.ts';
import type { ApiClientValues } from './api-client-credentials.ts';

interface Change {
  id: string;
  values: Partial<ApiClientValues>;
  origin: RequestOrigin;
  /** Tag of what the author of the change saw: `configuration_changed` when that was an older state. */
  ifMatch?: string | undefined;
}

/**
 * Changes the given fields of an API client and no others.
 * @throws CountersignError `not_found`; `invalid_request` when method and credentials would not fit; `configuration_conflict`
 *   when the caller would take its own right to undo it.
 */
export async function changeApiClient(deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>, { id, values, origin, ifMatch }: Change): Promise<void> {
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
    if (fields.length > 0) await recordConfigurationChange(em, { event: 'CONFIGURATION API CLIENT CHANGED', origin, occurredAt: deps.clock(), subjectId: id, fields });
  });
}

/** A caller that removed itself could not be put back by anybody but the operators of the database. */
export function lockedOut(): CountersignError {
  return new CountersignError('configuration_conflict', { extra: { details: [{ code: 'locks_out_caller' }] } });
}
