import { hubRoles } from '../../src/domain/persons/roles/hub-roles.ts';
import type { HubRole } from '../../src/domain/persons/roles/hub-roles.ts';
import { demoOperators } from '../parts/demonstration.ts';
import type { DemoCustomer } from '../parts/demonstration.ts';

const observers = hubRoles.filter((role) => role.endsWith('Observer'));
/** The operators of the demonstration, with their roles. */
export const operators: (DemoCustomer & { roles: readonly HubRole[] })[] = [
  { ...demoOperators.admin, id: 'admin', name: 'Ada Admin', email: 'ada@northwind.example', roles: ['Administrator'] },
  {
    ...demoOperators.operator,
    ...{ id: 'operator', name: 'Olga Operator', email: 'olga@northwind.example' },
    roles: [...observers, 'SessionContributor'],
  },
  {
    ...demoOperators.helpdesk,
    id: 'helpdesk',
    name: 'Henry Helpdesk',
    email: 'henry@northwind.example',
    roles: ['UserObserver'],
  },
];
