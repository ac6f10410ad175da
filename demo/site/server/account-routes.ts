import Router from '@koa/router';
import type { AccountView, EnrollmentCodeView, PhonesView } from '../contract.ts';
import { loadCustomerPhones } from './customer-phones.ts';
import { presentPayment } from './payments/payments.ts';
import { requireCustomer, type SiteDeps } from './site-context.ts';

/** The bills, the phones, and a code that connects another phone. */
export function accountRoutes(deps: SiteDeps): Router {
  const router = new Router({ prefix: '/api', sensitive: true });

  router.get('/account', (ctx) => {
    const customer = requireCustomer(ctx, deps);
    const payments = customer.payments.toReversed().map(presentPayment);
    ctx.body = { bills: customer.bills, payments } satisfies AccountView;
  });

  router.get('/phones', async (ctx) => {
    const customer = requireCustomer(ctx, deps);
    const { askable, asking } = await loadCustomerPhones(customer, deps);
    ctx.body = { phones: askable, asking } satisfies PhonesView;
  });

  router.post('/enrollment-code', async (ctx) => {
    const customer = requireCustomer(ctx, deps);
    const path = `/oauth/api/v1/otp/${encodeURIComponent(customer.userId)}`;
    const { code } = await deps.endUser<{ code: string }>(path);
    const link = new URL(deps.phoneUrl);
    // In the fragment, which browsers do not send, so that no server can log the code.
    link.hash = `code=${code}`;
    ctx.body = { code, link: link.href } satisfies EnrollmentCodeView;
  });
  return router;
}
