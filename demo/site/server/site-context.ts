import type { Context } from 'koa';
import type { CountersignRequest } from './countersign/countersign-client.ts';
import { CUSTOMER_HEADER } from '../contract.ts';
import type { Devices } from './countersign/devices.ts';
import type { Customer, Customers } from './customers.ts';
import type { MobileAuthentication } from './countersign/mobile-authentication.ts';
import type { OpenIdConnect } from './sign-in/open-id-connect.ts';
import type { Payments } from './payments/payments.ts';

const USER_ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** The dependencies of the shop's routes. */
export interface SiteDeps {
  /** The shop's own URL. */
  origin: string;
  phoneUrl: string;
  customers: Customers;
  payments: Payments;
  mobileAuthentication: MobileAuthentication;
  devices: Devices;
  /** Countersign's end-user API, with the credentials of its API client. */
  endUser: CountersignRequest;
  openIdConnect: OpenIdConnect;
}

type Sessions = Pick<SiteDeps, 'customers' | 'origin'>;

/** Contains the port, because cookies ignore it: two shops on one machine must not share a session. */
function cookiePrefix(origin: string): string {
  return `northwind-session-${new URL(origin).port}-`;
}

/** One session cookie for each customer of a browser, so that two tabs can have different customers. */
export function sessionCookie(origin: string, userId: string): string {
  return `${cookiePrefix(origin)}${userId}`;
}

/**
 * The session of a request. A tab names its customer in a header, or in the query for an event stream, which has no
 * headers; the cookie proves it. A tab without a customer is new and gets the customer who signed in last.
 */
export function sessionOf(ctx: Context, { customers, origin }: Sessions): string | undefined {
  const named = ctx.get(CUSTOMER_HEADER) || ctx.query.customer;
  if (typeof named === 'string' && named !== '') {
    const session = USER_ID.test(named) ? ctx.cookies.get(sessionCookie(origin, named)) : undefined;
    return customers.of(session)?.userId === named ? session : undefined;
  }
  return customers.newest(sessionCookiesOf(ctx, origin).map(({ value }) => value));
}

/** All session cookies of this shop in the request, including those of an earlier run. */
export function sessionCookiesOf(ctx: Context, origin: string): { name: string; value: string }[] {
  const pairs = ctx.get('cookie').split(/;\s*/);
  return pairs.flatMap((pair) => {
    const [name = '', value = ''] = pair.split('=');
    return name.startsWith(cookiePrefix(origin)) ? [{ name, value }] : [];
  });
}

/** The customer of this tab; throws 401 if there is none. */
export function requireCustomer(ctx: Context, sessions: Sessions): Customer {
  return sessions.customers.of(sessionOf(ctx, sessions)) ?? ctx.throw(401, 'Sign in first');
}
