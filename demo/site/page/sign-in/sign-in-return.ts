import { tabCustomer } from '../tab-customer.ts';

/** What the shop's server says behind the `#` when the browser comes back from Countersign; read once, before the first request. */
export const signInReturn = readReturn();

function readReturn(): { hasFailed: boolean } {
  const told = new URLSearchParams(location.hash.slice(1));
  const customer = told.get('customer');
  if (customer) tabCustomer.keep(customer);
  if (customer || told.has('sign-in')) history.replaceState(null, '', location.pathname);
  return { hasFailed: told.get('sign-in') === 'failed' };
}
