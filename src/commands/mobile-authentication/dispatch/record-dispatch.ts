import type { EventName } from '../../../domain/events/event-catalogue.ts';
import { Transaction } from '../../../entities/happenings/transaction.ts';
import type { ErrorCode } from '../../../errors/error-catalogue.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';
import { notifyTransaction } from '../notify-transaction.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock'>;

interface Dispatch {
  transactionId: string;
  step: number;
  event: EventName;
}

/** Writes that a method is on its way: whoever waits for the initialisation is told. Repeating it changes nothing. */
export async function recordDispatch(deps: Deps, dispatch: Dispatch): Promise<void> {
  await deps.em().transactional(async (em) => {
    const transaction = await em.findOne(Transaction, { id: dispatch.transactionId });
    const step = transaction?.policy.steps[dispatch.step];
    if (!transaction || !step) return;
    const changed = await em.nativeUpdate(
      Transaction,
      { id: transaction.id, status: 'pending', $or: [{ dispatchedAt: null }, { method: { $ne: step.method } }] },
      { dispatchedAt: deps.clock(), method: step.method },
    );
    if (changed === 0) return;
    recordEvent(em, eventOf(transaction, dispatch.event, deps.clock()));
    await notifyTransaction(em, transaction);
  });
}

/** Writes that a provider refused; on the last step also what the site will be told. */
export async function recordDispatchRefusal(deps: Deps, dispatch: Dispatch & { last: boolean; refusal?: ErrorCode | undefined; detail: string }): Promise<void> {
  await deps.em().transactional(async (em) => {
    const transaction = await em.findOne(Transaction, { id: dispatch.transactionId });
    if (!transaction) return;
    recordEvent(em, { ...eventOf(transaction, dispatch.event, deps.clock()), detail: dispatch.detail });
    if (dispatch.last && dispatch.refusal) await em.nativeUpdate(Transaction, { id: transaction.id, status: 'pending' }, { refusal: dispatch.refusal });
  });
}

/** Writes that the code was sent again. */
export async function recordResend(deps: Deps, resend: Dispatch & { send: number }): Promise<void> {
  await deps.em().transactional(async (em) => {
    const transaction = await em.findOne(Transaction, { id: resend.transactionId });
    if (!transaction) return;
    const changed = await em.nativeUpdate(Transaction, { id: transaction.id, status: 'pending', resendsUsed: { $lt: resend.send } }, { resendsUsed: resend.send });
    if (changed === 1) recordEvent(em, eventOf(transaction, resend.event, deps.clock()));
  });
}

function eventOf(transaction: Transaction, name: EventName, occurredAt: Date) {
  const { userId, apiClientId, id, requestId } = transaction;
  return { name, occurredAt, userId, clientId: apiClientId, subjectId: id, requestId };
}
