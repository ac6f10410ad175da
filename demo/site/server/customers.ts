import { randomBytes } from 'node:crypto';
import type { BillView, CustomerView } from '../contract.ts';
import { phoneNumberOf } from '../../customers/phone-number.ts';
import { nextBill } from './bills.ts';
import type { Payment } from './payments/payments.ts';

const OPEN_BILLS = 2;

/** Ids that Countersign gives to people. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export interface Customer extends CustomerView {
  bills: BillView[];
  payments: Payment[];
  /** Time of the last answer of each phone, epoch ms by device id. */
  answeredAt: Map<string, number>;
}

export type Customers = ReturnType<typeof createCustomers>;

/** Customers and their sessions, in memory only: the demonstration stores nothing between starts. */
export function createCustomers() {
  const byUserId = new Map<string, Customer>();
  const bySession = new Map<string, Customer>();
  /** Session of Countersign by which a session began. */
  const sidOf = new Map<string, string>();
  /** Ids of those whom Countersign has vouched for. */
  const vouchedFor = new Set<string>();

  const open = (userId: string, name: string): string => {
    const customer = byUserId.get(userId) ?? newCustomer(userId, name);
    byUserId.set(userId, customer);
    const session = randomBytes(32).toString('base64url');
    bySession.set(session, customer);
    return session;
  };
  const signOut = (session: string | undefined): void => {
    if (session === undefined) return;
    bySession.delete(session);
    sidOf.delete(session);
  };
  return {
    /**
     * Signs a customer in under a name and returns the new session's secret; undefined for one who has a password at Countersign, as a
     * name proves nothing.
     */
    signIn(name: string): string | undefined {
      const userId = userIdOf(name);
      return UUID.test(userId) || vouchedFor.has(userId) ? undefined : open(userId, name);
    },
    /** Signs a customer in whom Countersign vouches for. */
    signInAs({ userId, name, sid }: { userId: string; name: string; sid?: string | undefined }): string {
      vouchedFor.add(userId);
      const session = open(userId, name);
      if (sid !== undefined) sidOf.set(session, sid);
      return session;
    },
    signOut,
    /** Ends what began by a session that ended at Countersign. */
    signOutBySid(sid: string): void {
      for (const session of [...sidOf.keys()].filter((key) => sidOf.get(key) === sid)) signOut(session);
    },
    of(session: string | undefined): Customer | undefined {
      return session === undefined ? undefined : bySession.get(session);
    },
    /** The newest of the open sessions. */
    newest(sessions: string[]): string | undefined {
      return [...bySession.keys()].findLast((session) => sessions.includes(session));
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
  return { userId, name, phoneNumber: phoneNumberOf(userId), bills, payments: [], answeredAt: new Map() };
}

/** Marks a bill as paid and adds a new one, so that there is always one to pay. */
export function settleBill(customer: Customer, billId: string, paidAt: number): void {
  const bill = customer.bills.find((candidate) => candidate.id === billId);
  if (!bill || bill.paidAt !== undefined) return;
  bill.paidAt = paidAt;
  customer.bills.push(nextBill(customer.userId, customer.bills.length));
}
