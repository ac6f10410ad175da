import { createHash } from 'node:crypto';
import type { CommandDeps } from '../../command-deps.ts';

/**
 * Stores the hash of a signed report, so that no process accepts it again. A provider that repeats a report after a lost
 * answer signs it again, with another time.
 * @returns false for a repeated one.
 */
export async function admitReport(
  deps: Pick<CommandDeps, 'em'>,
  { id, timestamp, expiresAt }: { id: string; timestamp: string; expiresAt: Date },
): Promise<boolean> {
  const key = createHash('sha256').update(`delivery report\n${timestamp}\n${id}`).digest();
  const { affectedRows } = await deps
    .em()
    .execute<{ affectedRows: number }>(
      'insert into used_proof (id, expires_at) values (?, ?) on conflict do nothing',
      [key, expiresAt],
      'run',
    );
  return affectedRows === 1;
}
