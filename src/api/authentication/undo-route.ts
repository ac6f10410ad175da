import { z } from 'zod';
import { undoChange } from '../../commands/persons/sign-in-methods/changes/undo-change.ts';
import { limitAddress } from '../../commands/rate-limits/limit-address.ts';
import { rateLimit } from '../../domain/rate-limits/limits.ts';
import type { ApiDeps } from '../api-deps.ts';
import { requestOriginOf } from '../http/request-origin.ts';
import { defineRoute } from '../http/route.ts';
import type { Route } from '../http/route.ts';
import { secret } from '../http/secret.ts';

const undoBody = z.strictObject({
  token: secret(z.string().min(1).max(128).describe('What the link of the mail carries behind its `#`.')),
});

/** "This was not me" (contract/portal.md section 1): by a press on the page of the link, so that a program that opens links undoes nothing. */
export function undoRoute(deps: ApiDeps): Route {
  const countAddress = limitAddress(deps, { ...rateLimit('undo-change:address'), keptInProcess: true });
  return defineRoute({
    method: 'post',
    path: '/undo-change',
    summary: 'Undo a change of sign-in methods',
    body: undoBody,
    responses: { 204: null },
    handler: async ({ body: { token }, context }) => {
      const origin = requestOriginOf(context);
      await countAddress(origin);
      await undoChange(deps, { token, origin });
      return { status: 204 };
    },
  });
}
