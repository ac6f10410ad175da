import type { Context } from 'koa';
import { z } from 'zod';
import { createRegistrationLimits } from '../../../commands/devices/registration/registration-limits.ts';
import { recordRefusedProof } from '../../../commands/devices/registration/record-refused-proof.ts';
import { registerDevice } from '../../../commands/devices/registration/register-device.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { DpopProof } from '../../../security/dpop.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import type { AppDeps } from '../app-deps.ts';
import { messageIdHeader } from '../../http/request-headers.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { proofOf } from '../authenticate-app.ts';
import { messageIdOf } from '../message-id.ts';

/** One line of readable text: no control characters and no unpaired surrogates. */
const line = (length: number) =>
  z
    .string()
    .min(1)
    .max(length)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u);

const registration = z.strictObject({
  application: line(128).describe('Identifier of the application.'),
  platform: z.enum(['android', 'ios']).describe('Platform of the app.'),
  version: line(64).describe('Name of the version of the application.'),
  device: z
    .strictObject({
      name: line(128).describe('Name of the device, as people know it.'),
      model: line(128).optional().describe('Model of the device.'),
      os_version: line(64).optional().describe('Version of the operating system.'),
    })
    .describe('What the device is.'),
});

/** `POST /registrations`: registers an app installation as an OAuth client, identified by its device key. */
export function registrationRoutes(deps: AppDeps): Route[] {
  const limits = createRegistrationLimits(deps);
  return [
    defineRoute({
      method: 'post',
      path: '/registrations',
      summary: 'Register an app installation',
      headers: [messageIdHeader],
      body: registration,
      responses: {
        201: z.object({
          device_id: z.string().describe('Id of the device: the thumbprint of its device key.'),
          client_id: z.string().describe('OAuth client that the installation is at `/oauth/token`.'),
        }),
      },
      handler: async ({ body, context }) => {
        messageIdOf(context);
        const origin = requestOriginOf(context);
        await limits.count(origin);
        const { deviceId, jwk: publicJwk } = await verifyProof(deps, context);
        const { application, platform, version } = body;
        const { name, model, os_version: osVersion } = body.device;
        const registered = await registerDevice(deps, {
          application,
          platform,
          version,
          device: { name, model, osVersion },
          deviceId,
          publicJwk,
          origin,
        });
        return { status: 201, body: { device_id: registered.deviceId, client_id: registered.clientId } };
      },
    }),
  ];
}

/** Verifies the proof by the device key. A refusal is recorded; the rate limit bounds how many. */
async function verifyProof(deps: AppDeps, context: Context): Promise<DpopProof> {
  try {
    return await deps.authorizationServer.verifyDeviceProof(proofOf(deps, context));
  } catch (error) {
    if (error instanceof CountersignError && error.code === 'invalid_dpop_proof')
      await recordRefusedProof(deps, requestOriginOf(context), error.detail);
    throw error;
  }
}
