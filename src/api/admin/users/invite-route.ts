import { z } from 'zod';
import { invitePerson } from '../../../commands/action-tokens/open/invite-person.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { loadUser } from './known-user.ts';
import { userParams } from './schema.ts';

/** Invites a person by mail (contract/hub.md section 2). The link is in the mail alone. */
export function inviteRoute(deps: AdminDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/users/:user_id/invite',
    summary: 'Mail a person the link that activates their account',
    params: userParams,
    responses: { 200: z.object({ expires_at: z.iso.datetime().describe('Until when the link is good (RFC 3339).') }) },
    handler: async ({ params: { user_id: personId }, context }) => {
      await loadUser(deps, personId);
      const { expiresAt } = await invitePerson(deps, { personId, origin: requestOriginOf(context) });
      return { status: 200, body: { expires_at: expiresAt.toISOString() } };
    },
  });
}
