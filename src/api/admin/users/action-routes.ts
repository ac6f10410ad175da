import { isDeviceId } from '../../../commands/devices/device-id.ts';
import { findDevicesOf } from '../../../commands/devices/find-devices.ts';
import type { UserDevice } from '../../../commands/devices/find-devices.ts';
import type { RequestOrigin } from '../../../commands/request-origin.ts';
import { disconnectRegistration } from '../../../commands/users/disconnect-registration.ts';
import { findConsentsOf } from '../../../commands/users/grants/find-grants.ts';
import { findTokensOf } from '../../../commands/users/grants/find-tokens.ts';
import { revokeConsent, revokeToken } from '../../../commands/users/grants/revoke-grants.ts';
import { liftPushFreeze } from '../../../commands/users/push-freeze.ts';
import { revokeMobileAuthentication } from '../../../commands/users/revoke-mobile-authentication.ts';
import { revokePush } from '../../../commands/users/revoke-push.ts';
import { requestOriginOf } from '../../request-origin.ts';
import { defineRoute } from '../../route.ts';
import type { Route } from '../../route.ts';
import { identifier } from '../../text.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { loadUser } from './known-user.ts';
import { ownedParams, userParams } from './schema.ts';

interface Action {
  /** Of one thing; `:id` is it. */
  one: string;
  /** Of all of them. */
  all: string;
  summary: string;
  /** Ids of what a user has of it. */
  list: (deps: AdminDeps, userId: string) => Promise<string[]>;
  isId: (text: string) => boolean;
  act: (deps: AdminDeps, userId: string, id: string, origin: RequestOrigin) => Promise<unknown>;
}

const devicesOf = async (deps: AdminDeps, userId: string, hasIt: (device: UserDevice) => boolean) => (await findDevicesOf(deps, userId)).filter(hasIt).map(({ id }) => id);
/** PostgreSQL takes no text with a zero in it, and what is longer is no id of ours. */
const isGrantId = (text: string) => identifier(64).safeParse(text).success;

/** What can be done for a row, and for all rows, of the screen of a user (contract/end-user.md section 5). Done already is done. */
const actions: readonly Action[] = [
  {
    one: 'devices/:id',
    all: 'devices',
    summary: 'Disconnect a user from devices:',
    isId: isDeviceId,
    list: (deps, userId) => devicesOf(deps, userId, () => true),
    act: (deps, userId, deviceId, origin) => disconnectRegistration(deps, { userId, deviceId }, { origin, event: 'ADMIN USER REVOKED' }),
  },
  {
    one: 'devices/:id/mobile-authentication',
    all: 'mobile-authentication',
    summary: 'Revoke mobile authentication of a user, and push with it, on devices:',
    isId: isDeviceId,
    list: (deps, userId) => devicesOf(deps, userId, ({ keysEnrolled }) => keysEnrolled),
    act: (deps, userId, deviceId, origin) => revokeMobileAuthentication(deps, { userId, deviceId }, { origin, event: 'ADMIN USER CLIENT KEYS REVOKED' }),
  },
  {
    one: 'devices/:id/push',
    all: 'push',
    summary: 'Revoke push of a user on devices:',
    isId: isDeviceId,
    // One on its way is revoked too: it needs the keys.
    list: (deps, userId) => devicesOf(deps, userId, ({ keysEnrolled }) => keysEnrolled),
    act: (deps, userId, deviceId, origin) => revokePush(deps, { userId, deviceId }, { origin, event: 'ADMIN PUSH ENROLLMENT REVOKED' }),
  },
  {
    one: 'tokens/:id',
    all: 'tokens',
    summary: 'Revoke tokens:',
    isId: isGrantId,
    list: async (deps, userId) => (await findTokensOf(deps, userId)).map(({ id }) => id),
    act: (deps, userId, tokenId, origin) => revokeToken(deps, { userId, tokenId }, { origin, event: 'ADMIN TOKEN REVOKED' }),
  },
  {
    one: 'consents/:id',
    all: 'consents',
    summary: 'Revoke consents with their tokens:',
    isId: isGrantId,
    list: async (deps, userId) => (await findConsentsOf(deps, userId)).map(({ id }) => id),
    act: (deps, userId, consentId, origin) => revokeConsent(deps, { userId, consentId }, { origin, event: 'ADMIN CONSENT REVOKED' }),
  },
];

/** Doing something about a user. */
export function userActionRoutes(deps: AdminDeps): Route[] {
  return [...actions.flatMap((action) => [oneRoute(deps, action), allRoute(deps, action)]), liftRoute(deps)];
}

function liftRoute(deps: AdminDeps): Route {
  return defineRoute({
    method: 'delete',
    path: '/users/:user_id/push-freeze',
    summary: 'Let pushes go again to a user who reported a request',
    params: userParams,
    responses: { 204: null },
    handler: async ({ params: { user_id: userId }, context }) => {
      await loadUser(deps, userId);
      await liftPushFreeze(deps, userId, requestOriginOf(context));
      return { status: 204 };
    },
  });
}

function oneRoute(deps: AdminDeps, { one, summary, isId, act }: Action): Route {
  return defineRoute({
    method: 'delete',
    path: `/users/:user_id/${one}`,
    summary: `${summary} one`,
    params: ownedParams,
    responses: { 204: null },
    handler: async ({ params: { user_id: userId, id }, context }) => {
      await loadUser(deps, userId);
      if (isId(id)) await act(deps, userId, id, requestOriginOf(context));
      return { status: 204 };
    },
  });
}

function allRoute(deps: AdminDeps, { all, summary, list, act }: Action): Route {
  return defineRoute({
    method: 'delete',
    path: `/users/:user_id/${all}`,
    summary: `${summary} all`,
    params: userParams,
    responses: { 204: null },
    handler: async ({ params: { user_id: userId }, context }) => {
      await loadUser(deps, userId);
      // Each for itself: what is done stays done when one fails, and the same request again does the rest.
      for (const id of await list(deps, userId)) await act(deps, userId, id, requestOriginOf(context));
      return { status: 204 };
    },
  });
}
