import type { EntityManager } from '@mikro-orm/postgresql';
import { hubRoles } from '../../src/domain/persons/roles/hub-roles.ts';
import type { OperatorRole } from '../../src/domain/configuration/operator-roles.ts';
import type { HubRole } from '../../src/domain/persons/roles/hub-roles.ts';
import { timeOrderedId } from '../../src/entities/columns/id.ts';
import { Operator } from '../../src/entities/operators/operator.ts';
import type { Passwords } from '../../src/security/password.ts';
import { demoOperators } from '../parts/demonstration.ts';
import type { DemoCustomer } from '../parts/demonstration.ts';

const observers = hubRoles.filter((role) => role.endsWith('Observer'));
export interface DemoOperator extends DemoCustomer {
  roles: readonly HubRole[];
  /** Role of the account of the same name that is no person. */
  formerRole: OperatorRole;
}

/** The operators of the demonstration, with their roles. */
export const operators: DemoOperator[] = [
  {
    ...demoOperators.admin,
    id: 'admin',
    name: 'Ada Admin',
    formerRole: 'ADMIN',
    email: 'ada@northwind.example',
    roles: ['Administrator'],
  },
  {
    ...demoOperators.operator,
    ...{ id: 'operator', name: 'Olga Operator', formerRole: 'OPERATOR', email: 'olga@northwind.example' },
    roles: [...observers, 'SessionContributor'],
  },
  {
    ...demoOperators.helpdesk,
    id: 'helpdesk',
    name: 'Henry Helpdesk',
    formerRole: 'HELPDESK',
    email: 'henry@northwind.example',
    roles: ['UserObserver'],
  },
];

/** The same as an operator with a session of their own, which the console signs in with. */
export async function putFormerOperator(
  em: EntityManager,
  passwords: Passwords,
  { username, name, password, formerRole }: DemoOperator,
): Promise<void> {
  const known = await em.findOne(Operator, { username });
  const passwordHash = await passwords.hash(password);
  if (known) await em.nativeUpdate(Operator, { username }, { passwordHash });
  else
    await em.insert(Operator, {
      ...{ id: timeOrderedId(), username, displayName: name, role: formerRole, passwordHash },
      ...{ disabled: false, createdAt: new Date() },
    });
}
