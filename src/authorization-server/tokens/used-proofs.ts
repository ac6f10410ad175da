import { createHash } from 'node:crypto';
import type { CommandDeps } from '../../commands/command-deps.ts';
import { runPrepared } from '../../commands/prepared-statement.ts';

const remember = {
  name: 'remember-proof',
  text: 'insert into used_proof (id, expires_at) values ($1, $2) on conflict do nothing',
};

/** Key of a proof in `used_proof`: who proved, and the proof's own id. */
export function hashProof(thumbprint: string, jti: string): Buffer {
  return createHash('sha256').update(`${thumbprint}\n${jti}`).digest();
}

/**
 * Remembers a proof. One insert decides, so of any number of replicas one accepts it; it is kept whatever becomes of the
 * surrounding work.
 * @returns false when the proof was used before.
 */
export async function rememberProof(deps: Pick<CommandDeps, 'em'>, id: Buffer, expiresAt: Date): Promise<boolean> {
  const { rowCount } = await runPrepared(deps, remember, [id, expiresAt]);
  return rowCount === 1;
}
