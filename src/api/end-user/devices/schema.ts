import { z } from 'zod';
import { identifier } from '../../http/text.ts';
import type { UserDevice } from '../../../commands/devices/lookup/find-devices.ts';

/**
 * Text that is no id names no device; its removal is answered with 204 (contract/end-user.md section 2). An id is read in
 * any case.
 */
export const deviceParams = z.object({
  user_id: identifier().describe('The user, as the site names them: opaque text, compared letter by letter.'),
  device_id: z.string().toLowerCase().describe('Id of the device. An unknown id changes nothing.'),
});

/** Most devices of one request: more than any user has. */
const mostAtOnce = 100;

export const deleteDevices = z.strictObject({
  delete: z
    .array(z.string().max(255).toLowerCase())
    .min(1)
    .max(mostAtOnce)
    .describe('Ids of the devices to disconnect the user from.'),
});

const device = z.object({
  id: z.string().describe('Id of the device: the thumbprint of its device key.'),
  name: z.string().describe('Name of the device, as its app gave it.'),
  application: z.string().describe('Identifier of the application.'),
  platform: z.enum(['android', 'ios']).describe('Platform of the app.'),
  created_at: z.number().int().describe('When the user was connected to the device, in milliseconds since 1970.'),
  last_login: z.number().int().describe('When the user last used the device, in milliseconds since 1970.'),
  token_types: z.array(z.string()).describe('Kinds of tokens that the device has of the user.'),
  mobile_authentication_enabled: z.boolean().describe('Whether OpenPGP keys are exchanged: the device can approve.'),
  push_authentication_enabled: z.boolean().describe('Whether a push token is proven: the device can be notified.'),
});

/** v3: snake_case. */
export const devicesOfVersion3 = z.object({ devices: z.array(device).describe('The devices.') });

/** v4: camelCase as published, and snake_case, which deployed gateways read. */
export const devicesOfVersion4 = z.object({
  devices: z
    .array(
      device.extend({
        model: z.string().optional().describe('Model of the device, where the app told it.'),
        osVersion: z.string().optional().describe('Version of the operating system, where the app told it.'),
        os_version: z.string().optional().describe('The same as `osVersion`.'),
        createdAt: z.number().int().describe('The same as `created_at`.'),
        lastLogin: z.number().int().describe('The same as `last_login`.'),
        tokenTypes: z.array(z.string()).describe('The same as `token_types`.'),
        mobileAuthenticationEnabled: z.boolean().describe('The same as `mobile_authentication_enabled`.'),
        pushAuthenticationEnabled: z.boolean().describe('The same as `push_authentication_enabled`.'),
      }),
    )
    .describe('The devices.'),
});

/** `code`, `message` and `details` of what could not be deleted. */
export const notAllDeleted = z.object({
  code: z.literal('not_all_devices_deleted').describe('Stable name of the refusal.'),
  message: z.string().describe('The same for people.'),
  details: z
    .array(
      z.object({
        id: z.string().describe('Id of the device.'),
        status: z
          .object({
            code: z.literal('device_not_deleted').describe('Stable name of the failure.'),
            message: z.string().describe('The same for people.'),
            details: z.array(z.never()).describe('Always empty.'),
          })
          .describe('Why the device was not deleted.'),
      }),
    )
    .describe('The devices that were not deleted.'),
});

/** A device in the spelling of v3. */
export function presentDevice(shown: UserDevice) {
  return {
    id: shown.id,
    name: shown.name,
    application: shown.application,
    platform: shown.platform,
    created_at: shown.connectedAt,
    last_login: shown.lastLoginAt,
    token_types: shown.tokenTypes,
    mobile_authentication_enabled: shown.keysEnrolled,
    push_authentication_enabled: shown.pushEnrolled,
  };
}

/** A device in both spellings, as v4 has it. */
export function presentDeviceInBothSpellings(shown: UserDevice) {
  const presented = presentDevice(shown);
  return {
    ...presented,
    ...(shown.model === null ? {} : { model: shown.model }),
    ...(shown.osVersion === null ? {} : { osVersion: shown.osVersion, os_version: shown.osVersion }),
    createdAt: presented.created_at,
    lastLogin: presented.last_login,
    tokenTypes: presented.token_types,
    mobileAuthenticationEnabled: presented.mobile_authentication_enabled,
    pushAuthenticationEnabled: presented.push_authentication_enabled,
  };
}
