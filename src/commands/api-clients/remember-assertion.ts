import { createHash } from 'node:crypto';
import type { CommandDeps } from '../command-deps.ts';

/**
 * Remembers the assertion of an API client by its `jti`. One insert decides, so of any number of processes one accepts it.
 * @returns false when the client used this `jti` before.
 */
export async function rememberAssertion(deps: Pick<CommandDeps, 'em'>, { clientId, jti, expiresAt }: { clientId: string; jti: string; expiresAt: Date }): Promise<boolean> {
  const id = createHash('sha256').update(`client assertion\n${clientId}\n${jti}`).digest();
  const { affectedRows } = await deps.em().execute<{ affectedRows: number }>('insert into used_proof (id, expires_at) values (?, ?) on conflict do nothing', [id, expiresAt], 'run');
  return affectedRows === 1;
}
