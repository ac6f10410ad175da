import { z } from 'zod';
import { writeEvent } from '../../commands/events/record-event.ts';
import { originOf } from '../../commands/events/request-origin.ts';
import { findSessionData } from '../../commands/tokens/sessions/session-data.ts';
import type { SessionData } from '../../commands/tokens/sessions/session-data.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { RequestHeader } from '../http/request-headers.ts';
import { requestOriginOf } from '../http/request-origin.ts';
import { defineRoute } from '../http/route.ts';
import type { Route } from '../http/route.ts';

const sessionTokenHeader: RequestHeader = {
  name: 'X-Onegini-Session-Mgmt-Token',
  description: 'The `session_management_token` that a client got with the tokens of the person.',
  required: true,
  schema: z.string(),
};

const text = z.string().nullable();

const sessionAnswer = z.object({
  person_id: z.string().describe('Id of the person: the `user_id`.'),
  session_data: z
    .object({
      session_id: z.string().describe('Id of the session, as in the list of sessions.'),
      idp_id: text.describe('Identity provider by which the person signed in; null if by none.'),
      external_id: text.describe(
        'Id of the account there; null if there is none, or it was linked before these ids were kept.',
      ),
      auth_time: z.iso.datetime().describe('When the person signed in (RFC 3339).'),
      acr: text.describe('Level of that sign-in.'),
      amr: z.array(z.string()).describe('What was proven (RFC 8176).'),
    })
    .describe('How the person signed in.'),
});

/** Session API (contract/idp.md section 3). */
export function sessionDataRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/session',
      summary: 'Whose session it is, and how they signed in',
      headers: [sessionTokenHeader],
      responses: { 200: sessionAnswer },
      handler: async ({ context }) => {
        const data = await findSessionData(deps, context.get(sessionTokenHeader.name));
        const { personId: userId, sessionId: subjectId } = data;
        const about = { ...originOf(requestOriginOf(context)), userId, subjectId };
        await writeEvent(deps, { name: 'SESSION DATA READ', occurredAt: deps.clock(), ...about });
        return { status: 200, body: presentSession(data) };
      },
    }),
  ];
}

function presentSession(data: SessionData): z.input<typeof sessionAnswer> {
  return {
    person_id: data.personId,
    session_data: {
      session_id: data.sessionId,
      idp_id: data.identity?.providerId ?? null,
      external_id: data.identity?.subject ?? null,
      auth_time: new Date(data.authTime * 1000).toISOString(),
      acr: data.acr,
      amr: data.amr,
    },
  };
}
