import type { CallbackStatus } from '../../../domain/mobile-authentication/status.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { epoch } from '../../../database/epoch.ts';

/** One try of a callback. Times are epoch milliseconds. */
export interface SeenAttempt {
  number: number;
  attemptedAt: number;
  durationMs: number;
  httpStatus: number | null;
  failure: string | null;
  nextAttemptAt: number | null;
}

/** The callback of a transaction. */
export interface SeenCallback {
  id: string;
  url: string;
  status: CallbackStatus;
  attempts: number;
  replays: number;
  nextAttemptAt: number | null;
  deliveredAt: number | null;
  /** The last tries, oldest first. */
  tries: SeenAttempt[];
}

/** The callback of a transaction with its last tries; undefined when it has none. */
export async function findCallback(
  deps: Pick<CommandDeps, 'em'>,
  transactionId: string,
): Promise<SeenCallback | undefined> {
  const [found] = await deps
    .em()
    .execute<Omit<SeenCallback, 'tries'>[]>(
      `select id, url, status, attempts, replays, ${epoch('next_attempt_at')} as "nextAttemptAt", ${epoch('delivered_at')} as "deliveredAt" from callback_delivery where transaction_id = ?`,
      [transactionId],
    );
  if (!found) return undefined;
  const tries = await deps.em().execute<SeenAttempt[]>(
    `select number, ${epoch('attempted_at')} as "attemptedAt", duration_ms as "durationMs", http_status as "httpStatus", failure, ${epoch('next_attempt_at')} as "nextAttemptAt"
       from callback_attempt where delivery_id = ? order by number`,
    [found.id],
  );
  return { ...found, tries };
}
