import { runCurrent } from '../../database/prepared-statement.ts';
import { hashArtifactId } from '../adapter/artifact-id.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';

const rename = `
  update oauth_artifact set id = ?
   where model = 'Session' and uid = ? and account_id = coalesce(?, account_id) and expires_at > ? returning id`;

/**
 * Gives a session another id: the one before, which a stranger could know, opens nothing any more. Where the new one is given to no browser,
 * the session can be reached by the list of accounts alone.
 * @param of whose it has to be, where that is known.
 * @returns undefined when it is not alive.
 */
export async function renameSession(
  deps: Pick<AuthorizationServerDeps, 'em' | 'clock' | 'keyring' | 'random'>,
  { sessionId, personId = null }: { sessionId: string; personId?: string | null },
): Promise<string | undefined> {
  const id = deps.random(32).toString('base64url');
  const parameters = [hashArtifactId(deps.keyring, 'Session', id), sessionId, personId, deps.clock()];
  return (await runCurrent(deps, { sql: rename, parameters })).length === 1 ? id : undefined;
}
