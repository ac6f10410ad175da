import { z } from 'zod';
import {
  findTrustedDevices,
  removeAllTrustedDevices,
  removeTrustedDevice,
} from '../../../commands/authentication/trusted-devices/end-trusted-devices.ts';
import { hashTrustTokens } from '../../../commands/authentication/trusted-devices/find-trusted-device.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { trustCookie } from '../../http/browser/own-cookie.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { presentTrustedDevice, trustedDevice } from '../../http/browser/trusted-device.ts';
import { personOf } from '../authenticate-person.ts';

const list = z.object({
  items: z
    .array(trustedDevice.extend({ current: z.boolean().describe('Whether it is the one that asks.') }))
    .describe('The browsers, newest first.'),
  next_cursor: z.null().describe('There are few enough for one page.'),
});

/** The browsers that a person trusts. To trust one no longer needs no proof: it makes the account no weaker. */
export function trustedDeviceRoutes(deps: ApiDeps): Route[] {
  const cookie = trustCookie(deps.environment.publicUrl);
  return [
    defineRoute({
      method: 'get',
      path: '/trusted-devices',
      summary: 'Browsers that you trust',
      responses: { 200: list },
      handler: async ({ context }) => {
        const own = hashTrustTokens(deps.keyring, cookie.read(context));
        const devices = await findTrustedDevices(deps, personOf(context).userId);
        const items = devices.map((device) => ({
          ...presentTrustedDevice(device),
          current: own.includes(Buffer.from(device.tokenHash).toString('base64url')),
        }));
        return { status: 200, body: { items, next_cursor: null } };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/trusted-devices',
      summary: 'Trust no browser any longer',
      responses: { 204: null },
      handler: async ({ context }) => {
        const { userId: personId } = personOf(context);
        await removeAllTrustedDevices(deps, { personId, origin: requestOriginOf(context) });
        return { status: 204 };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/trusted-devices/:id',
      summary: 'Trust a browser no longer',
      params: z.object({ id: z.uuid().describe('The browser, from the list. An unknown one changes nothing.') }),
      responses: { 204: null },
      handler: async ({ params: { id }, context }) => {
        const { userId: personId } = personOf(context);
        await removeTrustedDevice(deps, { personId, id, origin: requestOriginOf(context) });
        return { status: 204 };
      },
    }),
  ];
}
