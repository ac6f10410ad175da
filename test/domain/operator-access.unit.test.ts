import { describe, expect, it } from 'vitest';
import { accesses, isAllowed } from '../../src/domain/operators/access.ts';
import { operatorRoles } from '../../src/domain/configuration/operator-roles.ts';
import type { OperatorRole } from '../../src/domain/configuration/operator-roles.ts';

/** The permissions of each role, by the roles in device_modification_roles besides ADMIN. */
const expected: Record<string, Record<OperatorRole, string[]>> = {
  '': {
    ADMIN: [...accesses],
    OPERATOR: ['users.read', 'events.read', 'transactions.read', 'transactions.modify', 'clients.read'],
    HELPDESK: ['users.read'],
  },
  ADMIN: {
    ADMIN: [...accesses],
    OPERATOR: ['users.read', 'events.read', 'transactions.read', 'transactions.modify', 'clients.read'],
    HELPDESK: ['users.read'],
  },
  OPERATOR: {
    ADMIN: [...accesses],
    OPERATOR: ['users.read', 'users.modify', 'events.read', 'transactions.read', 'transactions.modify', 'clients.read'],
    HELPDESK: ['users.read'],
  },
  'OPERATOR,HELPDESK': {
    ADMIN: [...accesses],
    OPERATOR: ['users.read', 'users.modify', 'events.read', 'transactions.read', 'transactions.modify', 'clients.read'],
    HELPDESK: ['users.read', 'users.modify'],
  },
};

describe.each(Object.entries(expected))('with device_modification_roles = [%s]', (listed, allowed) => {
  const settings = { device_modification_roles: listed.split(',').filter(Boolean) as OperatorRole[] };

  it.each(operatorRoles)('gives %s exactly its permissions', (role) => {
    expect(accesses.filter((access) => isAllowed(role, access, settings))).toEqual(allowed[role]);
  });
});
