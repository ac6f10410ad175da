import type { EntityManager } from '@mikro-orm/postgresql';
import { runStatement } from '../../../database/prepared-statement.ts';
import type { ChangedPassword } from '../../removals/removals.ts';

/** One for which no phone is asked goes on: its client does not see that there is a person. */
const refuse = `update backchannel_request set refuse_at = ? where user_id = ? and status = 'pending' and refuse_at is null`;

/** What was approved and is not fetched yet, and the tokens of what is; a client is told of a refusal by the request itself. */
const remove = `
  delete from oauth_artifact a
   where a.account_id = ?
     and ((a.model = 'AccessToken' and a.payload->>'gty' = 'ciba')
      or (a.model = 'BackchannelAuthenticationRequest'
          and not exists (select from backchannel_request r where r.artifact_id = a.id and r.status = 'pending')))`;

/** Sign-ins of a person without a browser end: an open request is refused, whatever the phone answers. What clients may do later stays. */
export async function endBackchannelRequests(
  em: EntityManager,
  { userId }: Pick<ChangedPassword, 'userId'>,
  now: Date,
): Promise<void> {
  await runStatement(em, { sql: refuse, parameters: [now, userId] });
  await runStatement(em, { sql: remove, parameters: [userId] });
}
