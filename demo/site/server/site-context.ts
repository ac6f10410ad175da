import type { Context } from 'koa';
import type { CountersignRequest } from './countersign/countersign-client.ts';
import type { Devices } from './countersign/devices.ts';
import type { Customer, Customers } from './customers.ts';
import type { MobileAuthentication } from './countersign/mobile-authentication.ts';
import type { Payments } from './payments/payments.ts';

/** Everything the shop's routes work with. */
export interface SiteDeps {
  /** The shop's own address. */
  origin: string;
  phoneUrl: string;
  customers: Customers;
  payments: Payments;
  mobileAuthentication: MobileAuthentication;
  devices: Devices;
  /** Countersign's end-user API, with that API client's credentials. */
  endUser: CountersignRequest;
}

/** Cookies know no ports: two shops on one machine must not share a session. */
export function sessionCookie(origin: string): string {
  return `northwind-session-${new URL(origin).port}`;
}

/** The customer who is signed in; 401 when nobody is. */
export function requireCustomer(ctx: Context, { customers, origin }: Pick<SiteDeps, 'customers' | 'origin'>): Customer {
  return customers.of(ctx.cookies.get(sessionCookie(origin))) ?? ctx.throw(401, 'Sign in first');
}
