import type { z } from 'zod';
import { deleteShownDevice } from '../../../commands/devices/removal/delete-shown-device.ts';
import { isDeviceId } from '../../../domain/devices/device-id.ts';
import { findDevicesWithUsers } from '../../../commands/devices/lookup/find-device-users.ts';
import type { DeviceWithUsers } from '../../../commands/devices/lookup/find-device-users.ts';
import { findDevicesOf } from '../../../commands/devices/lookup/find-devices.ts';
import { usersDigest } from '../../../commands/devices/removal/users-digest.ts';
import type { RequestOrigin } from '../../../commands/events/request-origin.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { usersDigestHeader } from '../../http/request-headers.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { loadUser } from '../users/known-user.ts';
import { presentTime } from '../time.ts';
import { deletionParams, deletionResults, deletions, deviceParams, manyDevices, oneDevice } from './schema.ts';

/** Who is on a device. */
export function deviceReadRoutes(deps: AdminDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/devices/:device_id/users',
      summary: 'All users of a device, to be shown before it is deleted',
      params: deviceParams,
      responses: { 200: oneDevice },
      handler: async ({ params: { device_id: id } }) => {
        const [device] = isDeviceId(id) ? await findDevicesWithUsers(deps, [id]) : [];
        if (!device) throw new CountersignError('device_not_found');
        const body = presentDevice(device);
        return { status: 200, body, headers: { ETag: `"${body.users_digest}"` } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/users/:user_id/devices/users',
      summary: 'All users of all devices of a user, to be shown before they are deleted',
      params: deletionParams,
      responses: { 200: manyDevices },
      handler: async ({ params: { user_id: userId } }) => {
        await loadUser(deps, userId);
        const own = await findDevicesOf(deps, userId);
        const found = await findDevicesWithUsers(
          deps,
          own.map(({ id }) => id),
        );
        return { status: 200, body: { items: found.map(presentDevice) } };
      },
    }),
  ];
}

/** Deleting devices. */
export function deviceDeletionRoutes(deps: AdminDeps): Route[] {
  return [
    defineRoute({
      method: 'delete',
      path: '/devices/:device_id',
      summary: 'Delete a device for all its users',
      headers: [usersDigestHeader],
      params: deviceParams,
      responses: { 204: null },
      handler: async ({ params: { device_id: deviceId }, context }) => {
        const digest = /^"([\w-]{1,64})"$/.exec(context.get('if-match').trim())?.[1];
        if (digest === undefined) throw new CountersignError('users_not_named');
        if (isDeviceId(deviceId)) await deleteShownDevice(deps, { deviceId, digest }, requestOriginOf(context));
        return { status: 204 };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/users/:user_id/devices/deletions',
      summary: 'Delete devices of a user, each with the users that were shown',
      params: deletionParams,
      body: deletions,
      responses: { 200: deletionResults },
      handler: async ({ params, body, context }) => {
        await loadUser(deps, params.user_id);
        const origin = requestOriginOf(context);
        const items: z.input<typeof deletionResults>['items'] = [];
        for (const { id, users_digest: digest } of body.devices)
          items.push({ id, status: await deleteOne(deps, { deviceId: id, digest }, origin) });
        return { status: 200, body: { items } };
      },
    }),
  ];
}

async function deleteOne(
  deps: AdminDeps,
  shown: { deviceId: string; digest: string },
  origin: RequestOrigin,
): Promise<'deleted' | 'users_changed'> {
  try {
    if (isDeviceId(shown.deviceId)) await deleteShownDevice(deps, shown, origin);
    return 'deleted';
  } catch (error) {
    if (error instanceof CountersignError && error.code === 'users_changed') return error.code;
    throw error;
  }
}

function presentDevice({
  id,
  clientId,
  name,
  application,
  platform,
  users,
}: DeviceWithUsers): z.input<typeof oneDevice> {
  return {
    id,
    client_id: clientId,
    name,
    application,
    platform,
    users: users.map(({ userId, linkedAt, lastUsedAt }) => ({
      user_id: userId,
      linked_at: presentTime(linkedAt),
      last_used_at: presentTime(lastUsedAt),
    })),
    users_digest: usersDigest(users.map(({ userId }) => userId)),
  };
}
