import type { GeneralSettings } from '../configuration/general-settings.ts';
import type { OperatorRole } from './roles.ts';

/** What an operator can be let do. Each route of the admin API asks for one. */
export const accesses = ['users.read', 'users.modify', 'events.read', 'transactions.read', 'transactions.modify', 'operators.manage'] as const;

export type Access = (typeof accesses)[number];

/**
 * Everybody who can sign in reads users; who modifies their devices is a setting; the events and transactions of all users are
 * not a helpdesk's; operators are an ADMIN's. ADMIN may do all.
 */
export function isAllowed(role: OperatorRole, access: Access, settings: Pick<GeneralSettings, 'device_modification_roles'>): boolean {
  if (role === 'ADMIN') return true;
  switch (access) {
    case 'users.read':
      return true;
    case 'users.modify':
      return settings.device_modification_roles.includes(role);
    case 'events.read':
    case 'transactions.read':
    case 'transactions.modify':
      return role === 'OPERATOR';
    case 'operators.manage':
      return false;
  }
}
