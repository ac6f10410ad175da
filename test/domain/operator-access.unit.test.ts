import { describe, expect, it } from 'vitest';
import { accesses, isAllowed } from '../../src/domain/persons/roles/access.ts';
import { rolesOfFormer } from '../../src/domain/persons/roles/former-roles.ts';
import { operatorRoles } from '../../src/domain/configuration/operator-roles.ts';
import type { OperatorRole } from '../../src/domain/configuration/operator-roles.ts';

const reads = accesses.filter((access) => access.endsWith('.read'));

/** What the roles in device_modification_roles besides ADMIN add. */
const modifying: Record<string, OperatorRole[]> = {
  '': [],
  ADMIN: [],
  OPERATOR: ['OPERATOR'],
  both: ['OPERATOR', 'HELPDESK'],
};

describe.each(Object.entries(modifying))(
  'an operator with a session, with device_modification_roles = %s',
  (_, listed) => {
    it.each(operatorRoles)('has as %s what the role allows', (role) => {
      const allowed = accesses.filter((access) => isAllowed(rolesOfFormer(role, listed), access));
      const modifies = listed.includes(role) ? ['users.modify'] : [];
      const expected: Record<OperatorRole, readonly string[]> = {
        ADMIN: accesses,
        OPERATOR: [...reads, 'transactions.modify', ...modifies],
        HELPDESK: ['users.read', ...modifies],
      };
      expect(allowed.toSorted()).toEqual(expected[role].toSorted());
    });
  },
);
