import type { EntityManager } from '@mikro-orm/postgresql';
import { runStatement } from '../../../database/prepared-statement.ts';
import { keptMs } from '../../../domain/action-tokens/status.ts';
import { ActionToken } from '../../../entities/action-tokens/action-token.ts';
import { Person } from '../../../entities/persons/person.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { noOpenWork } from '../../removals/removals.ts';
import type { OpenWork, RemovedPerson } from '../../removals/removals.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock'>;

/** Most tokens that a list shows. */
const mostShown = 100;

/**
 * The open tokens of a person, newest first, without their values.
 * @throws CountersignError `person_not_found`
 */
export async function listOpenTokens({ em, clock }: Deps, personId: string): Promise<ActionToken[]> {
  const unit = em();
  if (!(await unit.findOne(Person, { user: personId }))) throw new CountersignError('person_not_found');
  const open = { person: personId, status: 'open', expiresAt: { $gt: clock() } } as const;
  return unit.find(ActionToken, open, { orderBy: { id: 'desc' }, limit: mostShown });
}

/** A token by its id, for operators: open, being used, or ended within the last hour. */
export async function findTokenById({ em }: Pick<Deps, 'em'>, id: string): Promise<ActionToken | undefined> {
  return (await em().findOne(ActionToken, { id })) ?? undefined;
}

/**
 * Revokes the open tokens of a person, or one of them. One that is being used goes on.
 * @returns how many.
 * @throws CountersignError `person_not_found`
 */
export async function revokeTokens(
  { em, clock }: Deps,
  { personId, id, origin }: { personId: string; id?: string; origin: RequestOrigin },
): Promise<number> {
  return em().transactional(async (unit) => {
    if (!(await unit.findOne(Person, { user: personId }))) throw new CountersignError('person_not_found');
    const which = { person: personId, status: 'open', ...(id === undefined ? {} : { id }) } as const;
    const revoked = await unit.nativeDelete(ActionToken, which);
    const about = { userId: personId, subjectId: id ?? null, detail: String(revoked) };
    if (revoked > 0)
      recordEvent(unit, { name: 'ACTION TOKENS REVOKED', occurredAt: clock(), ...originOf(origin), ...about });
    return revoked;
  });
}

/** Entry of the registry of removals: the open tokens of a person who is disabled or deleted. */
export async function endActionTokensOfPerson(em: EntityManager, { userId }: RemovedPerson): Promise<OpenWork> {
  await em.nativeDelete(ActionToken, { person: userId, status: 'open' });
  return noOpenWork;
}

/**
 * Entry of the registry of removals: the open tokens that sign a person in who may have lost what they are in. One that activates stays:
 * its person cannot be signed in yet.
 */
export async function endSignInTokens(em: EntityManager, { userId }: { userId: string }): Promise<void> {
  const sql = `delete from action_token where person_id = ? and status = 'open' and not 'PERSON_ACTIVATION' = any(types)`;
  await runStatement(em, { sql, parameters: [userId] });
}

/** Each by an index, so that a million open tokens cost nothing but their rows. */
const prunes = ["status = 'open' and expires_at < ? order by expires_at", 'ended_at < ? order by ended_at'];

/** Deletes a batch of tokens that expired or ended an hour ago. @returns the rows deleted; call again while it is not 0. */
export async function pruneActionTokens({ em, clock }: Deps): Promise<number> {
  const limit = new Date(clock().getTime() - keptMs);
  let deleted = 0;
  for (const old of prunes) {
    const sql = `delete from action_token where id in (
      select id from action_token where ${old} limit 1000 for update skip locked)`;
    deleted += (await em().execute<{ affectedRows: number }>(sql, [limit], 'run')).affectedRows;
  }
  return deleted;
}
