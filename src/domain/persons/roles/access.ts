import { administrator } from './hub-roles.ts';
import type { HubRole } from './hub-roles.ts';

/**
 * What operators may do, and the roles that allow it besides `Administrator`, which allows everything. Each route of the admin API
 * requires one, and each request of an operator to the configuration API.
 */
const allowedBy = {
  'users.read': ['UserObserver', 'UserContributor'],
  'users.modify': ['UserContributor'],
  'events.read': ['AuditObserver'],
  'messages.read': ['CommunicationObserver', 'CommunicationContributor'],
  'channels.read': ['CommunicationObserver', 'CommunicationContributor', 'SettingObserver', 'SettingContributor'],
  'transactions.read': ['SessionObserver', 'SessionContributor'],
  'transactions.modify': ['SessionContributor'],
  'roles.manage': [],
  'clients.read': ['ClientObserver', 'ClientContributor'],
  'clients.manage': ['ClientContributor'],
  'claims.read': ['ClaimObserver', 'ClaimContributor'],
  'claims.manage': ['ClaimContributor'],
  'policies.read': ['PolicyObserver', 'PolicyContributor'],
  'policies.manage': ['PolicyContributor'],
  'integrations.read': ['IntegrationObserver', 'IntegrationContributor'],
  'integrations.manage': ['IntegrationContributor'],
  'signing-keys.read': ['SettingObserver', 'SettingContributor'],
  'signing-keys.manage': [],
  'settings.read': ['SettingObserver', 'SettingContributor'],
  'settings.manage': ['SettingContributor'],
  // Who decides where messages go, or what they look like, could read the codes of an Administrator.
  'message-channels.manage': [],
  // Who may add an API client may give it any scope.
  'api-clients.manage': [],
} as const satisfies Record<string, readonly HubRole[]>;

export type Access = keyof typeof allowedBy;
export const accesses = Object.keys(allowedBy) as Access[];

/** Whether one of these roles allows it. */
export function isAllowed(roles: readonly HubRole[], access: Access): boolean {
  const allowing: readonly HubRole[] = allowedBy[access];
  return roles.some((role) => role === administrator || allowing.includes(role));
}
