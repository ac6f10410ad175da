import { z } from 'zod';
import { registerDevice } from '../../../commands/device-registration/register-device.ts';
import type { AppDeps } from '../app-deps.ts';
import { defineRoute } from '../../route.ts';
import type { Route } from '../../route.ts';
import { publicUrlOf } from '../authenticate-app.ts';
import { messageIdOf } from '../message-id.ts';

/** One line that people can read: no control characters and no halves of characters. */
const line = (length: number) => z.string().min(1).max(length).regex(/^[^\p{Cc}\p{Cs}]*$/u);

const registration = z.strictObject({
  application: line(128),
  platform: z.enum(['android', 'ios']),
  version: line(64),
  device: z.strictObject({ name: line(128), model: line(128).optional(), os_version: line(64).optional() }),
});

/** `POST /registrations`: makes an app installation an OAuth client that is known by its device key. */
export function registrationRoutes(deps: AppDeps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/registrations',
      summary: 'Register an app installation',
      body: registration,
      responses: { 201: z.object({ device_id: z.string(), client_id: z.string() }) },
      handler: async ({ body, context, requestId }) => {
        messageIdOf(context);
        const dpop = context.get('dpop') || undefined;
        const proof = await deps.authorizationServer.verifyDeviceProof({ dpop, method: context.method, url: publicUrlOf(deps, context) });
        const { name, model, os_version: osVersion } = body.device;
        const { application, platform, version } = body;
        const registered = await registerDevice(deps, { application, platform, version, device: { name, model, osVersion }, deviceId: proof.deviceId, publicJwk: proof.jwk, requestId });
        return { status: 201, body: { device_id: registered.deviceId, client_id: registered.clientId } };
      },
    }),
  ];
}
