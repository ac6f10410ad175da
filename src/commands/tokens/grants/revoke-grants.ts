import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { OauthArtifact } from '../../../entities/tokens/oauth-artifact.ts';
import { OauthGrant } from '../../../entities/tokens/oauth-grant.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { joinOpenWork } from '../../removals/removals.ts';
import type { OpenWork } from '../../removals/removals.ts';
import { recordChange } from '../../persons/users/user-action.ts';
import type { UserAction } from '../../persons/users/user-action.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock'>;

/**
 * Removes a token of a user, with what it is renewed with. The consent of a web client stays; the grant of an app goes
 * too, so that nothing that is being issued at this moment outlives it.
 * @returns false when the user has no such token: nothing happened and nothing was recorded.
 */
export async function revokeToken(
  deps: Deps,
  { userId, tokenId }: { userId: string; tokenId: string },
  action: UserAction,
): Promise<boolean> {
  return deps.em().transactional(async (em) => {
    const grant = await lockGrant(em, userId, tokenId);
    if (!grant) return false;
    const removed = grant.device
      ? await em.nativeDelete(OauthGrant, { id: tokenId })
      : await em.nativeDelete(OauthArtifact, { grant: tokenId, model: { $in: ['AccessToken', 'RefreshToken'] } });
    if (removed === 0) return false;
    recordChange(em, action, { userId, subjectId: tokenId }, deps.clock());
    return true;
  });
}

/**
 * Takes an application's access to a user away, on all devices: grants, tokens and consents of every installation, or of
 * the web client of that id. What is open there ends as `cancelled`. The user stays connected to the devices.
 * @returns false when it had no access: nothing happened and nothing was recorded.
 */
export async function revokeApplication(
  deps: Deps & Pick<CommandDeps, 'removals'>,
  { userId, applicationId }: { userId: string; applicationId: string },
  action: UserAction,
): Promise<boolean> {
  const work = await deps.em().transactional(async (em) => {
    const now = deps.clock();
    // Registrations before grants, in the order in which a disconnection locks them.
    const registrations = await em.execute<{ id: string }[]>(lockRegistrations, [userId, applicationId]);
    const ended: OpenWork[] = [];
    for (const { id: registrationId } of registrations)
      ended.push(await deps.removals.end(em, 'access', { ...action.origin, registrationId, userId }, now));
    const openWork = joinOpenWork(...ended);
    const removed = await em.execute<{ id: string }[]>(removeGrants, [userId, applicationId, applicationId]);
    if (removed.length === 0 && Object.keys(openWork).length === 0) return undefined;
    recordChange(em, action, { userId, detail: applicationId.slice(0, 255) }, now);
    return openWork;
  });
  if (work) await deps.removals.tell(work);
  return work !== undefined;
}

const lockRegistrations = `
  select r.id from registration r
    join device d on d.id = r.device_id
    join application_version v on v.id = d.application_version_id
    join application a on a.id = v.application_id
   where r.user_id = ? and a.identifier = ?
   order by r.id
     for update of r`;

const removeGrants = `
  with removed as (
    select g.id from oauth_grant g
      left join device d on d.id = g.device_id
      left join application_version v on v.id = d.application_version_id
      left join application a on a.id = v.application_id
     where g.account_id = ? and (a.identifier = ? or (g.device_id is null and g.client_id = ?))
     order by g.id
       for update of g
  )
  delete from oauth_grant using removed where oauth_grant.id = removed.id returning oauth_grant.id`;

async function lockGrant(em: EntityManager, userId: string, id: string): Promise<OauthGrant | null> {
  return em.findOne(OauthGrant, { id, accountId: userId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}
