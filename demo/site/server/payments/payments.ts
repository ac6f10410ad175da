import { EventEmitter } from 'node:events';
import type { PaymentView } from '../../contract.ts';

/** A payment in the shop: its view, and the user and device that were asked. */
export interface Payment extends PaymentView {
  userId: string;
  deviceId?: string;
  phoneNumber?: string;
}

export type Payments = ReturnType<typeof createPayments>;

/** All payments, with notifications of their changes. */
export function createPayments() {
  const byId = new Map<string, Payment>();
  const byTransaction = new Map<string, Payment>();
  const changes = new EventEmitter();
  changes.setMaxListeners(0);

  return {
    add(payment: Payment): void {
      byId.set(payment.id, payment);
      byTransaction.set(payment.transactionId, payment);
    },
    find(id: string, userId: string): Payment | undefined {
      const payment = byId.get(id);
      return payment?.userId === userId ? payment : undefined;
    },
    findByTransaction(transactionId: string): Payment | undefined {
      return byTransaction.get(transactionId);
    },
    change(payment: Payment, news: Partial<PaymentView>): void {
      Object.assign(payment, news);
      changes.emit(payment.id);
    },
    /** Calls back on every change until the returned function is called. */
    watch(payment: Payment, onChange: () => void): () => void {
      changes.on(payment.id, onChange);
      return () => void changes.off(payment.id, onChange);
    },
  };
}

/** The view of a payment for the page, without the full phone number. */
export function presentPayment(payment: Payment): PaymentView {
  const { userId: _userId, deviceId: _deviceId, phoneNumber: _phoneNumber, ...view } = payment;
  return view;
}
