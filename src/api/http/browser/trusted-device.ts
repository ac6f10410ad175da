import { z } from 'zod';
import type { TrustedDevice } from '../../../entities/authentication/trusted-device.ts';

const time = z.string();

/** A browser that a person trusts, as they and operators see it. */
export const trustedDevice = z.object({
  id: z.string().describe('Id of the browser.'),
  user_agent: z.string().nullable().describe('What it calls itself; null if it does not.'),
  ip_address: z.string().nullable().describe('Where it was when it became trusted; null if unknown.'),
  created_at: time.describe('Since when it is trusted (RFC 3339).'),
  last_used_at: time.nullable().describe('When it stood in for the second factor last (RFC 3339); null if never.'),
  expires_at: time.describe('Until when it is trusted at the most (RFC 3339).'),
});

export function presentTrustedDevice(device: TrustedDevice): z.input<typeof trustedDevice> {
  return {
    id: device.id,
    user_agent: device.userAgent ?? null,
    ip_address: device.ipAddress ?? null,
    created_at: device.createdAt.toISOString(),
    last_used_at: device.lastUsedAt?.toISOString() ?? null,
    expires_at: device.expiresAt.toISOString(),
  };
}
