import { z } from 'zod';
import {
  findTrustedDevices,
  removeTrustedDevice,
} from '../../../commands/authentication/trusted-devices/end-trusted-devices.ts';
import { findDevicesOf } from '../../../commands/devices/lookup/find-devices.ts';
import type { UserDevice } from '../../../commands/devices/lookup/find-devices.ts';
import type { RequestOrigin } from '../../../commands/events/request-origin.ts';
import { disconnectRegistration } from '../../../commands/devices/removal/disconnect-registration.ts';
import { findConsentsOf } from '../../../commands/tokens/consents/find-consents.ts';
import { findTokensOf } from '../../../commands/tokens/grants/find-tokens.ts';
import { revokeConsent } from '../../../commands/tokens/consents/withdraw-consent.ts';
import { revokeToken } from '../../../commands/tokens/grants/revoke-grants.ts';
import { liftPushFreeze } from '../../../commands/mobile-authentication/push-freeze.ts';
import { revokeMobileAuthentication } from '../../../commands/devices/key-enrollment/revoke-mobile-authentication.ts';
import { revokePush } from '../../../commands/push/push-enrollment/revoke-push.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { deviceIdText, identifier } from '../../http/text.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { loadUser } from './known-user.ts';
import { ownedParams, userParams } from './schema.ts';

interface Action {
  /** Path of one resource with `:id`. */
  one: string;
  /** Path of the whole list. */
  all: string;
  summary: string;
  /** Ids of the user's resources of this kind. */
  list: (deps: AdminDeps, userId: string) => Promise<string[]>;
  /** The id in a path, or undefined for text that cannot be an id. */
  readId: (text: string) => string | undefined;
  act: (deps: AdminDeps, userId: string, id: string, origin: RequestOrigin) => Promise<unknown>;
  /** Whether a way in goes with it. */
  resets?: true;
}

const devicesOf = async (deps: AdminDeps, userId: string, hasIt: (device: UserDevice) => boolean) =>
  (await findDevicesOf(deps, userId)).filter(hasIt).map(({ id }) => id);
/** PostgreSQL refuses text with a NUL, and no id is longer than this. */
const readGrantId = (text: string) => identifier(64).safeParse(text).data;
const readDeviceId = (text: string) => deviceIdText().safeParse(text).data;

/** Removal of one row, and of all rows, of a list on the screen of a user (contract/end-user.md section 5). Idempotent. */
const actions: readonly Action[] = [
  {
    one: 'devices/:id',
    all: 'devices',
    summary: 'Disconnect a user from devices:',
    resets: true,
    readId: readDeviceId,
    list: (deps, userId) => devicesOf(deps, userId, () => true),
    act: (deps, userId, deviceId, origin) =>
      disconnectRegistration(deps, { userId, deviceId }, { origin, event: 'ADMIN USER REVOKED' }),
  },
  {
    one: 'devices/:id/mobile-authentication',
    all: 'mobile-authentication',
    summary: 'Revoke mobile authentication of a user, and push with it, on devices:',
    resets: true,
    readId: readDeviceId,
    list: (deps, userId) => devicesOf(deps, userId, ({ keysEnrolled }) => keysEnrolled),
    act: (deps, userId, deviceId, origin) =>
      revokeMobileAuthentication(deps, { userId, deviceId }, { origin, event: 'ADMIN USER CLIENT KEYS REVOKED' }),
  },
  {
    one: 'devices/:id/push',
    all: 'push',
    summary: 'Revoke push of a user on devices:',
    resets: true,
    readId: readDeviceId,
    // A push enrolment in progress is revoked too: it needs the keys.
    list: (deps, userId) => devicesOf(deps, userId, ({ keysEnrolled }) => keysEnrolled),
    act: (deps, userId, deviceId, origin) =>
      revokePush(deps, { userId, deviceId }, { origin, event: 'ADMIN PUSH ENROLLMENT REVOKED' }),
  },
  {
    one: 'tokens/:id',
    all: 'tokens',
    summary: 'Revoke tokens:',
    readId: readGrantId,
    list: async (deps, userId) => (await findTokensOf(deps, userId)).map(({ id }) => id),
    act: (deps, userId, tokenId, origin) =>
      revokeToken(deps, { userId, tokenId }, { origin, event: 'ADMIN TOKEN REVOKED' }),
  },
  {
    one: 'consents/:id',
    all: 'consents',
    summary: 'Revoke consents with their tokens:',
    readId: readGrantId,
    list: async (deps, userId) => (await findConsentsOf(deps, userId)).map(({ id }) => id),
    act: (deps, userId, consentId, origin) =>
      revokeConsent(deps, { userId, consentId }, { origin, event: 'ADMIN CONSENT REVOKED' }),
  },
  {
    one: 'trusted-devices/:id',
    all: 'trusted-devices',
    summary: 'End the trust of a user in browsers:',
    readId: (text) => z.uuid().safeParse(text).data,
    list: async (deps, userId) => (await findTrustedDevices(deps, userId)).map(({ id }) => id),
    act: (deps, personId, id, origin) => removeTrustedDevice(deps, { personId, id, origin }),
  },
];

/** Routes that take from a user what others got. */
export function userActionRoutes(deps: AdminDeps): Route[] {
  return actions.filter(({ resets }) => !resets).flatMap((action) => [oneRoute(deps, action), allRoute(deps, action)]);
}

/** Routes that take a way to sign in from a user, or give one back. */
export function userResetRoutes(deps: AdminDeps): Route[] {
  const resets = actions.filter((action) => action.resets);
  return [...resets.flatMap((action) => [oneRoute(deps, action), allRoute(deps, action)]), liftRoute(deps)];
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

function oneRoute(deps: AdminDeps, { one, summary, readId, act }: Action): Route {
  return defineRoute({
    method: 'delete',
    path: `/users/:user_id/${one}`,
    summary: `${summary} one`,
    params: ownedParams,
    responses: { 204: null },
    handler: async ({ params: { user_id: userId, id: text }, context }) => {
      await loadUser(deps, userId);
      const id = readId(text);
      if (id !== undefined) await act(deps, userId, id, requestOriginOf(context));
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
      // One transaction for each: when one fails the others stay removed, and a repetition removes the rest.
      for (const id of await list(deps, userId)) await act(deps, userId, id, requestOriginOf(context));
      return { status: 204 };
    },
  });
}
