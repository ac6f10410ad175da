import { createHash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { CommandDeps } from '../../commands/command-deps.ts';
import { runApart, runStatement } from '../../database/prepared-statement.ts';

const remember = 'insert into used_proof (id, expires_at) values (?, ?) on conflict do nothing returning id';

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
  const remembered = await runApart(deps, { sql: remember, parameters: [id, expiresAt] });
  return remembered.length === 1;
}

/** The same as part of the transaction that is open, if one is. */
export async function rememberProofWithin(em: EntityManager, id: Buffer, expiresAt: Date): Promise<boolean> {
  return (await runStatement(em, { sql: remember, parameters: [id, expiresAt] })).length === 1;
}
