import { z } from 'zod';
import { dropKeys } from '../../../commands/devices/key-enrollment/drop-keys.ts';
import { enrollKeys } from '../../../commands/devices/key-enrollment/enroll-keys.ts';
import { loadExchangedKeys } from '../../../commands/devices/key-enrollment/load-conversation.ts';
import { messageIdHeader } from '../../http/request-headers.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import type { AppDeps } from '../app-deps.ts';
import { callerOf, ownRegistration } from '../authenticate-app.ts';
import { messageIdOf } from '../message-id.ts';

const exchangedKeys = z.object({
  server_public_key: z.string().describe('Armored OpenPGP public key of the server.'),
  server_key_fingerprint: z.string().describe('Fingerprint of the key of the server.'),
  profile_key_fingerprint: z.string().describe('Fingerprint of the key of the profile.'),
});

/** Key enrolment: both sides learn each other's OpenPGP public key. */
export function keyEnrollmentRoutes(deps: AppDeps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/key-enrollment',
      summary: 'Exchange OpenPGP public keys',
      headers: [messageIdHeader],
      body: z.strictObject({
        public_key: z
          .string()
          .describe("Armored OpenPGP public key of the profile: Curve25519, whose one user id is the profile's id."),
      }),
      responses: {
        200: z.object({ server_public_key: z.string().describe('Armored OpenPGP public key of the server.') }),
      },
      handler: async ({ body, context }) => {
        messageIdOf(context);
        return { status: 200, body: { server_public_key: await enrollKeys(deps, callerOf(context), body.public_key) } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/key-enrollment',
      summary: 'The keys that were exchanged',
      responses: { 200: exchangedKeys },
      handler: async ({ context }) => {
        const { serverKey, registrationKey } = await loadExchangedKeys(deps, callerOf(context));
        return {
          status: 200,
          body: {
            server_public_key: serverKey.publicKey,
            server_key_fingerprint: serverKey.fingerprint,
            profile_key_fingerprint: registrationKey.fingerprint,
          },
        };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/key-enrollment',
      summary: 'Drop the keys, and push with them',
      responses: { 204: null },
      handler: async ({ context }) => {
        const own = ownRegistration(context);
        await deps.removals.tell(await deps.em().transactional((em) => dropKeys(em, deps.removals, own, deps.clock())));
        return { status: 204 };
      },
    }),
  ];
}
