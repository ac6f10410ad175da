import type { CommandDeps } from '../command-deps.ts';

/** Rows in one statement: few enough that requests do not wait for its locks. */
const batch = 1000;
/** Minutes that rows are kept after they expired, so that clocks of replicas may differ. */
const margin = 10;

const date = (limit: Date) => limit;
const milliseconds = (limit: Date) => limit.getTime();

const tables = [
  { table: 'used_proof', key: 'id', expires: 'expires_at', as: date },
  // Sessions of people end by themselves: see `endExpiredSessions`.
  {
    table: 'oauth_artifact',
    key: 'id',
    expires: 'expires_at',
    as: date,
    except: `model = 'Session' and account_id is not null`,
  },
  { table: 'oauth_grant', key: 'id', expires: 'expires_at', as: date },
  { table: 'session_management_token', key: 'id', expires: 'expires_at', as: date },
  { table: 'enrollment_code', key: 'id', expires: 'expires_at', as: date },
  { table: 'former_server_key', key: 'fingerprint', expires: 'accepted_until', as: date },
  { table: 'app_message', key: '(registration_id, message_id)', expires: 'expires_at', as: date },
  { table: 'kept_answer', key: '(caller_id, key_hash)', expires: 'expires_at', as: date },
  { table: 'rate_limit', key: 'key', expires: 'expire', as: milliseconds },
] as const;

/**
 * Deletes tokens, proofs, codes, former keys, sessions and counters that expired, a batch of each table.
 * @returns the rows deleted; call again while it is not 0.
 */
export async function pruneExpiredTokens(deps: Pick<CommandDeps, 'em' | 'clock'>): Promise<number> {
  const limit = new Date(deps.clock().getTime() - margin * 60_000);
  let deleted = 0;
  for (const { table, key, expires, as, ...others } of tables) {
    const kept = 'except' in others ? ` and not (${others.except})` : '';
    const statement = `delete from ${table} where ${key} in (select ${key.replace(/[()]/g, '')} from ${table} where ${expires} < ?${kept} limit ${batch} for update skip locked)`;
    const { affectedRows } = await deps.em().execute<{ affectedRows: number }>(statement, [as(limit)], 'run');
    deleted += affectedRows;
  }
  return deleted;
}
