import { randomUUID } from 'node:crypto';
import { PassThrough } from 'node:stream';
import Router from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import { readJson } from '../../../serving/json-body.ts';
import type { OutcomeView } from '../../contract.ts';
import { CountersignRefusal } from '../countersign/countersign-client.ts';
import type { Customer } from '../customers.ts';
import { followPayment } from './follow-payment.ts';
import { type Payment, presentPayment, type Payments } from './payments.ts';
import { problemOf } from '../problems.ts';
import { requireCustomer, type SiteDeps } from '../site-context.ts';
import { startPayment } from './start-payment.ts';

const paymentBody = z.object({
  billId: z.string().max(40),
  method: z.enum(['push', 'express', 'pin', 'fingerprint', 'code', 'qr', 'sms']),
  deviceId: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  phoneNumber: z
    .string()
    .trim()
    .transform((number) => number.replaceAll(/[\s()-]/g, ''))
    .pipe(z.string().regex(/^\+[1-9]\d{6,14}$/, 'That phone number is not complete. Write it like +31612345678.'))
    .optional(),
});

const codeBody = z.object({ code: z.string().regex(/^\d{6}$/, 'The code has six digits') });

/** Starts, streams, confirms and cancels a payment. */
export function paymentRoutes(deps: SiteDeps): Router {
  const router = new Router({ prefix: '/api/payments', sensitive: true });

  router.post('/', async (ctx) => {
    const customer = requireCustomer(ctx, deps);
    const payment = await askToPay(ctx, customer, deps);
    ctx.status = 201;
    ctx.body = presentPayment(payment);
  });

  router.get('/:id', (ctx) => {
    ctx.body = presentPayment(requirePayment(ctx, deps));
  });

  router.get('/:id/stream', (ctx) => streamPayment(ctx, requirePayment(ctx, deps), deps.payments));

  router.post('/:id/code', async (ctx) => {
    const payment = requirePayment(ctx, deps);
    const { code } = await readJson(ctx, codeBody);
    const outcome = await outcomeOf(() =>
      deps.mobileAuthentication.verifySms(payment.userId, payment.transactionId, code),
    );
    if (!outcome.accepted && outcome.problem === 'wrong_code')
      deps.payments.change(payment, { wrongCodes: payment.wrongCodes + 1 });
    ctx.body = outcome;
  });

  router.post('/:id/resend', async (ctx) => {
    const payment = requirePayment(ctx, deps);
    ctx.body = await outcomeOf(async () => {
      await deps.mobileAuthentication.resendSms(payment.userId, payment.transactionId, randomUUID());
      deps.payments.change(payment, { resends: payment.resends + 1 });
    });
  });

  router.delete('/:id', async (ctx) => {
    await deps.mobileAuthentication.cancel(requirePayment(ctx, deps).transactionId);
    ctx.status = 204;
  });
  return router;
}

/** A wrong code is answered with 200, because browsers log other statuses as errors. */
async function outcomeOf(action: () => Promise<void>): Promise<OutcomeView> {
  try {
    await action();
    return { accepted: true };
  } catch (error) {
    if (!(error instanceof CountersignRefusal)) throw error;
    const { problem, message } = problemOf(error);
    return { accepted: false, problem, message };
  }
}

async function askToPay(ctx: Context, customer: Customer, deps: SiteDeps): Promise<Payment> {
  const { billId, ...choice } = await readJson(ctx, paymentBody);
  const bill = customer.bills.find((candidate) => candidate.id === billId && candidate.paidAt === undefined);
  if (!bill) return ctx.throw(404, 'There is no such open bill');
  if (choice.method !== 'sms' && choice.method !== 'qr' && choice.deviceId === undefined)
    return ctx.throw(400, 'Choose the phone to ask');
  if (choice.phoneNumber) customer.phoneNumber = choice.phoneNumber;
  await giveUpEarlier(ctx, customer, bill.id, deps);

  const request = { bill, ...choice, userAgent: ctx.get('user-agent'), ipAddress: ctx.ip };
  const callbackUri = `${deps.origin}/callback`;
  const payment = await startPayment(customer, request, { ...deps, callbackUri });
  customer.payments.push(payment);
  deps.payments.add(payment);
  void followPayment(payment, customer, deps);
  return payment;
}

/** One open payment for each bill, because two approvals could pay it twice. */
async function giveUpEarlier(
  ctx: Context,
  customer: Customer,
  billId: string,
  { mobileAuthentication, payments }: SiteDeps,
): Promise<void> {
  const earlier = customer.payments.filter((payment) => payment.bill.id === billId && payment.state === 'waiting');
  for (const payment of earlier) {
    await mobileAuthentication.cancel(payment.transactionId).catch((error: unknown) => {
      if (!(error instanceof CountersignRefusal)) throw error;
      ctx.throw(409, 'An earlier payment of this bill was answered just now. Look at your account first.');
    });
    payments.change(payment, { state: 'cancelled' });
  }
}

function requirePayment(ctx: Context & { params: Record<string, string> }, deps: SiteDeps): Payment {
  const customer = requireCustomer(ctx, deps);
  const payment = deps.payments.find(ctx.params.id ?? '', customer.userId);
  return payment ?? ctx.throw(404, 'We do not know this payment');
}

const KEEP_ALIVE_MS = 15_000;

/** Streams a payment to the page: its current state, then every change (event `payment`). */
function streamPayment(ctx: Context, payment: Payment, payments: Payments): void {
  const stream = new PassThrough();
  const send = () => stream.write(`event: payment\ndata: ${JSON.stringify(presentPayment(payment))}\n\n`);
  const unwatch = payments.watch(payment, send);
  const keepAlive = setInterval(() => stream.write(':\n\n'), KEEP_ALIVE_MS);
  stream.once('close', () => {
    unwatch();
    clearInterval(keepAlive);
  });
  ctx.type = 'text/event-stream; charset=utf-8';
  ctx.set({ 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
  ctx.body = stream;
  send();
}
