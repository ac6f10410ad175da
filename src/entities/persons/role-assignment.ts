import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { hubRoles } from '../../domain/persons/roles/hub-roles.ts';
import { Person } from './person.ts';

/** A hub role of a person, who is an operator by it. Goes with the person. */
export const RoleAssignment = defineEntity({
  name: 'RoleAssignment',
  tableName: 'role_assignment',
  uniques: [{ properties: ['person', 'role'] }],
  indexes: [{ name: 'role_assignment_role', properties: ['role', 'id'] }],
  properties: {
    id: p.uuid().primary(),
    person: () => p.manyToOne(Person).mapToPk().deleteRule('cascade'),
    role: p.enum([...hubRoles]),
    /** Id of the operator who gave it, or the name of one at the command line. */
    givenBy: p.string().length(255).nullable(),
    createdAt: p.datetime(),
  },
});
export type RoleAssignment = InferEntity<typeof RoleAssignment>;
