import { z } from 'zod';
import { openAppToWeb } from '../../../commands/action-tokens/open/open-app-to-web.ts';
import { messageIdHeader } from '../../http/request-headers.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import type { AppDeps } from '../app-deps.ts';
import { callerOf } from '../authenticate-app.ts';
import { messageIdOf } from '../message-id.ts';

/** App to web: the user of an app goes on in a browser, signed in (contract/idp.md section 4). */
export function appToWebRoutes(deps: AppDeps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/app-to-web',
      summary: 'Get an address that signs a browser in',
      headers: [messageIdHeader],
      body: z.strictObject({
        target_url: z
          .string()
          .min(1)
          .max(2048)
          .describe('Where the browser goes on: an address of the list for action tokens.'),
      }),
      responses: {
        201: z.object({
          url: z.string().describe('Open it in a browser. It works once.'),
          expires_at: z.iso.datetime().describe('Until when (RFC 3339).'),
        }),
      },
      handler: async ({ body: { target_url: targetUrl }, context }) => {
        // A repetition has an address of its own: the one that was lost ends by itself.
        messageIdOf(context);
        const caller = callerOf(context);
        const { url, expiresAt } = await openAppToWeb(deps, { userId: caller.userId, targetUrl, origin: caller });
        return { status: 201, body: { url, expires_at: expiresAt.toISOString() } };
      },
    }),
  ];
}
