import type { EventName } from '../../../domain/events/event-catalogue.ts';
import { CallbackDelivery } from '../../../entities/happenings/callback-delivery.ts';
import { Transaction } from '../../../entities/happenings/transaction.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { recordEvent } from '../../events/record-event.ts';

/** One callback that is owed, as it is sent. */
export interface OwedCallback {
  deliveryId: string;
  transactionId: string;
  request: { url: string; body: string; webhookId: string; basic?: { username: string; password: string }; signingSecret?: string };
}

/** The callback of a transaction with its endpoint's credentials, or undefined when none is owed any more. */
export async function loadCallback(deps: Pick<CommandDeps, 'em'> & { configuration: ConfigurationSource }, transactionId: string): Promise<OwedCallback | undefined> {
  const delivery = await deps.em().findOne(CallbackDelivery, { transactionId, status: 'pending' });
  if (!delivery) return undefined;
  const endpoint = (await deps.configuration.current()).callbackEndpoints.get(delivery.url);
  return {
    deliveryId: delivery.id,
    transactionId,
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

/** Writes one try. */
export async function recordCallbackAttempt(deps: Pick<CommandDeps, 'em' | 'clock'>, callback: OwedCallback, result: { status: 'delivered' | 'failed'; httpStatus?: number }): Promise<void> {
  const now = deps.clock();
  await deps.em().transactional(async (em) => {
    const delivery = await em.findOneOrFail(CallbackDelivery, { id: callback.deliveryId });
    delivery.attempts += 1;
    delivery.lastAttemptAt = now;
    delivery.lastHttpStatus = result.httpStatus ?? null;
    if (result.status !== 'delivered') return;
    delivery.status = 'delivered';
    delivery.deliveredAt = now;
    await recordCallbackEvent(deps, em, callback.transactionId, 'PUSH AUTH CALLBACK SENT');
  });
}

/** Writes that the callback was given up. */
export async function recordCallbackFailed(deps: Pick<CommandDeps, 'em' | 'clock'>, transactionId: string): Promise<void> {
  await deps.em().transactional(async (em) => {
    const changed = await em.nativeUpdate(CallbackDelivery, { transactionId, status: 'pending' }, { status: 'failed' });
    if (changed === 1) await recordCallbackEvent(deps, em, transactionId, 'PUSH AUTH CALLBACK FAILED');
  });
}

async function recordCallbackEvent(deps: Pick<CommandDeps, 'clock'>, em: ReturnType<CommandDeps['em']>, transactionId: string, name: EventName): Promise<void> {
  const { userId, apiClientId, requestId } = await em.findOneOrFail(Transaction, { id: transactionId });
  recordEvent(em, { name, occurredAt: deps.clock(), userId, clientId: apiClientId, subjectId: transactionId, requestId });
}
