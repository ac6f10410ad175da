import type { Context } from 'koa';
import { z } from 'zod';
import { findMessages } from '../../../commands/messages/history/find-messages.ts';
import type { MessageFilter } from '../../../commands/messages/history/find-messages.ts';
import { loadMessageCourse } from '../../../commands/messages/history/load-message-course.ts';
import { recordUserAction } from '../../../commands/persons/users/user-action.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { loadUser } from '../users/known-user.ts';
import { userParams } from '../users/schema.ts';
import { presentMessageDetails, presentMessagePage, readMessagePosition } from './presenter.ts';
import { messageDetails, messageList, messagePageQuery, messageParams, messageQuery } from './schema.ts';

/** What became of mails and messages. What they said is kept nowhere once they have ended. */
export function messageReadRoutes(deps: AdminDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/messages',
      summary: 'Mails and messages to people, newest first',
      query: messageQuery,
      responses: { 200: messageList },
      handler: async ({ query: { limit, cursor, user_id: userId, status: state, ...filter }, context }) => {
        const body = await list(deps, { ...filter, userId, state }, { limit, cursor });
        await recordReading(deps, context, userId);
        return { status: 200, body };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/messages/:message_id',
      summary: 'One mail or message with its tries',
      params: messageParams,
      responses: { 200: messageDetails },
      handler: async ({ params, context }) => {
        const course = await loadMessageCourse(deps, knownForm(params.message_id));
        await recordReading(deps, context, course.seen.userId);
        return { status: 200, body: presentMessageDetails(course) };
      },
    }),
  ];
}

/** The same of one user, for those who may look at users. */
export function userMessageRoute(deps: AdminDeps): Route {
  return defineRoute({
    method: 'get',
    path: '/users/:user_id/messages',
    summary: 'Mails and messages to a user, newest first',
    params: userParams,
    query: messagePageQuery,
    responses: { 200: messageList },
    handler: async ({ params: { user_id: userId }, query, context }) => {
      await loadUser(deps, userId);
      await recordReading(deps, context, userId);
      return { status: 200, body: await list(deps, { userId }, query) };
    },
  });
}

/** What operators read of one person is an event; a list of all is not. */
async function recordReading(deps: AdminDeps, context: Context, userId: string | null | undefined): Promise<void> {
  if (userId) await recordUserAction(deps, { origin: requestOriginOf(context), event: 'MESSAGES READ', userId });
}

async function list(
  deps: AdminDeps,
  filter: MessageFilter,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
) {
  const after = cursor === undefined ? undefined : readMessagePosition(cursor);
  return presentMessagePage(await findMessages(deps, filter, { limit: limit + 1, after }), limit);
}

/** Text that is no id is answered as an unknown message. */
function knownForm(text: string): string {
  const id = text.toLowerCase();
  if (!z.uuid().safeParse(id).success) throw new CountersignError('message_not_found');
  return id;
}
