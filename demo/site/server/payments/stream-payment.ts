import { PassThrough } from 'node:stream';
import type { Context } from 'koa';
import { type Payment, type Payments, presentPayment } from './payments.ts';

const KEEP_ALIVE_MS = 15_000;

/** Streams a payment to the page: as it is now, and again after every change (event `payment`). */
export function streamPayment(ctx: Context, payment: Payment, payments: Payments): void {
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
