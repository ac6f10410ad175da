import { callbackEndpointFields } from '../../../domain/configuration/field-names.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { CallbackEndpoint } from '../../../entities/configuration/callback-endpoint.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../request-origin.ts';
import { alreadyThere, refusingConflicts } from '../conflicts.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { checkCredentials, hostOf } from './callback-endpoint-values.ts';
import type { CallbackEndpointValues } from './callback-endpoint-values.ts';

interface Creation {
  url: string;
  values: Partial<CallbackEndpointValues>;
  origin: RequestOrigin;
}

/**
 * Adds a URL that callbacks may go to.
 * @returns its id.
 * @throws CountersignError `invalid_request`, `configuration_conflict` when the URL is there.
 */
export async function createCallbackEndpoint(deps: Pick<CommandDeps, 'em' | 'clock'>, { url, values, origin }: Creation): Promise<string> {
  const now = deps.clock();
  const id = timeOrderedId(now.getTime());
  await refusingConflicts('url', () =>
    deps.em().transactional(async (em) => {
      if ((await em.count(CallbackEndpoint, { url })) > 0) throw alreadyThere('url');
      checkCredentials(values);
      em.create(CallbackEndpoint, { ...values, id, url, createdAt: now }, { persist: true });
      const fields = Object.keys(values).map((column) => callbackEndpointFields[column as keyof CallbackEndpointValues]);
      await recordConfigurationChange(em, { event: 'CONFIGURATION CALLBACK ENDPOINT CREATED', origin, occurredAt: now, subjectId: id, subject: hostOf(url), fields });
    }),
  );
  return id;
}
