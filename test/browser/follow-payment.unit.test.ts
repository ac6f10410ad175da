import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRequest } from '../../demo/site/server/countersign/countersign-client.ts';
import { createMobileAuthentication } from '../../demo/site/server/countersign/mobile-authentication.ts';
import { deviceIdOf } from '../../demo/site/server/countersign/signed-approval.ts';
import { createCustomers, type Customer } from '../../demo/site/server/customers.ts';
import { followPayment } from '../../demo/site/server/payments/follow-payment.ts';
import { createPayments, type Payment } from '../../demo/site/server/payments/payments.ts';
import { signResult } from './support/signed-result.ts';

const unsigned = {
  transaction_id: 'the-transaction',
  user_id: 'alex',
  is_authenticated: true,
  status: 'authenticated',
};

const displayed = { message: 'Pay €84.20 to Northwind Energy', secure_message: 'Electricity' };

let server: Server;
let result: object = unsigned;
let mobileAuthentication: ReturnType<typeof createMobileAuthentication>;

beforeAll(async () => {
  server = createServer((_request, answer) => answer.end(JSON.stringify(result)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  mobileAuthentication = createMobileAuthentication(createRequest(origin, { id: 'shop', secret: 'secret' }));
});
afterAll(() => server.close());

function newCustomer(): Customer {
  const customers = createCustomers();
  return customers.of(customers.signIn('Alex')) as Customer;
}

async function follow(asked: Payment['asked'], told: object = unsigned, deviceId?: string) {
  result = told;
  const customer = newCustomer();
  const bill = customer.bills[0];
  const payment = {
    id: 'p',
    transactionId: 'the-transaction',
    userId: 'alex',
    bill,
    asked,
    deviceId,
    message: displayed.message,
    secureMessage: displayed.secure_message,
    state: 'waiting',
  } as Payment;
  await followPayment(payment, customer, { mobileAuthentication, payments: createPayments() });
  return { state: payment.state, isSettled: bill?.paidAt !== undefined, answeredAt: customer.answeredAt };
}

/** Approves on a phone that scanned the picture or that was asked. @returns result and device id. */
async function approve() {
  const keys = await generateKeyPair('ES256', { extractable: true });
  const signed = await signResult(
    { challenge: 'c', decision: 'accept', displayed, transaction_id: 'the-transaction' },
    keys,
  );
  return { signed, deviceId: await deviceIdOf(signed.user_public_key!) };
}

describe('followPayment', () => {
  it('refuses an approval by push without a signature', async () => {
    expect(await follow('push')).toMatchObject({ state: 'failed', isSettled: false });
  });

  it('accepts an approval by text message, which has no signature', async () => {
    expect(await follow('sms')).toMatchObject({ state: 'paid', isSettled: true });
  });

  it.each([
    ['that was asked', 'push', true],
    ['that scanned the picture', 'otp', false],
  ] as const)('records the time of use of the phone %s', async (_case, asked, isNamed) => {
    const { signed, deviceId } = await approve();
    const before = Date.now();
    const { state, answeredAt } = await follow(asked, signed, isNamed ? deviceId : undefined);
    expect(state).toBe('paid');
    expect([...answeredAt.keys()]).toEqual([deviceId]);
    expect(answeredAt.get(deviceId)).toBeGreaterThanOrEqual(before);
  });

  it('counts a refusal on the phone as a use, but not a request without an answer', async () => {
    const refused = (reason: string) => ({
      ...unsigned,
      is_authenticated: false,
      not_authenticated_reason: { reason, description: reason },
    });
    expect((await follow('push', refused('not_accepted'), 'asked')).answeredAt.has('asked')).toBe(true);
    expect((await follow('push', refused('expired'), 'asked')).answeredAt.size).toBe(0);
    expect((await follow('sms')).answeredAt.size).toBe(0);
  });
});
