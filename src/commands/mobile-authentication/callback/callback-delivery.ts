import { runStatement } from '../../../database/prepared-statement.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import type { Statement } from '../../../database/prepared-statement.ts';
import { insertEvents, takenFromTransaction } from '../../events/insert-events.ts';
import { isCallbackAllowed } from './is-callback-allowed.ts';

/** Stored tries of one delivery. */
const mostAttemptsKept = 20;

/** The current run of tries of a callback: 0 is the transaction's own, n the nth replay. */
export interface CallbackRun {
  transactionId: string;
  replay?: number;
}

/** One pending callback, as it is sent. */
export interface OwedCallback {
  deliveryId: string;
  replay: number;
  /** Its URL left the whitelist after initialisation: send nothing. */
  isUnlisted: boolean;
  request: {
    url: string;
    body: string;
    webhookId: string;
    basic?: { username: string; password: string };
    signingSecret?: string;
  };
}

/** Result of one try. */
export interface CallbackTry {
  at: Date;
  endedAt: Date;
  status: 'delivered' | 'failed';
  httpStatus?: number;
  detail?: string;
  /** When the next try is due, when there is one. */
  nextAttemptAt?: Date | undefined;
}

/** The pending callback of a transaction with its endpoint's credentials; undefined when none is pending in this run. */
export async function loadCallback(
  deps: Pick<CommandDeps, 'em'> & { configuration: ConfigurationSource },
  { transactionId, replay = 0 }: CallbackRun,
): Promise<OwedCallback | undefined> {
  const [delivery] = await runStatement<{ id: string; url: string }>(deps.em(), {
    sql: `select id, url from callback_delivery where transaction_id = ? and status = 'pending' and replays = ?`,
    parameters: [transactionId, replay],
  });
  return delivery && describeCallback(deps, { transactionId, replay, deliveryId: delivery.id, url: delivery.url });
}

/** A pending callback with its endpoint's credentials. */
export async function describeCallback(
  deps: { configuration: ConfigurationSource },
  { transactionId, replay, deliveryId, url }: Required<CallbackRun> & { deliveryId: string; url: string },
): Promise<OwedCallback> {
  const configuration = await deps.configuration.current();
  const endpoint = configuration.callbackEndpoints.get(url);
  return {
    deliveryId,
    replay,
    isUnlisted: !isCallbackAllowed(configuration, url),
    request: {
      url,
      // Exactly these two members (contract/mobile-authentication.md section 6): the site fetches the status.
      body: JSON.stringify({ callback_uri: url, transaction_id: transactionId }),
      webhookId: deliveryId,
      ...(endpoint?.username ? { basic: { username: endpoint.username, password: endpoint.password ?? '' } } : {}),
      ...(endpoint?.signingSecret ? { signingSecret: endpoint.signingSecret } : {}),
    },
  };
}

/** Records one try, and the event of a success. */
export async function recordCallbackAttempt(
  deps: Pick<CommandDeps, 'em'>,
  callback: Pick<OwedCallback, 'deliveryId' | 'replay'>,
  tried: CallbackTry,
): Promise<void> {
  const delivered = tried.status === 'delivered';
  // Only the current run schedules the next try: a try of an earlier run may end after a replay was requested.
  const change = {
    sql: `update callback_delivery set attempts = attempts + 1, last_attempt_at = ?, last_http_status = ?, last_failure = ?,
                 status = case when ? then 'delivered' else status end, delivered_at = coalesce(?::timestamptz, delivered_at),
                 next_attempt_at = case when ? or replays = ? then ?::timestamptz else next_attempt_at end,
                 replay_requested_at = case when ? or replays = ? then null else replay_requested_at end
           where id = ? and status = 'pending' returning *`,
    parameters: [
      ...[tried.at, tried.httpStatus ?? null, tried.detail ?? null, delivered, delivered ? tried.endedAt : null],
      ...[delivered, callback.replay, tried.nextAttemptAt ?? null, delivered, callback.replay, callback.deliveryId],
    ],
  };
  await settle(deps, change, [
    keepAttempt(tried),
    forgetOldAttempts,
    ...(delivered ? [tellEvent('PUSH AUTH CALLBACK SENT', tried.endedAt)] : []),
  ]);
}

/** Records that the callback was given up, unless a replay took over meanwhile. */
export async function recordCallbackFailed(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  { transactionId, replay = 0 }: CallbackRun,
): Promise<void> {
  const change = {
    sql: `update callback_delivery set status = 'failed', next_attempt_at = null, replay_requested_at = null
           where transaction_id = ? and replays = ? and status = 'pending' returning *`,
    parameters: [transactionId, replay],
  };
  await settle(deps, change, [tellEvent('PUSH AUTH CALLBACK FAILED', deps.clock())]);
}

function keepAttempt({ at, endedAt, httpStatus, detail, nextAttemptAt }: CallbackTry): Statement {
  return {
    sql: `insert into callback_attempt (delivery_id, number, attempted_at, duration_ms, http_status, failure, next_attempt_at)
      select id, attempts, ?::timestamptz, ?, ?, ?, ?::timestamptz from settled`,
    parameters: [
      at,
      Math.max(0, endedAt.getTime() - at.getTime()),
      httpStatus ?? null,
      detail ?? null,
      nextAttemptAt ?? null,
    ],
  };
}

const forgetOldAttempts: Statement = {
  sql: 'delete from callback_attempt a using settled s where a.delivery_id = s.id and a.number <= s.attempts - ?',
  parameters: [mostAttemptsKept],
};

function tellEvent(name: 'PUSH AUTH CALLBACK SENT' | 'PUSH AUTH CALLBACK FAILED', occurredAt: Date): Statement {
  const rows = { sql: 'settled join transaction t on t.id = settled.transaction_id', parameters: [] };
  return insertEvents([{ name, occurredAt }], { rows, taken: takenFromTransaction('t') });
}

/** Changes a delivery with its events in one statement, which has no effect unless the guarded change matches its row. */
async function settle(deps: Pick<CommandDeps, 'em'>, change: Statement, also: readonly Statement[]): Promise<void> {
  const parts = also.map(({ sql }, index) => `part_${index} as (${sql})`);
  await runStatement(deps.em(), {
    sql: `with settled as (${change.sql}), ${parts.join(', ')} select from settled`,
    parameters: [...change.parameters, ...also.flatMap(({ parameters }) => parameters)],
  });
}
