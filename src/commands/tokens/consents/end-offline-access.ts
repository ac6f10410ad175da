import type { EntityManager } from '@mikro-orm/postgresql';
import { runStatement } from '../../../database/prepared-statement.ts';

/** What was got in a session goes on in it. */
const deleteOffline = `
  delete from oauth_artifact
   where account_id = ? and client_id = ? and model in ('AuthorizationCode', 'AccessToken', 'RefreshToken')
     and payload->>'expiresWithSession' is distinct from 'true'`;

/**
 * Takes back what a client may do without the person (`offline_access`), in the caller's transaction: its codes and tokens that are not
 * bound to a session.
 */
export async function endOfflineAccess(
  em: EntityManager,
  { userId, clientId }: { userId: string; clientId: string },
): Promise<void> {
  await runStatement(em, { sql: deleteOffline, parameters: [userId, clientId] });
}
