import { findUserOverview } from '../../../commands/persons/users/find-user.ts';
import type { UserOverview } from '../../../commands/persons/users/find-user.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { AdminDeps } from '../admin-deps.ts';

/**
 * The user that a request names.
 * @throws CountersignError user_not_found
 */
export async function loadUser(deps: Pick<AdminDeps, 'em' | 'clock'>, userId: string): Promise<UserOverview> {
  const user = await findUserOverview(deps, userId);
  if (!user) throw new CountersignError('user_not_found');
  return user;
}
