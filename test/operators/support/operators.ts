import { signInOperator } from '../../../dev/operators/sign-in-operator.ts';
import type { Endpoints } from '../../../dev/parts/endpoints.ts';
import { assignRole } from '../../../src/commands/persons/roles/change-roles.ts';
import type { HubRole } from '../../../src/domain/persons/roles/hub-roles.ts';
import type { Deps } from '../../../src/runtime/deps.ts';
import { callAdmin } from '../../admin/support/admin-api.ts';
import type { CallOptions } from '../../admin/support/admin-api.ts';
import { addPersonWithPassword, rightPassword } from '../../authentication/support/people.ts';
import { useStack } from '../../support/stack.ts';

/** A new person with hub roles, signed in at the admin API. */
export async function addOperator(deps: Deps, roles: readonly HubRole[], endpoints: Endpoints = useStack().endpoints) {
  const { id, email } = await addPersonWithPassword(deps, endpoints);
  await giveRoles(deps, id, roles);
  const credentials = { username: email, password: rightPassword };
  const token = await signInOperator(endpoints.api, credentials);
  const call = (method: string, path: string, options?: CallOptions) =>
    callAdmin(endpoints.api, method, path, options, token);
  return { id, email, credentials, token, call };
}
export type TestOperator = Awaited<ReturnType<typeof addOperator>>;

/** Gives roles without an operator, as the first Administrator gets theirs. */
export async function giveRoles(deps: Deps, personId: string, roles: readonly HubRole[]): Promise<void> {
  const about = { personId, givenBy: null, now: new Date(), origin: { requestId: 'test' } };
  await deps.em().transactional(async (em) => {
    for (const role of roles) await assignRole(em, { ...about, role });
  });
}
