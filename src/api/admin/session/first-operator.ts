import { ensureFirstOperator } from '../../../commands/operators/ensure-first-operator.ts';
import type { AdminDeps } from '../admin-deps.ts';

/**
 * Makes the operator that the environment names when the first one wants to sign in, so that a database that is away when the
 * process starts is no reason not to start. It is asked once in the life of a process.
 */
export function createFirstOperator(deps: Pick<AdminDeps, 'em' | 'clock' | 'environment' | 'log' | 'passwords'>): () => Promise<void> {
  const { firstOperator: username, firstOperatorPassword: password } = deps.environment;
  let done = username === undefined || password === undefined;
  return async () => {
    if (done || username === undefined || password === undefined) return;
    if (await ensureFirstOperator(deps, { username, password })) deps.log.info({ operator: username }, 'first operator created');
    done = true;
  };
}
