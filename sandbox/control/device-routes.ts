import type Router from '@koa/router';
import { z } from 'zod';
import type { Devices, Push } from '../state/devices.ts';
import { streamEvents } from './event-stream.ts';
import { ControlError, readJson } from './json-body.ts';

const newDevice = z.strictObject({
  platform: z.enum(['android', 'ios']),
  application: z.string().max(200).optional(),
  bundle_id: z.string().max(200).optional(),
});

/** Routes for phones: register one, read its pushes, remove its app. */
export function addDeviceRoutes(router: Router, devices: Devices): void {
  router.post('/devices', async (context) => {
    const device = devices.register(await readJson(context, newDevice));
    context.status = 201;
    context.body = {
      ...device,
      stream: `${context.protocol}://${context.host}/devices/${encodeURIComponent(device.push_token)}/stream`,
    };
  });
  router.get('/devices/:token', (context) => {
    context.body = devices.find(context.params['token'] as string) ?? refuseUnknown();
  });
  router.get('/devices/:token/pushes', (context) => {
    const token = context.params['token'] as string;
    if (devices.find(token) === undefined) refuseUnknown();
    context.body = { pushes: devices.pushes(token) };
  });
  router.get('/devices/:token/stream', (context) => {
    const token = context.params['token'] as string;
    if (!streamEvents<Push>(context, 'push', (lastSeenId, send) => devices.follow(token, lastSeenId, send)))
      refuseUnknown();
  });
  router.delete('/devices/:token', (context) => {
    if (!devices.unregister(context.params['token'] as string)) refuseUnknown();
    context.status = 204;
  });
}

function refuseUnknown(): never {
  throw new ControlError(404, 'no such device');
}
