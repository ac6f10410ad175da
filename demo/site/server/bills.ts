import { createHash } from 'node:crypto';
import type { BillView } from '../contract.ts';

const kinds = ['Electricity', 'Gas', 'Electricity and gas'] as const;

/** The n-th bill of a customer, counted in months from `now`; amounts between 38 and 158 euro. */
export function nextBill(userId: string, index: number, now = new Date()): BillView {
  const digest = createHash('sha256').update(`${userId}:${index}`).digest();
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + index, 1));
  const due = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + index + 1, 14));
  return {
    id: `nw-${digest.toString('hex').slice(0, 8)}`,
    title: kinds[index % kinds.length] ?? kinds[0],
    period: month.toLocaleDateString('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }),
    amount: 3800 + (digest.readUInt16BE(4) % 12_000),
    due: due.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' }),
  };
}

/** `8420` becomes `€84.20`. */
export function formatAmount(cents: number): string {
  return (cents / 100).toLocaleString('en-IE', { style: 'currency', currency: 'EUR' });
}
