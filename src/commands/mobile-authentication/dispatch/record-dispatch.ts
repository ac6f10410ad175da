import type { EventName } from '../../../domain/events/event-catalogue.ts';
import type { MethodName } from '../../../domain/configuration/mobile-authentication-types/method-names.ts';
import type { ErrorCode } from '../../../errors/error-catalogue.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { changeTransaction } from '../transaction-statement.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock'>;

interface Dispatch {
  transactionId: string;
  event: EventName;
  /** Never the text or the phone number. */
  detail?: string;
}

/**
 * Records a dispatched method and notifies the waiting initialisation. Idempotent. Methods
 * only move forward: one that was given up for its fallback is not recorded when its provider answers after all.
 * @param dispatch.earlier the methods that were tried before this one.
 */
export async function recordDispatch(
  deps: Deps,
  dispatch: Dispatch & { method: MethodName; earlier: readonly MethodName[] },
): Promise<void> {
  const now = deps.clock();
  const change = {
    sql: `update transaction set dispatched_at = ?, method = ?
           where id = ? and status = 'pending' and (dispatched_at is null or method in (${['null', ...dispatch.earlier.map(() => '?')].join(', ')})) returning *`,
    parameters: [now, dispatch.method, dispatch.transactionId, ...dispatch.earlier],
  };
  await changeTransaction(deps.em(), change, [
    { name: dispatch.event, occurredAt: now, detail: dispatch.detail ?? null },
  ]);
}

/** Records a provider's refusal; on the last step also the error for the site. */
export async function recordDispatchRefusal(
  deps: Deps,
  dispatch: Dispatch & { last: boolean; refusal?: ErrorCode | undefined; detail: string },
): Promise<void> {
  const refusal = dispatch.last ? (dispatch.refusal ?? null) : null;
  const change = {
    sql: 'update transaction set refusal = coalesce(?, refusal) where id = ? returning *',
    parameters: [refusal, dispatch.transactionId],
  };
  await changeTransaction(deps.em(), change, [
    { name: dispatch.event, occurredAt: deps.clock(), detail: dispatch.detail },
  ]);
}

/** Records that the code was sent again. */
export async function recordResend(deps: Deps, resend: Dispatch & { send: number }): Promise<void> {
  const change = {
    sql: `update transaction set resends_used = ? where id = ? and status = 'pending' and resends_used < ? returning *`,
    parameters: [resend.send, resend.transactionId, resend.send],
  };
  await changeTransaction(deps.em(), change, [
    { name: resend.event, occurredAt: deps.clock(), detail: resend.detail ?? null },
  ]);
}
