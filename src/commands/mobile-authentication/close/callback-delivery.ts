import { CallbackDelivery } from '../../../entities/happenings/callback-delivery.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';

/** One callback that is owed, as it is sent. */
export interface OwedCallback {
  deliveryId: string;
  request: { url: string; body: string; webhookId: string; basic?: { username: string; password: string }; signingSecret?: string };
}

/** The callback of a transaction with its endpoint's credentials, or undefined when none is owed any more. */
export async function loadCallback(deps: Pick<CommandDeps, 'em'> & { configuration: ConfigurationSource }, transactionId: string): Promise<OwedCallback | undefined> {
  const delivery = await deps.em().findOne(CallbackDelivery, { transactionId, status: 'pending' });
  if (!delivery) return undefined;
  const endpoint = (await deps.configuration.current()).callbackEndpoints.get(delivery.url);
  return {
    deliveryId: delivery.id,
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
export async function recordCallbackAttempt(deps: Pick<CommandDeps, 'em' | 'clock'>, callback: OwedCallback, result: { status: 'delivered' | 'failed'; httpStatus?: number; detail?: string }): Promise<void> {
  const now = deps.clock();
  const delivered = result.status === 'delivered';
  await settle(
    deps,
    {
      sql: `update callback_delivery set attempts = attempts + 1, last_attempt_at = ?, last_http_status = ?, last_failure = ?, status = ?, delivered_at = ?
             where id = ? and status = 'pending' returning transaction_id`,
      parameters: [now, result.httpStatus ?? null, result.detail ?? null, delivered ? 'delivered' : 'pending', delivered ? now : null, callback.deliveryId],
    },
    delivered ? 'PUSH AUTH CALLBACK SENT' : undefined,
    now,
  );
}

/** Writes that the callback was given up. */
export async function recordCallbackFailed(deps: Pick<CommandDeps, 'em' | 'clock'>, transactionId: string): Promise<void> {
  const change = { sql: `update callback_delivery set status = 'failed' where transaction_id = ? and status = 'pending' returning transaction_id`, parameters: [transactionId] };
  await settle(deps, change, 'PUSH AUTH CALLBACK FAILED', deps.clock());
}

type CallbackEvent = 'PUSH AUTH CALLBACK SENT' | 'PUSH AUTH CALLBACK FAILED';

/** Changes a delivery and records the event about its transaction, in one statement. */
async function settle(deps: Pick<CommandDeps, 'em'>, change: { sql: string; parameters: unknown[] }, event: CallbackEvent | undefined, now: Date): Promise<void> {
  if (!event) {
    await deps.em().execute(change.sql, change.parameters);
    return;
  }
  await deps.em().execute(
    `with settled as (${change.sql})
     insert into event (id, name, occurred_at, user_id, client_id, app_name, subject_id, request_id)
     select ?::uuid, ?, ?::timestamptz, t.user_id, t.api_client_id, (select a.name from api_client a where a.id = t.api_client_id), t.id, t.request_id from settled join transaction t on t.id = settled.transaction_id`,
    [...change.parameters, timeOrderedId(now.getTime()), event, now],
  );
}
