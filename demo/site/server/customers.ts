import { randomBytes } from 'node:crypto';
import type { BillView, CustomerView } from '../contract.ts';
import { nextBill } from './bills.ts';
import type { Payment } from './payments/payments.ts';

const DEFAULT_PHONE_NUMBER = '+31612345678';
const OPEN_BILLS = 2;

export interface Customer extends CustomerView {
  bills: BillView[];
  payments: Payment[];
}

export type Customers = ReturnType<typeof createCustomers>;

/** Customers and their sessions, in memory: a demonstration keeps nothing between starts. */
export function createCustomers() {
  const byUserId = new Map<string, Customer>();
  const bySession = new Map<string, Customer>();

  return {
    /** Signs a customer in under a name and returns the new session's secret. */
    signIn(name: string): string {
      const userId = userIdOf(name);
      const customer = byUserId.get(userId) ?? newCustomer(userId, name);
      byUserId.set(userId, customer);
      const session = randomBytes(32).toString('base64url');
      bySession.set(session, customer);
      return session;
    },
    signOut(session: string | undefined): void {
      if (session) bySession.delete(session);
    },
    of(session: string | undefined): Customer | undefined {
      return session === undefined ? undefined : bySession.get(session);
    },
  };
}

/** `Alex Martin` becomes the user id `alex-martin`. */
export function userIdOf(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
}

function newCustomer(userId: string, name: string): Customer {
  const bills: BillView[] = [];
  while (bills.length < OPEN_BILLS) bills.push(nextBill(userId, bills.length));
  return { userId, name, phoneNumber: DEFAULT_PHONE_NUMBER, bills, payments: [] };
}

/** Marks a bill paid; a new one takes its place, so that there is always something to pay. */
export function settleBill(customer: Customer, billId: string, paidAt: number): void {
  const bill = customer.bills.find((candidate) => candidate.id === billId);
  if (!bill || bill.paidAt !== undefined) return;
  bill.paidAt = paidAt;
  customer.bills.push(nextBill(customer.userId, customer.bills.length));
}
