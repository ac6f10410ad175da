import type { Context } from 'koa';
import { ensureFirstAdministrator } from '../../commands/persons/roles/create-administrator.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { ApiDeps } from '../api-deps.ts';
import { requestOriginOf } from '../http/request-origin.ts';

/**
 * Adds the Administrator that the environment names, when a sign-in begins instead of at the start: the process starts also while the
 * database is unreachable. It runs until it was done once.
 */
export function firstAdministrator(
  deps: Pick<ApiDeps, 'em' | 'clock' | 'keyring' | 'environment' | 'log' | 'passwords'>,
): (context: Context) => Promise<void> {
  const { firstAdministrator: username, firstAdministratorPassword: password } = deps.environment;
  let done = false;
  return async (context) => {
    if (done || username === undefined || password === undefined) return;
    try {
      const personId = await ensureFirstAdministrator(deps, { username, password, origin: requestOriginOf(context) });
      if (personId !== undefined) deps.log.info({ personId }, 'first Administrator created');
    } catch (error) {
      if (!(error instanceof CountersignError) || error.code !== 'username_taken') throw error;
      deps.log.warn({}, 'the first Administrator was not created: another person has the username');
    }
    done = true;
  };
}
