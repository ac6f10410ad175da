import { z } from 'zod';
import { identifier } from '../../text.ts';

/** What is no id names no device: removing it is done already (contract/end-user.md section 2: 204 always). */
export const deviceParams = z.object({ user_id: identifier(), device_id: z.string() });

/** As many as anybody has, and no more than one request can see through. */
const mostAtOnce = 100;

export const deleteDevices = z.strictObject({ delete: z.array(z.string().max(255)).min(1).max(mostAtOnce) });

const device = z.object({
  id: z.string(),
  name: z.string(),
  application: z.string(),
  platform: z.enum(['android', 'ios']),
  created_at: z.number().int(),
  last_login: z.number().int(),
  token_types: z.array(z.string()),
  mobile_authentication_enabled: z.boolean(),
  push_authentication_enabled: z.boolean(),
});

/** v3: snake_case. */
export const devicesOfVersion3 = z.object({ devices: z.array(device) });

/** v4: camelCase as published, beside the spelling that deployed gateways read. */
export const devicesOfVersion4 = z.object({
  devices: z.array(
    device.extend({
      model: z.string().optional(),
      osVersion: z.string().optional(),
      os_version: z.string().optional(),
      createdAt: z.number().int(),
      lastLogin: z.number().int(),
      tokenTypes: z.array(z.string()),
      mobileAuthenticationEnabled: z.boolean(),
      pushAuthenticationEnabled: z.boolean(),
    }),
  ),
});

/** `code`, `message` and `details` of what could not be deleted. */
export const notAllDeleted = z.object({
  code: z.literal('not_all_devices_deleted'),
  message: z.string(),
  details: z.array(z.object({ id: z.string(), status: z.object({ code: z.literal('device_not_deleted'), message: z.string(), details: z.array(z.never()) }) })),
});
