import { runStatement } from '../../../database/prepared-statement.ts';
import type { CommandDeps } from '../../command-deps.ts';

/** A caller who takes a token to use it. */
export interface Taking {
  tokenId: string;
  /** Keyed hash, in base64url. */
  caller: string;
  flowId?: string;
}

/** The one who has taken it finds it taken: the activity may run again. */
const take = `update action_token set status = 'running', used_by = $2, flow_id = $3, taken_at = coalesce(taken_at, $4)
  where id = $1 and (status = 'open' and expires_at > $4 and (not needs_code or $5 = any(code_for)) or status = 'running' and used_by = $2)
  returning id`;

/** Takes a token for one caller. @returns false: it is not open any more, or another caller has it. */
export async function takeToken(
  { em, clock }: Pick<CommandDeps, 'em' | 'clock'>,
  { tokenId, caller, flowId }: Taking,
): Promise<boolean> {
  const parameters = [tokenId, Buffer.from(caller, 'base64url'), flowId ?? null, clock(), caller];
  return (await runStatement(em(), { sql: take, parameters })).length > 0;
}
