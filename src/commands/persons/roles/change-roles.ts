import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { transact } from '../../../database/transact.ts';
import { administrator } from '../../../domain/persons/roles/hub-roles.ts';
import type { HubRole } from '../../../domain/persons/roles/hub-roles.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { Person } from '../../../entities/persons/person.ts';
import { RoleAssignment } from '../../../entities/persons/role-assignment.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent, writeEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { lockUser } from '../users/blocked-users.ts';
import { keepAnAdministrator, lockAdministrators } from './administrators.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock'>;

/**
 * Gives a person a hub role; one that they have already stays as it is.
 * @throws CountersignError `person_not_found`; `role_not_allowed` when the actor is an Administrator no more.
 */
export async function giveRole(
  deps: Deps,
  { personId, role, actorId, origin }: { personId: string; role: HubRole; actorId: string; origin: RequestOrigin },
): Promise<RoleAssignment> {
  return recordingRefusal(deps, origin, personId, () =>
    transact(deps.em, async (em) => {
      await lockPerson(em, personId);
      await checkActor(em, actorId);
      return assignRole(em, { personId, role, givenBy: actorId, now: deps.clock(), origin });
    }),
  );
}

/** Part of the caller's transaction, in which the person is locked. */
export async function assignRole(
  em: EntityManager,
  about: { personId: string; role: HubRole; givenBy: string | null; now: Date; origin: RequestOrigin },
): Promise<RoleAssignment> {
  const { personId, role, givenBy, now, origin } = about;
  const known = await em.findOne(RoleAssignment, { person: personId, role });
  if (known) return known;
  const id = timeOrderedId(now.getTime());
  const added = em.create(RoleAssignment, { id, person: personId, role, givenBy, createdAt: now }, { persist: true });
  recordEvent(em, { name: 'ROLE GIVEN', occurredAt: now, ...originOf(origin), userId: personId, detail: role });
  await em.flush();
  return added;
}

/**
 * Takes a hub role from a person; it counts for no request from then on.
 * @throws CountersignError `role_assignment_not_found`, `last_administrator`, `role_not_allowed`
 */
export async function takeRole(
  deps: Deps,
  { id, actorId, origin }: { id: string; actorId: string; origin: RequestOrigin },
): Promise<void> {
  const known = await deps.em().findOne(RoleAssignment, { id });
  if (!known) throw new CountersignError('role_assignment_not_found');
  const { person: personId, role } = known;
  await recordingRefusal(deps, origin, personId, () =>
    transact(deps.em, async (em) => {
      await lockPerson(em, personId);
      await checkActor(em, actorId);
      if (role === administrator) await keepAnAdministrator(em, personId);
      if ((await em.nativeDelete(RoleAssignment, { id })) === 0)
        throw new CountersignError('role_assignment_not_found');
      recordEvent(em, {
        name: 'ROLE TAKEN',
        occurredAt: deps.clock(),
        ...originOf(origin),
        userId: personId,
        detail: role,
      });
    }),
  );
}

/** In the order of every change of a person: the user, the person, and then the roles. */
async function lockPerson(em: EntityManager, personId: string): Promise<void> {
  const person =
    (await lockUser(em, personId)) &&
    (await em.findOne(Person, { user: personId }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  if (!person) throw new CountersignError('person_not_found');
}

/** Who lost the role while their request was on its way changes nothing. */
async function checkActor(em: EntityManager, actorId: string): Promise<void> {
  if (!(await lockAdministrators(em)).includes(actorId))
    throw new CountersignError('role_not_allowed', { extra: { access: 'roles.manage' } });
}

async function recordingRefusal<Result>(
  deps: Deps,
  origin: RequestOrigin,
  userId: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CountersignError) {
      const event = { name: 'ROLE CHANGE REFUSED', occurredAt: deps.clock(), ...originOf(origin) } as const;
      await writeEvent(deps, { ...event, userId, detail: error.code });
    }
    throw error;
  }
}
