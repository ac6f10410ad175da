import type { EntityManager } from '@mikro-orm/postgresql';
import { administrator } from '../../../domain/persons/roles/hub-roles.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';

/** Administrators who can sign in. They are counted by a statement of its own, which sees what another transaction left behind. */
const lock = 'select id from role_assignment where role = ? order by id for update';
const active = `
    select r.person_id as id from role_assignment r join person p on p.id = r.person_id
     where r.role = ? and p.status = 'active'`;

/** Lets one transaction at a time change who is an Administrator. @returns ids of the Administrators who can sign in. */
export async function lockAdministrators(em: EntityManager): Promise<string[]> {
  await em.execute(lock, [administrator]);
  return findAdministrators(em);
}

/** Ids of the Administrators who can sign in. */
export async function findAdministrators(em: EntityManager): Promise<string[]> {
  const rows = await em.execute<{ id: string }[]>(active, [administrator]);
  return rows.map(({ id }) => id);
}

/**
 * Before a person is disabled, deleted, or loses the role: the last Administrator stays. The person is locked already.
 * @throws CountersignError `last_administrator`
 */
export async function keepAnAdministrator(em: EntityManager, personId: string): Promise<void> {
  const ids = await lockAdministrators(em);
  if (ids.includes(personId) && ids.length === 1) throw new CountersignError('last_administrator');
}
