import Router from '@koa/router';
import type { AccountView, EnrollmentCodeView, PhonesView, PhoneView } from '../contract.ts';
import type { AvailableType } from './countersign/mobile-authentication.ts';
import { presentPayment } from './payments/payments.ts';
import { requireCustomer, type SiteDeps } from './site-context.ts';

/** The customer's bills, their phones, and the code that connects another phone. */
export function accountRoutes(deps: SiteDeps): Router {
  const router = new Router({ prefix: '/api', sensitive: true });

  router.get('/account', (ctx) => {
    const customer = requireCustomer(ctx, deps);
    const payments = customer.payments.toReversed().map(presentPayment);
    ctx.body = { bills: customer.bills, payments } satisfies AccountView;
  });

  router.get('/phones', async (ctx) => {
    const customer = requireCustomer(ctx, deps);
    const types = await deps.mobileAuthentication.available(customer.userId);
    ctx.body = { phones: phonesOf(types) } satisfies PhonesView;
  });

  router.post('/enrollment-code', async (ctx) => {
    const customer = requireCustomer(ctx, deps);
    const path = `/oauth/api/v1/otp/${encodeURIComponent(customer.userId)}`;
    const { code } = await deps.endUser<{ code: string }>(path);
    const link = new URL(deps.phoneUrl);
    // In the fragment: browsers keep it to themselves, no server sees or logs the code.
    link.hash = `code=${code}`;
    ctx.body = { code, link: link.href } satisfies EnrollmentCodeView;
  });
  return router;
}

function phonesOf(types: AvailableType[]): PhoneView[] {
  const apps = types.find((type) => type.type === 'payment_with_push')?.apps_enrolled_for_push ?? [];
  return apps.map((app) => ({
    deviceId: app.device_id,
    name: app.device_name,
    platform: app.platform,
    appName: app.app_name,
  }));
}
