import { createHash } from 'node:crypto';
import type { CommandDeps } from '../command-deps.ts';

/**
 * Remembers a signed report by what its signature covers, so that no process takes it again. Who repeats a report because it heard no
 * answer signs it anew, with another time.
 * @returns false for one that was used.
 */
export async function admitReport(deps: Pick<CommandDeps, 'em'>, { id, timestamp, expiresAt }: { id: string; timestamp: string; expiresAt: Date }): Promise<boolean> {
  const key = createHash('sha256').update(`delivery report\n${timestamp}\n${id}`).digest();
  const { affectedRows } = await deps.em().execute<{ affectedRows: number }>('insert into used_proof (id, expires_at) values (?, ?) on conflict do nothing', [key, expiresAt], 'run');
  return affectedRows === 1;
}
