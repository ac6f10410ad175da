import type { Context } from 'koa';
import { z } from 'zod';
import { createRegistrationLimits } from '../../../commands/device-registration/registration-limits.ts';
import { recordRefusedProof } from '../../../commands/device-registration/record-refused-proof.ts';
import { registerDevice } from '../../../commands/device-registration/register-device.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { DpopProof } from '../../../security/dpop.ts';
import { requestOriginOf } from '../../request-origin.ts';
import type { AppDeps } from '../app-deps.ts';
import { messageIdHeader } from '../../request-headers.ts';
import { defineRoute } from '../../route.ts';
import type { Route } from '../../route.ts';
import { proofOf } from '../authenticate-app.ts';
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
  const limits = createRegistrationLimits(deps);
  return [
    defineRoute({
      method: 'post',
      path: '/registrations',
      summary: 'Register an app installation',
      headers: [messageIdHeader],
      body: registration,
      responses: { 201: z.object({ device_id: z.string(), client_id: z.string() }) },
      handler: async ({ body, context }) => {
        messageIdOf(context);
        const origin = requestOriginOf(context);
        await limits.count(origin);
        const { deviceId, jwk: publicJwk } = await verifyProof(deps, context);
        const { application, platform, version } = body;
        const { name, model, os_version: osVersion } = body.device;
        const registered = await registerDevice(deps, { application, platform, version, device: { name, model, osVersion }, deviceId, publicJwk, origin });
        return { status: 201, body: { device_id: registered.deviceId, client_id: registered.clientId } };
      },
    }),
  ];
}

/** Whoever has the key is the installation. What was refused is recorded: the limit keeps it from being a flood. */
async function verifyProof(deps: AppDeps, context: Context): Promise<DpopProof> {
  try {
    return await deps.authorizationServer.verifyDeviceProof(proofOf(deps, context));
  } catch (error) {
    if (error instanceof CountersignError && error.code === 'invalid_dpop_proof') await recordRefusedProof(deps, requestOriginOf(context), error.detail);
    throw error;
  }
}
