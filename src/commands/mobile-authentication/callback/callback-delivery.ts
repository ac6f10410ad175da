import { CallbackDelivery } from '../../../entities/happenings/callback-delivery.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import type { Statement } from '../../statement.ts';
import { isCallbackAllowed } from './is-callback-allowed.ts';

/** Tries of one delivery that are kept. */
const mostAttemptsKept = 20;

/** The run of tries that is in charge of a callback: 0 is that of the transaction itself, n the nth replay. */
export interface CallbackRun {
  transactionId: string;
  replay?: number;
}

/** One callback that is owed, as it is sent. */
export interface OwedCallback {
  deliveryId: string;
  replay: number;
  /** Its URL was taken off the whitelist meanwhile: nothing goes there. */
  isUnlisted: boolean;
  request: { url: string; body: string; webhookId: string; basic?: { username: string; password: string }; signingSecret?: string };
}

/** How one try went. */
export interface CallbackTry {
  at: Date;
  endedAt: Date;
  status: 'delivered' | 'failed';
  httpStatus?: number;
  detail?: string;
  /** When the next try is due, when there is one. */
  nextAttemptAt?: Date | undefined;
}

/** The callback of a transaction with its endpoint's credentials, or undefined when none is owed any more, or by this run. */
export async function loadCallback(deps: Pick<CommandDeps, 'em'> & { configuration: ConfigurationSource }, { transactionId, replay = 0 }: CallbackRun): Promise<OwedCallback | undefined> {
  const delivery = await deps.em().findOne(CallbackDelivery, { transactionId, status: 'pending', replays: replay });
  if (!delivery) return undefined;
  const configuration = await deps.configuration.current();
  const endpoint = configuration.callbackEndpoints.get(delivery.url);
  return {
    deliveryId: delivery.id,
    replay,
    isUnlisted: !isCallbackAllowed(configuration, delivery.url),
    request: {
      url: delivery.url,
      // Exactly these two members (contract/mobile-authentication.md section 6): the status is fetched, never told.
      body: JSON.stringify({ callback_uri: delivery.url, transaction_id: transactionId }),
      webhookId: delivery.id,
      ...(endpoint?.username ? { basic: { username: endpoint.username, password: endpoint.password ?? '' } } : {}),
      ...(endpoint?.signingSecret ? { signingSecret: endpoint.signingSecret } : {}),
    },
  };
}

/** Writes one try, and its event when the site took it. */
export async function recordCallbackAttempt(deps: Pick<CommandDeps, 'em'>, callback: Pick<OwedCallback, 'deliveryId' | 'replay'>, tried: CallbackTry): Promise<void> {
  const delivered = tried.status === 'delivered';
  // What is due next is up to the run in charge: a try of an earlier one may end after a replay was asked for.
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
  await settle(deps, change, [keepAttempt(tried), forgetOldAttempts, ...(delivered ? [tellEvent('PUSH AUTH CALLBACK SENT', tried.endedAt)] : [])]);
}

/** Writes that the callback was given up, unless a replay took over meanwhile. */
export async function recordCallbackFailed(deps: Pick<CommandDeps, 'em' | 'clock'>, { transactionId, replay = 0 }: CallbackRun): Promise<void> {
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
    parameters: [at, Math.max(0, endedAt.getTime() - at.getTime()), httpStatus ?? null, detail ?? null, nextAttemptAt ?? null],
  };
}

const forgetOldAttempts: Statement = {
  sql: 'delete from callback_attempt a using settled s where a.delivery_id = s.id and a.number <= s.attempts - ?',
  parameters: [mostAttemptsKept],
};

function tellEvent(name: 'PUSH AUTH CALLBACK SENT' | 'PUSH AUTH CALLBACK FAILED', at: Date): Statement {
  return {
    sql: `insert into event (id, name, occurred_at, user_id, client_id, app_name, subject_id, request_id)
      select ?::uuid, ?, ?::timestamptz, t.user_id, t.api_client_id, (select a.name from api_client a where a.id = t.api_client_id), t.id, t.request_id
        from settled join transaction t on t.id = settled.transaction_id`,
    parameters: [timeOrderedId(at.getTime()), name, at],
  };
}

/** Changes a delivery with everything that goes with it, in one statement: nothing happens unless the guarded change found its row. */
async function settle(deps: Pick<CommandDeps, 'em'>, change: Statement, also: readonly Statement[]): Promise<void> {
  const parts = also.map(({ sql }, index) => `part_${index} as (${sql})`);
  await deps.em().execute(`with settled as (${change.sql}), ${parts.join(', ')} select from settled`, [...change.parameters, ...also.flatMap(({ parameters }) => parameters)]);
}
