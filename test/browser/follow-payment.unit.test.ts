import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRequest } from '../../demo/site/server/countersign/countersign-client.ts';
import { createMobileAuthentication } from '../../demo/site/server/countersign/mobile-authentication.ts';
import { createCustomers, type Customer } from '../../demo/site/server/customers.ts';
import { followPayment } from '../../demo/site/server/payments/follow-payment.ts';
import { createPayments, type Payment } from '../../demo/site/server/payments/payments.ts';

const unsigned = { transaction_id: 'the-transaction', user_id: 'alex', is_authenticated: true, status: 'authenticated' };

let server: Server;
let mobileAuthentication: ReturnType<typeof createMobileAuthentication>;

beforeAll(async () => {
  server = createServer((_request, answer) => answer.end(JSON.stringify(unsigned)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  mobileAuthentication = createMobileAuthentication(createRequest(origin, { id: 'shop', secret: 'secret' }));
});
afterAll(() => server.close());

function newCustomer(): Customer {
  const customers = createCustomers();
  return customers.of(customers.signIn('Alex')) as Customer;
}

async function follow(asked: Payment['asked']) {
  const customer = newCustomer();
  const bill = customer.bills[0];
  const payment = { id: 'p', transactionId: 'the-transaction', userId: 'alex', bill, asked, state: 'waiting' } as Payment;
  await followPayment(payment, customer, { mobileAuthentication, payments: createPayments() });
  return { state: payment.state, isSettled: bill?.paidAt !== undefined };
}

describe('followPayment', () => {
  it('refuses an approval on a phone that carries no signature', async () => {
    expect(await follow('push')).toEqual({ state: 'failed', isSettled: false });
  });

  it('settles what a code by text message confirmed, which nothing signs', async () => {
    expect(await follow('sms')).toEqual({ state: 'paid', isSettled: true });
  });
});
