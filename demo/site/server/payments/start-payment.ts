import { randomUUID } from 'node:crypto';
import type { BillView, PaymentMethod } from '../../contract.ts';
import { formatAmount } from '../bills.ts';
import type { Customer } from '../customers.ts';
import type { InitialiseAnswer, MobileAuthentication } from '../countersign/mobile-authentication.ts';
import type { Payment } from './payments.ts';

/** The configured mobile authentication type of each method. */
export const typeOfMethod: Record<PaymentMethod, string> = {
  push: 'payment_with_push',
  express: 'short_push',
  pin: 'payment_with_pin',
  fingerprint: 'payment_with_fingerprint',
  code: 'payment_with_code',
  qr: 'payment_with_otp',
  sms: 'payment_with_sms',
};

/** The number of codes that the type `payment_with_sms` allows; the website API does not return it. */
const CODE_TRIES = 3;

export interface PaymentRequest {
  bill: BillView;
  method: PaymentMethod;
  deviceId?: string;
  phoneNumber?: string;
  userAgent?: string;
  ipAddress?: string;
}

/** Initialises the confirmation of a payment, and returns the waiting payment. */
export async function startPayment(
  customer: Customer,
  request: PaymentRequest,
  deps: { mobileAuthentication: MobileAuthentication; callbackUri: string },
): Promise<Payment> {
  const id = randomUUID();
  const texts = textsFor(request);
  const answer = await deps.mobileAuthentication.initialise(id, {
    type: typeOfMethod[request.method],
    ...(request.method !== 'qr' && { userId: customer.userId }),
    ...texts,
    ...(request.method !== 'sms' && {
      callbackUri: deps.callbackUri,
      deviceId: request.deviceId,
      userAgent: request.userAgent,
      ipAddress: request.ipAddress,
    }),
    ...((request.method === 'push' || request.method === 'sms') && {
      phoneNumber: request.phoneNumber ?? customer.phoneNumber,
    }),
  });
  return describePayment(id, customer, request, texts, answer);
}

function textsFor({ bill, method }: PaymentRequest): { message: string; secureMessage?: string } {
  const amount = formatAmount(bill.amount);
  if (method === 'sms') return { message: `Your code to pay ${amount} to Northwind Energy is {code}. Never share it.` };
  return {
    message: `Pay ${amount} to Northwind Energy`,
    secureMessage: `${bill.title}, ${bill.period}\nBill ${bill.id.toUpperCase()}, due ${bill.due}\nAmount ${amount}`,
  };
}

function describePayment(
  id: string,
  customer: Customer,
  request: PaymentRequest,
  texts: { message: string; secureMessage?: string },
  answer: InitialiseAnswer,
): Payment {
  const asked = answer.auth_method === 'sms' || answer.auth_method === 'otp' ? answer.auth_method : 'push';
  const phoneNumber = request.phoneNumber ?? customer.phoneNumber;
  const startedAt = Date.now();
  return {
    id,
    userId: customer.userId,
    bill: request.bill,
    requested: request.method,
    asked,
    state: 'waiting',
    ...texts,
    ...(asked === 'push' && { deviceId: request.deviceId }),
    ...(answer.device && { phone: answer.device }),
    ...(answer.verification_code && { verificationCode: answer.verification_code }),
    ...(answer.otp_qr && { otp: { qr: answer.otp_qr, ...(answer.app_link && { link: answer.app_link }) } }),
    ...(asked === 'sms' && { phoneNumber, sentTo: `${phoneNumber.slice(0, 3)} ••• ${phoneNumber.slice(-3)}` }),
    startedAt,
    expiresAt: startedAt + answer.time_to_live,
    timeToLive: answer.time_to_live,
    wrongCodes: 0,
    codeTries: CODE_TRIES,
    resends: 0,
    transactionId: answer.transaction_id,
  };
}
