import { signOutPerson } from '../../../commands/authentication/sign-out/sign-out-everywhere.ts';
import type { Context } from 'koa';
import { findClaims } from '../../../commands/persons/claims/find-claims.ts';
import { changePerson } from '../../../commands/persons/profile/change-person.ts';
import { changeStatus } from '../../../commands/persons/profile/change-status.ts';
import { createPersonToActivate } from '../../../commands/action-tokens/open/create-person-to-activate.ts';
import { deletePerson } from '../../../commands/persons/profile/delete-person.ts';
import { findPerson } from '../../../commands/persons/profile/find-person.ts';
import { tagOfPerson } from '../../../commands/persons/profile/lock-person.ts';
import { expirePassword } from '../../../commands/persons/sign-in-methods/password/expire-password.ts';
import { noteUnlock } from '../../../commands/persons/profile/note-unlock.ts';
import { recordUserAction } from '../../../commands/persons/users/user-action.ts';
import type { RequestOrigin } from '../../../commands/events/request-origin.ts';
import { forgetCodes } from '../../../commands/mobile-authentication/text-messages/count-code.ts';
import { liftPushFreeze } from '../../../commands/mobile-authentication/push-freeze.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { ifMatchHeader } from '../../http/request-headers.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route, RouteAnswer } from '../../http/route.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { operatorOf } from '../operator-access.ts';
import { inviteRoute } from './invite-route.ts';
import { loadUser } from './known-user.ts';
import {
  changeUserBody,
  presentProfile,
  readClaims,
  readUser,
  reasonBody,
  userAnswer,
  userBody,
} from './person-schema.ts';
import { presentOverview } from './presenter.ts';
import { userParams } from './schema.ts';

const one = { path: '/users/:user_id', params: userParams } as const;

/** A user with the profile (contract/hub.md section 2). */
export function personReadRoute(deps: AdminDeps): Route {
  return defineRoute({
    ...one,
    method: 'get',
    summary: 'A user: the profile, and what there is of them',
    responses: { 200: userAnswer },
    handler: async ({ params: { user_id: userId }, context }) => {
      const answer = await present(deps, userId, 200);
      if (answer.headers)
        await recordUserAction(deps, { origin: requestOriginOf(context), event: 'PERSON READ', userId });
      return answer;
    },
  });
}

/** Creating and inviting people, and keeping them out. */
export function personActionRoutes(deps: AdminDeps): Route[] {
  return [createRoute(deps), ...switchRoutes(deps, protections(deps)), inviteRoute(deps)];
}

/** Changing and deleting people, and changing how they sign in. */
export function personResetRoutes(deps: AdminDeps): Route[] {
  return [...changeRoutes(deps), ...switchRoutes(deps, resets(deps))];
}

function createRoute(deps: AdminDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/users',
    summary: 'Create a person',
    body: userBody,
    responses: { 201: userAnswer },
    handler: async ({ body, context }) => {
      if (!body.username && !body.email_addresses?.length && !body.phone_numbers?.length)
        throw new CountersignError('invalid_request', { extra: { parameter: 'username' } });
      const id = await createPersonToActivate(deps, { values: readUser(body), origin: requestOriginOf(context) });
      const answer = await present(deps, id, 201);
      return { ...answer, headers: { ...answer.headers, Location: `/admin/v1/users/${encodeURIComponent(id)}` } };
    },
  });
}

function changeRoutes(deps: AdminDeps): Route[] {
  const changing = { ...one, headers: [ifMatchHeader] } as const;
  return [
    defineRoute({
      ...changing,
      method: 'patch',
      summary: 'Change what is sent of a person',
      body: changeUserBody,
      responses: { 200: userAnswer },
      handler: async ({ params: { user_id: userId }, body: { claims: wanted, ...body }, context }) => {
        await loadUser(deps, userId);
        const ifMatch = context.get('if-match') || undefined;
        const isSelf = operatorOf(context).operatorId === userId;
        const claims = wanted && { values: readClaims(wanted), isOwn: false, isSelf };
        await changePerson(deps, { userId, values: readUser(body), claims, ifMatch, origin: requestOriginOf(context) });
        return present(deps, userId, 200);
      },
    }),
    defineRoute({
      ...changing,
      method: 'delete',
      summary: 'Delete a user, with everything of theirs',
      responses: { 204: null },
      handler: async ({ params: { user_id: userId }, context }) => {
        await loadUser(deps, userId);
        refuseOwn(context, userId);
        const ifMatch = context.get('if-match') || undefined;
        await deletePerson(deps, { userId, ifMatch, origin: requestOriginOf(context) });
        return { status: 204 };
      },
    }),
  ];
}

type Switch = (userId: string, reason: string, origin: RequestOrigin) => Promise<void>;

type Switches = Record<string, [summary: string, act: Switch]>;

/** Needed at once where an account was taken over. */
function protections(deps: AdminDeps): Switches {
  return {
    disable: [
      'Disable a person',
      (userId, reason, origin) => changeStatus(deps, { userId, to: 'disabled', reason, origin }),
    ],
    'sign-out': [
      'Sign a person out everywhere',
      (userId, reason, origin) => signOutPerson(deps, { userId, reason, origin }),
    ],
  };
}

function resets(deps: AdminDeps): Switches {
  return {
    enable: [
      'Enable a person',
      (userId, reason, origin) => changeStatus(deps, { userId, to: 'active', reason, origin }),
    ],
    'expire-password': [
      'Have a person change their password',
      (userId, reason, origin) => expirePassword(deps, { userId, reason, origin }),
    ],
    unlock: [
      'Open what wrong codes or a report locked',
      async (userId, reason, origin) => {
        await noteUnlock(deps, { userId, reason, origin });
        await liftPushFreeze(deps, userId, origin);
        await forgetCodes(deps, userId);
      },
    ],
  };
}

function switchRoutes(deps: AdminDeps, switches: Switches): Route[] {
  return Object.entries(switches).map(([name, [summary, act]]) =>
    defineRoute({
      ...one,
      path: `${one.path}/${name}`,
      method: 'post',
      summary,
      body: reasonBody,
      responses: { 200: userAnswer },
      handler: async ({ params: { user_id: userId }, body: { reason }, context }) => {
        await loadUser(deps, userId);
        if (name === 'disable') refuseOwn(context, userId);
        await act(userId, reason, requestOriginOf(context));
        return present(deps, userId, 200);
      },
    }),
  );
}

/** @throws CountersignError own_account */
function refuseOwn(context: Context, userId: string): void {
  if (operatorOf(context).operatorId === userId) throw new CountersignError('own_account');
}

/** With an `ETag` where there is a profile. */
async function present(deps: AdminDeps, userId: string, status: number): Promise<RouteAnswer> {
  const user = presentOverview(await loadUser(deps, userId));
  const person = await findPerson(deps, userId);
  return {
    status,
    body: { ...user, ...presentProfile(person), claims: person ? await findClaims(deps, userId) : {} },
    ...(person && { headers: { ETag: tagOfPerson(person) } }),
  };
}
