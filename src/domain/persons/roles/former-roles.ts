import type { OperatorRole } from '../../configuration/operator-roles.ts';
import { administrator, hubRoles } from './hub-roles.ts';
import type { HubRole } from './hub-roles.ts';

const observers = hubRoles.filter((role) => role.endsWith('Observer'));

/**
 * What an operator with a session of their own has of hub roles (contract/hub.md section 3).
 * @param modifying the setting `device_modification_roles`.
 */
export function rolesOfFormer(role: OperatorRole, modifying: readonly OperatorRole[]): readonly HubRole[] {
  if (role === 'ADMIN') return [administrator];
  const own: HubRole[] = role === 'OPERATOR' ? [...observers, 'SessionContributor'] : ['UserObserver'];
  return modifying.includes(role) ? [...own, 'UserContributor'] : own;
}
