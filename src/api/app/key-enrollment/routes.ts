import { z } from 'zod';
import { dropKeys } from '../../../commands/key-enrollment/drop-keys.ts';
import { tellWorkflows } from '../../../commands/users/open-work.ts';
import { enrollKeys } from '../../../commands/key-enrollment/enroll-keys.ts';
import { loadExchangedKeys } from '../../../commands/key-enrollment/load-conversation.ts';
import { messageIdHeader } from '../../request-headers.ts';
import { defineRoute } from '../../route.ts';
import type { Route } from '../../route.ts';
import type { AppDeps } from '../app-deps.ts';
import { callerOf } from '../authenticate-app.ts';
import { messageIdOf } from '../message-id.ts';

/** Key enrolment: both sides learn each other's OpenPGP public key. */
export function keyEnrollmentRoutes(deps: AppDeps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/key-enrollment',
      summary: 'Exchange OpenPGP public keys',
      headers: [messageIdHeader],
      body: z.strictObject({ public_key: z.string() }),
      responses: { 200: z.object({ server_public_key: z.string() }) },
      handler: async ({ body, context }) => {
        messageIdOf(context);
        return { status: 200, body: { server_public_key: await enrollKeys(deps, callerOf(context), body.public_key) } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/key-enrollment',
      summary: 'The keys that were exchanged',
      responses: { 200: z.object({ server_public_key: z.string(), server_key_fingerprint: z.string(), profile_key_fingerprint: z.string() }) },
      handler: async ({ context }) => {
        const { serverKey, profileKey } = await loadExchangedKeys(deps, callerOf(context));
        return { status: 200, body: { server_public_key: serverKey.publicKey, server_key_fingerprint: serverKey.fingerprint, profile_key_fingerprint: profileKey.fingerprint } };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/key-enrollment',
      summary: 'Drop the keys, and push with them',
      responses: { 204: null },
      handler: async ({ context }) => {
        const work = await deps.em().transactional((em) => dropKeys(em, callerOf(context), deps.clock()));
        await tellWorkflows(deps, work);
        return { status: 204 };
      },
    }),
  ];
}
