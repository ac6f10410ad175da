import type { CommandDeps } from '../command-deps.ts';
import { epoch } from '../epoch.ts';
import { runPrepared } from '../prepared-statement.ts';

/** A user at a glance. */
export interface UserOverview {
  id: string;
  /** Epoch milliseconds of when the user was first connected or announced; null of one who only left events, or only let web clients in. */
  knownSince: number | null;
  devices: number;
  /** What has access: installations and web clients. */
  grants: number;
  /** Mobile authentications that wait for one of their devices. */
  openTransactions: number;
  /** Epoch milliseconds until which nothing is pushed to them, as they reported a request; null = pushes go. */
  pushFrozenUntil: number | null;
}

/** Events compare ids without regard to case, as their index does; a user is one spelling. */
const findUser = {
  name: 'find-user-overview',
  text: `
    select $1 as id, (select ${epoch('u.created_at')} from user_account u where u.id = $1) as "knownSince",
           (select count(*)::int from registration r where r.user_id = $1) as devices,
           (select count(*)::int from oauth_grant g where g.account_id = $1 and g.expires_at > $2) as grants,
           (select count(*)::int from registration r join transaction t on t.registration_id = r.id where r.user_id = $1 and t.status = 'pending') as "openTransactions",
           (select ${epoch('u.push_frozen_until')} from user_account u where u.id = $1 and u.push_frozen_until > $2) as "pushFrozenUntil"
     where exists (select from user_account u where u.id = $1)
        or exists (select from oauth_grant g where g.account_id = $1)
        or exists (select from event e where lower(e.user_id) = lower($1) and e.user_id = $1)`,
};

/** The user of exactly this id, in one query; undefined when nothing is known of such a one. */
export async function findUserOverview(deps: Pick<CommandDeps, 'em' | 'clock'>, userId: string): Promise<UserOverview | undefined> {
  const { rows } = await runPrepared<UserOverview>(deps, findUser, [userId, deps.clock()]);
  return rows[0];
}
