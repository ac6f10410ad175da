import type { Middleware } from 'koa';
import { z } from 'zod';
import { createEnrollmentCode } from '../../../commands/enrollment-codes/create-enrollment-code.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { requestOriginOf } from '../../request-origin.ts';
import { defineRoute } from '../../route.ts';
import type { Route } from '../../route.ts';
import { userParams } from '../user-params.ts';

/** The router answers HEAD as GET, but nobody would be told the code. */
const getAlone: Middleware = (context, next) => {
  if (context.method === 'HEAD') throw new CountersignError('method_not_allowed');
  return next();
};

/** Codes that connect an app to a user. */
export function enrollmentCodeRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/otp/:user_id',
      summary: 'A code that lets an app register for a user: single use, ten minutes',
      before: getAlone,
      answersAreKept: true,
      params: userParams,
      responses: { 200: z.object({ code: z.string() }) },
      handler: async ({ params, context }) => {
        const { code } = await createEnrollmentCode(deps, { ...requestOriginOf(context), userId: params.user_id });
        return { status: 200, body: { code } };
      },
    }),
  ];
}
