import { z } from 'zod';
import { findTrustedDevices } from '../../../commands/authentication/trusted-devices/end-trusted-devices.ts';
import { findDevicesOf } from '../../../commands/devices/lookup/find-devices.ts';
import { findAccessGrantsOf } from '../../../commands/tokens/grants/find-access-grants.ts';
import { findConsentsOf } from '../../../commands/tokens/consents/find-consents.ts';
import { findLatestEventsOf } from '../../../commands/persons/users/find-latest-events.ts';
import { findTokensOf } from '../../../commands/tokens/grants/find-tokens.ts';
import { findNotificationSetting } from '../../../commands/tokens/grants/find-notification-setting.ts';
import { presentTrustedDevice, trustedDevice } from '../../http/browser/trusted-device.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { loadUser } from './known-user.ts';
import { presentAccessGrant, presentConsent, presentDevice, presentEvent, presentToken } from './presenter.ts';
import { consents, devices, events, grants, notifications, tokens, userParams } from './schema.ts';

/** Events on the screen of a user. */
const latest = 20;

interface Part {
  path: string;
  summary: string;
  shape: z.ZodType;
  find: (deps: AdminDeps, userId: string) => Promise<unknown>;
}

const list = <Found>(found: readonly Found[], present: (one: Found) => unknown) => ({ items: found.map(present) });

/** The parts of the screen of a user (contract/end-user.md section 5). */
const parts: readonly Part[] = [
  {
    path: 'events',
    summary: 'The latest 20 events of a user',
    shape: events,
    find: async (deps, userId) => list(await findLatestEventsOf(deps, userId, latest), presentEvent),
  },
  {
    path: 'notifications',
    summary: 'How a user wants to be notified',
    shape: notifications,
    find: async (deps, userId) => ({ notification_type: (await findNotificationSetting(deps, userId)) ?? null }),
  },
  {
    path: 'consents',
    summary: 'What a user let web clients do',
    shape: consents,
    find: async (deps, userId) => list(await findConsentsOf(deps, userId), presentConsent),
  },
  {
    path: 'tokens',
    summary: 'Tokens that clients have of a user',
    shape: tokens,
    find: async (deps, userId) => list(await findTokensOf(deps, userId), presentToken),
  },
  {
    path: 'grants',
    summary: 'Codes of a user that were not exchanged for tokens yet',
    shape: grants,
    find: async (deps, userId) => list(await findAccessGrantsOf(deps, userId), presentAccessGrant),
  },
  {
    path: 'devices',
    summary: 'The devices of a user',
    shape: devices,
    find: async (deps, userId) => list(await findDevicesOf(deps, userId), presentDevice),
  },
  {
    path: 'trusted-devices',
    summary: 'The browsers that a user trusts',
    shape: z.object({ items: z.array(trustedDevice).describe('The browsers, newest first.') }),
    find: async (deps, userId) => list(await findTrustedDevices(deps, userId), presentTrustedDevice),
  },
];

/** Routes that read a user. */
export function userReadRoutes(deps: AdminDeps): Route[] {
  return parts.map(({ path, summary, shape, find }) =>
    defineRoute({
      method: 'get',
      path: `/users/:user_id/${path}`,
      summary,
      params: userParams,
      responses: { 200: shape },
      handler: async ({ params }) => {
        await loadUser(deps, params.user_id);
        return { status: 200, body: await find(deps, params.user_id) };
      },
    }),
  );
}
