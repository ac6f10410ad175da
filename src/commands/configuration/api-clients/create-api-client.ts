import { apiClientFields } from '../../../domain/configuration/field-names.ts';
import { ApiClient } from '../../../entities/configuration/api-client.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../request-origin.ts';
import { alreadyThere, refusingConflicts } from '../conflicts.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { assignSecret, checkCredentials } from './api-client-credentials.ts';
import type { ApiClientValues } from './api-client-credentials.ts';

interface Creation {
  id: string;
  name: string;
  values: Partial<ApiClientValues>;
  origin: RequestOrigin;
}

/**
 * Adds an API client.
 * @throws CountersignError `invalid_request` when credentials and method do not fit, `configuration_conflict` when the id is taken.
 */
export async function createApiClient(deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>, { id, name, values, origin }: Creation): Promise<void> {
  const { clientSecret, ...columns } = values;
  await refusingConflicts('client_id', () =>
    deps.em().transactional(async (em) => {
      if ((await em.count(ApiClient, { id })) > 0) throw alreadyThere('client_id');
      const client = em.create(ApiClient, { authenticationMethod: 'client_secret_basic', scopes: [], createdAt: deps.clock(), ...columns, id, name }, { persist: true });
      assignSecret(deps.keyring, client, clientSecret);
      checkCredentials(client);
      const fields = Object.keys(values).map((column) => apiClientFields[column as keyof ApiClientValues]);
      await recordConfigurationChange(em, { event: 'CONFIGURATION API CLIENT CREATED', origin, occurredAt: deps.clock(), subjectId: id, fields });
    }),
  );
}
