import type { UserDevice } from '../../../commands/devices/find-devices.ts';

/** A device in the spelling of v3. */
export function presentDevice(device: UserDevice) {
  return {
    id: device.id,
    name: device.name,
    application: device.application,
    platform: device.platform,
    created_at: device.connectedAt,
    last_login: device.lastLoginAt,
    token_types: device.tokenTypes,
    mobile_authentication_enabled: device.keysEnrolled,
    push_authentication_enabled: device.pushEnrolled,
  };
}

/** A device in both spellings, as v4 has it. */
export function presentDeviceInBothSpellings(device: UserDevice) {
  const presented = presentDevice(device);
  return {
    ...presented,
    ...(device.model === null ? {} : { model: device.model }),
    ...(device.osVersion === null ? {} : { osVersion: device.osVersion, os_version: device.osVersion }),
    createdAt: presented.created_at,
    lastLogin: presented.last_login,
    tokenTypes: presented.token_types,
    mobileAuthenticationEnabled: presented.mobile_authentication_enabled,
    pushAuthenticationEnabled: presented.push_authentication_enabled,
  };
}
