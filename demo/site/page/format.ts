const money = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' });
const moment = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** Cents as `€84.20`. */
export function formatMoney(cents: number): string {
  return money.format(cents / 100);
}

/** Epoch ms as `5 May, 14:02`. */
export function formatMoment(at: number): string {
  return moment.format(at);
}
