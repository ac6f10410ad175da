import { z } from 'zod';
import { findNotificationSetting } from '../../../commands/tokens/grants/find-notification-setting.ts';
import {
  notificationTypes,
  removeNotificationType,
  setNotificationType,
} from '../../../commands/persons/users/notification-setting.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { identifier } from '../../http/text.ts';
import { nothingFound, userParams } from '../user-params.ts';

const notificationType = z.enum(notificationTypes);

/** How a user is to be notified. */
export function notificationSettingRoutes(deps: ApiDeps): Route[] {
  const setting = '/users/:user_id/settings/notification';
  return [
    readRoute(deps, setting),
    removeRoute(deps, setting),
    defineRoute({
      method: 'post',
      path: `${setting}/:type`,
      summary: 'Choose how a user is notified',
      params: z.object({
        user_id: identifier().describe('The user, as the site names them: opaque text, compared letter by letter.'),
        type: z.string().describe('`EMAIL`, `SMS` or `NONE`.'),
      }),
      responses: { 204: null, 400: nothingFound('INVALID_NOTIFICATION_TYPE') },
      handler: async ({ params, context }) => {
        const type = notificationType.safeParse(params.type);
        if (!type.success) return { status: 400, body: { error: 'INVALID_NOTIFICATION_TYPE' } };
        await setNotificationType(
          deps,
          { userId: params.user_id, type: type.data },
          { event: 'API NOTIFICATION SETTING CHANGED', origin: requestOriginOf(context) },
        );
        return { status: 204 };
      },
    }),
  ];
}

function readRoute(deps: ApiDeps, path: string): Route {
  return defineRoute({
    method: 'get',
    path,
    summary: 'How a user is notified',
    params: userParams,
    responses: {
      200: z.object({ notification_type: notificationType.describe('How the user is notified.') }),
      404: nothingFound('No notification setting found.'),
    },
    handler: async ({ params }) => {
      const type = await findNotificationSetting(deps, params.user_id);
      return type
        ? { status: 200, body: { notification_type: type } }
        : { status: 404, body: { error: 'No notification setting found.' } };
    },
  });
}

function removeRoute(deps: ApiDeps, path: string): Route {
  return defineRoute({
    method: 'delete',
    path,
    summary: 'Forget how a user is notified',
    params: userParams,
    responses: { 204: null },
    handler: async ({ params, context }) => {
      await removeNotificationType(deps, params.user_id, {
        event: 'API NOTIFICATION SETTING REMOVED',
        origin: requestOriginOf(context),
      });
      return { status: 204 };
    },
  });
}
