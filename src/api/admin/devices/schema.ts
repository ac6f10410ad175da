import { z } from 'zod';
import { identifier } from '../../http/text.ts';

export const deviceParams = z.object({ device_id: z.string().toLowerCase().describe('Id of the device.') });

const deviceUsers = z.object({
  id: z.string().describe('Id of the device.'),
  client_id: z.string().describe('OAuth client that the installation is.'),
  name: z.string().describe('Name of the device, as its app gave it.'),
  application: z.string().describe('Identifier of the application.'),
  platform: z.enum(['android', 'ios']).describe('Platform of the app.'),
  users: z
    .array(
      z.object({
        user_id: z.string().describe('The user, as the site names them.'),
        linked_at: z.string().describe('When the user was connected to the device (RFC 3339).'),
        last_used_at: z.string().describe('When the user last used the device (RFC 3339).'),
      }),
    )
    .describe('All users of the device.'),
  /** Digest of these users, which a deletion repeats. */
  users_digest: z.string().describe('Digest of these users, which a deletion repeats.'),
});

export const oneDevice = deviceUsers;

export const manyDevices = z.object({ items: z.array(deviceUsers).describe('The devices.') });

export const deletionParams = z.object({ user_id: identifier().describe('The user, as the site names them.') });

/** Most devices of one request: more than any user has. */
const mostAtOnce = 100;

export const deletions = z.strictObject({
  devices: z
    .array(
      z.strictObject({
        id: z.string().max(64).toLowerCase().describe('Id of the device.'),
        users_digest: z.string().max(64).describe('`users_digest` of the users that were shown.'),
      }),
    )
    .min(1)
    .max(mostAtOnce)
    .describe('The devices to delete.'),
});

/** Result for each device; `deleted` also for one that was deleted before. */
export const deletionResults = z.object({
  items: z
    .array(
      z.object({
        id: z.string().describe('Id of the device.'),
        status: z
          .enum(['deleted', 'users_changed'])
          .describe(
            '`deleted` also for a device that was gone already. `users_changed`: nothing was deleted, list its users again.',
          ),
      }),
    )
    .describe('What became of each device.'),
});
