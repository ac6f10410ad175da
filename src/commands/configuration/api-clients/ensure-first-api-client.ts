import { ApiClient } from '../../../entities/configuration/api-client.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../request-origin.ts';
import { createApiClient } from './create-api-client.ts';

interface FirstClient {
  id: string;
  secret: string;
  /** Of the request that found nobody there. */
  origin: RequestOrigin;
}

/**
 * Adds an API client that can add all others, while there is none at all.
 * @returns whether it was added now.
 */
export async function ensureFirstApiClient(deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>, { id, secret, origin }: FirstClient): Promise<boolean> {
  if ((await deps.em().count(ApiClient)) > 0) return false;
  try {
    await createApiClient(deps, { id, name: 'First API client', values: { clientSecret: secret, scopes: ['onegini_api_admin', 'onegini_api_config'] }, origin });
    return true;
  } catch (error) {
    // Another process was asked at the same moment.
    if (error instanceof CountersignError && error.code === 'configuration_conflict') return false;
    throw error;
  }
}
