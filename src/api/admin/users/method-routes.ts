import { z } from 'zod';
import { listOwnMethods } from '../../../commands/authentication/own-methods/list-own-methods.ts';
import { resetMethod } from '../../../commands/persons/sign-in-methods/removal/reset-method.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { presentMethod } from '../../self-service/methods/presenter.ts';
import { methodAnswer } from '../../self-service/methods/schema.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { loadUser } from './known-user.ts';
import { reasonBody } from './person-schema.ts';
import { userParams } from './schema.ts';

const methods = '/users/:user_id/methods';
const methodParams = userParams.extend({ method_id: z.uuid().describe('The method, from the list.') });

/** What a user signs in with: as they see it themselves, without a secret. */
export function methodReadRoute(deps: AdminDeps): Route {
  return defineRoute({
    method: 'get',
    path: methods,
    summary: 'Sign-in methods of a user',
    params: userParams,
    responses: { 200: z.object({ items: z.array(methodAnswer).describe('The methods, oldest first.') }) },
    handler: async ({ params: { user_id: userId } }) => {
      await loadUser(deps, userId);
      const found = await listOwnMethods(deps, userId);
      return { status: 200, body: { items: found.map(presentMethod) } };
    },
  });
}

/** Takes a sign-in method from a user that is lost, or in the hands of another. */
export function methodResetRoute(deps: AdminDeps): Route {
  return defineRoute({
    method: 'post',
    path: `${methods}/:method_id/reset`,
    summary: 'Take a sign-in method from a user',
    params: methodParams,
    body: reasonBody,
    responses: { 204: null },
    handler: async ({ params: { user_id: personId, method_id: methodId }, body: { reason }, context }) => {
      await loadUser(deps, personId);
      await resetMethod(deps, { personId, methodId, reason, origin: requestOriginOf(context) });
      return { status: 204 };
    },
  });
}
