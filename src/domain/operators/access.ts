import type { GeneralSettings } from '../configuration/general-settings.ts';
import type { OperatorRole } from '../configuration/operator-roles.ts';

/** Rights of operators. Each route of the admin API requires one. */
export const accesses = [
  'users.read',
  'users.modify',
  'events.read',
  'transactions.read',
  'transactions.modify',
  'operators.manage',
  'clients.read',
  'clients.manage',
] as const;

export type Access = (typeof accesses)[number];

/**
 * Every operator reads users. A setting lists the roles that modify devices. HELPDESK reads neither events nor
 * transactions. Only ADMIN manages operators, clients and signing keys, and has every right.
 */
export function isAllowed(
  role: OperatorRole,
  access: Access,
  settings: Pick<GeneralSettings, 'device_modification_roles'>,
): boolean {
  if (role === 'ADMIN') return true;
  switch (access) {
    case 'users.read':
      return true;
    case 'users.modify':
      return settings.device_modification_roles.includes(role);
    case 'events.read':
    case 'transactions.read':
    case 'transactions.modify':
    case 'clients.read':
      return role === 'OPERATOR';
    case 'operators.manage':
    case 'clients.manage':
      return false;
  }
}
