import { setTimeout as sleep } from 'node:timers/promises';
import type { PaymentState, SignedApproval } from '../../contract.ts';
import { CountersignRefusal } from '../countersign/countersign-client.ts';
import { type Customer, settleBill } from '../customers.ts';
import type { MobileAuthentication, TransactionResult } from '../countersign/mobile-authentication.ts';
import type { Payment, Payments } from './payments.ts';
import { verifyApproval } from '../countersign/signed-approval.ts';

const RETRY_MS = 1000;
/** How long after its end a transaction that cannot be asked about is given up. */
const PATIENCE_MS = 60_000;

const stateOfReason: Record<string, PaymentState> = {
  not_accepted: 'refused',
  reported_by_user: 'reported',
  expired: 'expired',
  cancelled: 'cancelled',
  attempts_exceeded: 'locked',
};

/** Asks for the result of a payment's transaction until there is one, and records it. */
export async function followPayment(
  payment: Payment,
  customer: Customer,
  deps: { mobileAuthentication: MobileAuthentication; payments: Payments },
): Promise<void> {
  while (payment.state === 'waiting') {
    try {
      const result = await deps.mobileAuthentication.result(payment.transactionId);
      await recordResult(result, payment, customer, deps.payments);
    } catch (error) {
      if (isGone(error) || Date.now() > payment.expiresAt + PATIENCE_MS) {
        deps.payments.change(payment, { state: 'failed' });
        return;
      }
      await sleep(RETRY_MS);
    }
  }
}

async function recordResult(result: TransactionResult, payment: Payment, customer: Customer, payments: Payments) {
  if (result.is_authenticated) {
    const approval = await verifyApproval(result, payment);
    // Whoever scanned the picture approved; it has to be the customer who pays.
    if (result.user_id !== customer.userId) return payments.change(payment, { state: 'failed' });
    if (!isConfirmed(payment, approval)) return payments.change(payment, { state: 'failed', approval });
    settleBill(customer, payment.bill.id, Date.now());
    return payments.change(payment, { state: 'paid', ...(approval && { approval }) });
  }
  const reason = result.not_authenticated_reason;
  if (reason) payments.change(payment, { state: stateOfReason[reason.reason] ?? 'failed', reason });
}

/** On a phone only a signature that holds is an approval; a code by text message is confirmed without one. */
function isConfirmed(payment: Payment, approval: SignedApproval | undefined): boolean {
  return approval ? approval.verified : payment.asked === 'sms';
}

function isGone(error: unknown): boolean {
  return error instanceof CountersignRefusal && error.code === '1006';
}
