import Router from '@koa/router';
import type { Context } from 'koa';
import type { DevicesView } from '../contract.ts';
import { loadCustomerPhones, presentDevice } from './customer-phones.ts';
import { requireCustomer, type SiteDeps } from './site-context.ts';

const DEVICE_ID = /^[0-9a-f]{64}$/;

/** The connected phones of a customer, and their disconnection. The session determines the user id: own phones only. */
export function deviceRoutes(
  deps: Pick<SiteDeps, 'customers' | 'origin' | 'devices' | 'mobileAuthentication'>,
): Router {
  const router = new Router({ prefix: '/api/devices', sensitive: true });

  router.get('/', async (ctx) => {
    const customer = requireCustomer(ctx, deps);
    const { devices, asking } = await loadCustomerPhones(customer, deps);
    ctx.body = { devices: devices.map((device) => presentDevice(device, customer)), asking } satisfies DevicesView;
  });

  router.delete('/', async (ctx) => {
    const customer = requireCustomer(ctx, deps);
    await deps.devices.disconnectAll(customer.userId);
    ctx.status = 204;
  });

  router.delete('/:deviceId', async (ctx) => {
    const customer = requireCustomer(ctx, deps);
    await deps.devices.disconnect(customer.userId, requireDeviceId(ctx));
    ctx.status = 204;
  });

  router.delete('/:deviceId/notifications', async (ctx) => {
    const customer = requireCustomer(ctx, deps);
    await deps.devices.stopNotifications(customer.userId, requireDeviceId(ctx));
    ctx.status = 204;
  });
  return router;
}

/** Other values, such as "..", would address another resource of Countersign. */
function requireDeviceId(ctx: Context & { params: Record<string, string> }): string {
  const deviceId = ctx.params.deviceId ?? '';
  return DEVICE_ID.test(deviceId) ? deviceId : ctx.throw(404, 'We do not know this phone');
}
