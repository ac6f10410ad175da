import { callbackEndpointFields } from '../../../domain/configuration/field-names.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../request-origin.ts';
import { changeRow } from '../change-row.ts';
import { refusingConflicts } from '../conflicts.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { checkTag } from '../row-tag.ts';
import { checkCredentials, checkMove, hostOf } from './callback-endpoint-values.ts';
import type { CallbackEndpointValues } from './callback-endpoint-values.ts';
import { findLockedCallbackEndpoint } from './find-locked-callback-endpoint.ts';

interface Change {
  id: string;
  values: Partial<CallbackEndpointValues>;
  origin: RequestOrigin;
  /** Tag of what the author of the change saw: `configuration_changed` when that was an older state. */
  ifMatch?: string | undefined;
}

/**
 * Changes the given fields of a callback endpoint and no others. Callbacks that are owed to its URL go with what is new.
 * @throws CountersignError `not_found`, `invalid_request`, `configuration_conflict` when the URL is another one's.
 */
export async function changeCallbackEndpoint(deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>, { id, values, origin, ifMatch }: Change): Promise<void> {
  await refusingConflicts('url', () =>
    deps.em().transactional(async (em) => {
      const endpoint = await findLockedCallbackEndpoint(em, id);
      checkTag(deps.keyring, endpoint, ifMatch);
      checkMove(endpoint, values);
      const fields = changeRow(endpoint, values, callbackEndpointFields);
      checkCredentials(endpoint);
      if (fields.length > 0) await recordConfigurationChange(em, { event: 'CONFIGURATION CALLBACK ENDPOINT CHANGED', origin, occurredAt: deps.clock(), subjectId: id, subject: hostOf(endpoint.url), fields });
    }),
  );
}
