import Router from '@koa/router';
import { z } from 'zod';
import { readJson } from '../../serving/json-body.ts';
import type { Payments } from './payments/payments.ts';

const callbackBody = z.object({ callback_uri: z.string().max(2000), transaction_id: z.string().max(100) });

/**
 * The callback of Countersign for an ended transaction. It contains no outcome: the shop fetches the result itself.
 * Always answers 204, so that an outside caller cannot learn which transactions exist.
 */
export function callbackRoutes({ payments }: { payments: Payments }): Router {
  const router = new Router({ sensitive: true });
  router.post('/callback', async (ctx) => {
    const { transaction_id: transactionId } = await readJson(ctx, callbackBody);
    const payment = payments.findByTransaction(transactionId);
    if (payment) payments.change(payment, { callbackAt: Date.now() });
    ctx.status = 204;
  });
  return router;
}
