import { setTimeout as sleep } from 'node:timers/promises';
import type { PaymentState, SignedApproval } from '../../contract.ts';
import { CountersignRefusal } from '../countersign/countersign-client.ts';
import { type Customer, settleBill } from '../customers.ts';
import type { MobileAuthentication, TransactionResult } from '../countersign/mobile-authentication.ts';
import type { Payment, Payments } from './payments.ts';
import { deviceIdOf, verifyApproval } from '../countersign/signed-approval.ts';

const RETRY_MS = 1000;
/** How long after its end an unreachable result is requested before the payment is given up. */
const GRACE_MS = 60_000;

const stateOfReason: Record<string, PaymentState> = {
  not_accepted: 'refused',
  reported_by_user: 'reported',
  expired: 'expired',
  cancelled: 'cancelled',
  attempts_exceeded: 'locked',
};

/** Polls for the result of a payment's transaction, and records it. */
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
      if (isGone(error) || Date.now() > payment.expiresAt + GRACE_MS) {
        deps.payments.change(payment, { state: 'failed' });
        return;
      }
      await sleep(RETRY_MS);
    }
  }
}

/** States that mean that the phone has answered. */
const answered = new Set<PaymentState>(['paid', 'refused', 'reported']);

async function recordResult(result: TransactionResult, payment: Payment, customer: Customer, payments: Payments) {
  await settle(result, payment, customer, payments);
  if (payment.deviceId && answered.has(payment.state)) customer.answeredAt.set(payment.deviceId, Date.now());
}

async function settle(result: TransactionResult, payment: Payment, customer: Customer, payments: Payments) {
  if (result.is_authenticated) {
    const approval = await verifyApproval(result, payment);
    // The user who scanned the picture approved; it must be the customer who pays.
    if (result.user_id !== customer.userId) return payments.change(payment, { state: 'failed' });
    if (!isConfirmed(payment, approval)) return payments.change(payment, { state: 'failed', approval });
    // Any phone of the customer may scan the picture; the signature identifies it.
    if (approval && result.user_public_key) payment.deviceId ??= await deviceIdOf(result.user_public_key);
    settleBill(customer, payment.bill.id, Date.now());
    return payments.change(payment, { state: 'paid', ...(approval && { approval }) });
  }
  const reason = result.not_authenticated_reason;
  if (reason) payments.change(payment, { state: stateOfReason[reason.reason] ?? 'failed', reason });
}

/** An approval on a phone requires a valid signature; a code by text message has none. */
function isConfirmed(payment: Payment, approval: SignedApproval | undefined): boolean {
  return approval ? approval.verified : payment.asked === 'sms';
}

function isGone(error: unknown): boolean {
  return error instanceof CountersignRefusal && error.code === '1006';
}
