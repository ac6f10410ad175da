import { isDeviceId } from '../../../domain/devices/device-id.ts';
import { findDevicesOf } from '../../../commands/devices/lookup/find-devices.ts';
import { disableFingerprint } from '../../../commands/devices/authenticators/disable-fingerprint.ts';
import { recordUserAction } from '../../../commands/persons/users/user-action.ts';
import { revokeMobileAuthentication } from '../../../commands/devices/key-enrollment/revoke-mobile-authentication.ts';
import { revokePush } from '../../../commands/push/push-enrollment/revoke-push.ts';
import { describeError } from '../../../errors/countersign-error.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route, RouteAnswer } from '../../http/route.ts';
import { nothingFound, userParams } from '../user-params.ts';
import {
  deleteDevices,
  deviceParams,
  devicesOfVersion3,
  devicesOfVersion4,
  notAllDeleted,
  presentDevice,
  presentDeviceInBothSpellings,
} from './schema.ts';
import { removeAllDevices, removeDevice, removeDevices } from './remove-devices.ts';

const devices = '/:user_id/devices';
const oneDevice = `${devices}/:device_id`;

/** Device API (contract/end-user.md section 2), below `/users`. */
export function deviceRoutes(deps: ApiDeps, version: 'v3' | 'v4'): Route[] {
  return [listRoute(deps, version), ...removalRoutes(deps), ...factorRoutes(deps)];
}

function listRoute(deps: ApiDeps, version: 'v3' | 'v4'): Route {
  return defineRoute({
    method: 'get',
    path: devices,
    summary: 'The devices of a user',
    params: userParams,
    responses: { 200: version === 'v3' ? devicesOfVersion3 : devicesOfVersion4, 404: nothingFound('No devices found') },
    handler: async ({ params, context }) => {
      const found = await findDevicesOf(deps, params.user_id);
      await recordUserAction(deps, {
        event: 'API DEVICES LISTED',
        origin: requestOriginOf(context),
        userId: params.user_id,
      });
      if (found.length === 0) return { status: 404, body: { error: 'No devices found' } };
      return {
        status: 200,
        body: { devices: found.map(version === 'v3' ? presentDevice : presentDeviceInBothSpellings) },
      };
    },
  });
}

function removalRoutes(deps: ApiDeps): Route[] {
  const responses = { 204: null, 500: notAllDeleted };
  return [
    defineRoute({
      method: 'delete',
      path: devices,
      summary: 'Disconnect a user from all devices',
      params: userParams,
      responses,
      handler: async ({ params, context }) =>
        answerRemoval(await removeAllDevices(deps, params.user_id, requestOriginOf(context))),
    }),
    defineRoute({
      method: 'post',
      path: devices,
      summary: 'Disconnect a user from some devices',
      params: userParams,
      body: deleteDevices,
      responses,
      handler: async ({ params, body, context }) =>
        answerRemoval(
          await removeDevices(deps, { userId: params.user_id, deviceIds: body.delete }, requestOriginOf(context)),
        ),
    }),
    defineRoute({
      method: 'delete',
      path: oneDevice,
      summary: 'Disconnect a user from one device',
      params: deviceParams,
      responses: { 204: null },
      handler: async ({ params, context }) => {
        await removeDevice(deps, { userId: params.user_id, deviceId: params.device_id }, requestOriginOf(context));
        return { status: 204 };
      },
    }),
  ];
}

function answerRemoval(failed: readonly string[]): RouteAnswer {
  if (failed.length === 0) return { status: 204 };
  const message = 'The device could not be deleted.';
  const details = failed.map((id) => ({ id, status: { code: 'device_not_deleted', message, details: [] } }));
  return {
    status: 500,
    body: { code: 'not_all_devices_deleted', message: describeError('not_all_devices_deleted').message, details },
  };
}

const factors = [
  {
    path: 'disableFingerprint',
    summary: 'Drop the fingerprint of a user on one device',
    disable: disableFingerprint,
    event: 'API FINGER PRINT DISABLED',
  },
  {
    path: 'disableMobileAuthentication',
    summary: 'Drop keys and push of a user on one device',
    disable: revokeMobileAuthentication,
    event: 'API MOBILE AUTHENTICATION DISABLED',
  },
  {
    path: 'disablePushAuthentication',
    summary: 'Drop push of a user on one device, keys stay',
    disable: revokePush,
    event: 'API PUSH AUTHENTICATION DISABLED',
  },
] as const;

function factorRoutes(deps: ApiDeps): Route[] {
  return factors.map(({ path, summary, disable, event }) =>
    defineRoute({
      method: 'post',
      path: `${oneDevice}/${path}`,
      summary,
      params: deviceParams,
      responses: { 204: null },
      handler: async ({ params, context }) => {
        const target = { userId: params.user_id, deviceId: params.device_id };
        if (isDeviceId(target.deviceId)) await disable(deps, target, { origin: requestOriginOf(context), event });
        return { status: 204 };
      },
    }),
  );
}
