import Router from '@koa/router';
import type { DevicesView, DeviceView } from '../contract.ts';
import type { Device } from './countersign/devices.ts';
import { requireCustomer, type SiteDeps } from './site-context.ts';

const DEVICE_ID = /^[0-9a-f]{64}$/;

/** The phones on which a customer is connected, and how to end that. A customer reaches their own alone: the user id is the session's. */
export function deviceRoutes(deps: Pick<SiteDeps, 'customers' | 'origin' | 'devices'>): Router {
  const router = new Router({ prefix: '/api/devices', sensitive: true });

  router.get('/', async (ctx) => {
    const customer = requireCustomer(ctx, deps);
    const devices = await deps.devices.list(customer.userId);
    ctx.body = { devices: devices.map(presentDevice) } satisfies DevicesView;
  });

  router.delete('/', async (ctx) => {
    const customer = requireCustomer(ctx, deps);
    await deps.devices.disconnectAll(customer.userId);
    ctx.status = 204;
  });

  router.delete('/:deviceId', async (ctx) => {
    const customer = requireCustomer(ctx, deps);
    const deviceId = ctx.params.deviceId ?? '';
    // Anything else, such as "..", would name another resource of Countersign's.
    if (!DEVICE_ID.test(deviceId)) ctx.throw(404, 'We do not know this phone');
    await deps.devices.disconnect(customer.userId, deviceId);
    ctx.status = 204;
  });
  return router;
}

function presentDevice(device: Device): DeviceView {
  const { id: deviceId, name, application, platform, createdAt, lastLogin } = device;
  return {
    deviceId,
    name,
    platform,
    appName: application,
    connectedAt: createdAt,
    lastUsedAt: lastLogin,
    approves: device.mobileAuthenticationEnabled,
    isNotified: device.pushAuthenticationEnabled,
  };
}
