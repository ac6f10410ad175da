import { z } from 'zod';
import { identifier } from '../../text.ts';

export const deviceParams = z.object({ device_id: z.string() });

const deviceUsers = z.object({
  id: z.string(),
  client_id: z.string(),
  name: z.string(),
  application: z.string(),
  platform: z.enum(['android', 'ios']),
  users: z.array(z.object({ user_id: z.string(), linked_at: z.string(), last_used_at: z.string() })),
  /** Names these users: a deletion repeats it. */
  users_digest: z.string(),
});

export const oneDevice = deviceUsers;

export const manyDevices = z.object({ items: z.array(deviceUsers) });

export const deletionParams = z.object({ user_id: identifier() });

/** As many as anybody has, and no more than one request can see through. */
const mostAtOnce = 100;

export const deletions = z.strictObject({ devices: z.array(z.strictObject({ id: z.string().max(64), users_digest: z.string().max(64) })).min(1).max(mostAtOnce) });

/** What became of each: `deleted` also of one that is gone already. */
export const deletionResults = z.object({ items: z.array(z.object({ id: z.string(), status: z.enum(['deleted', 'users_changed']) })) });
