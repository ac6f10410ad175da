import type { Middleware } from 'koa';
import { z } from 'zod';
import { createEnrollmentCode } from '../../../commands/devices/enrollment-codes/create-enrollment-code.ts';
import { refuseOtherRoles } from '../../../commands/persons/roles/find-roles.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { userParams } from '../user-params.ts';

/** Refuses HEAD, which the router treats as GET: it would create a code that the caller never sees. */
const getAlone: Middleware = (context, next) => {
  if (context.method === 'HEAD') throw new CountersignError('method_not_allowed');
  return next();
};

/** Enrolment codes, which connect an app to a user. */
export function enrollmentCodeRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/otp/:user_id',
      summary: 'A code that lets an app register for a user: single use, ten minutes',
      before: getAlone,
      answersAreKept: true,
      params: userParams,
      responses: {
        200: z.object({ code: z.string().describe('The enrolment code. It works once, for ten minutes.') }),
      },
      handler: async ({ params, context }) => {
        // Their phone is a way to sign in: with one of its own a site would have their roles.
        await refuseOtherRoles(deps, params.user_id);
        const { code } = await createEnrollmentCode(deps, { ...requestOriginOf(context), userId: params.user_id });
        return { status: 200, body: { code } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/otp',
      summary: 'Without a user: always refused',
      responses: {},
      handler: () => {
        throw new CountersignError('invalid_request', { extra: { parameter: 'user_id' } });
      },
    }),
  ];
}
