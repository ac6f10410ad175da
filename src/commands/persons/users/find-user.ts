import type { CommandDeps } from '../../command-deps.ts';
import { epoch } from '../../../database/epoch.ts';
import { runStatement } from '../../../database/prepared-statement.ts';

/** A user at a glance. */
export interface UserOverview {
  id: string;
  /** Epoch milliseconds of the first connection or setting; null for a user with only events or consents. */
  knownSince: number | null;
  devices: number;
  /** Number of installations and web clients with access. */
  grants: number;
  /** Mobile authentications that wait for one of their devices. */
  openTransactions: number;
  /** Epoch milliseconds until which nothing is pushed to them, as they reported a request; null = pushes go. */
  pushFrozenUntil: number | null;
}

/** The index of events ignores case; a user id does not. */
const findUser = `
    select $1 as id, (select ${epoch('u.created_at')} from user_account u where u.id = $1) as "knownSince",
           (select count(*)::int from registration r where r.user_id = $1) as devices,
           (select count(*)::int from oauth_grant g where g.account_id = $1 and g.expires_at > $2) as grants,
           (select count(*)::int from registration r join transaction t on t.registration_id = r.id where r.user_id = $1 and t.status = 'pending') as "openTransactions",
           (select ${epoch('u.push_frozen_until')} from user_account u where u.id = $1 and u.push_frozen_until > $2) as "pushFrozenUntil"
     where exists (select from user_account u where u.id = $1)
        or exists (select from oauth_grant g where g.account_id = $1)
        or exists (select from event e where lower(e.user_id) = lower($1) and e.user_id = $1)`;

/** The user with exactly this id, in one query; undefined when unknown. */
export async function findUserOverview(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  userId: string,
): Promise<UserOverview | undefined> {
  const rows = await runStatement<UserOverview>(deps.em(), { sql: findUser, parameters: [userId, deps.clock()] });
  return rows[0];
}
