import { changeDefaultMessages, readDefaultMessages } from '../../../commands/configuration/mobile-authentication-types/default-messages.ts';
import { tagOf } from '../../../commands/configuration/row-tag.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ifMatchHeader } from '../../request-headers.ts';
import { requestOriginOf } from '../../request-origin.ts';
import { defineRoute } from '../../route.ts';
import type { Route } from '../../route.ts';
import { ifMatchOf } from '../fields.ts';
import { changeMessagesBody, messagesAnswer, typeParams } from './schema.ts';

/** What a type says when a request brings no message (contract/mobile-authentication.md section 10). */
export function messageRoutes(deps: ApiDeps, path: string): Route[] {
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'Default messages of a mobile authentication type by language',
      params: typeParams,
      responses: { 200: messagesAnswer },
      handler: async ({ params }) => {
        const messages = await readDefaultMessages(deps, params.name);
        return { status: 200, body: messages, headers: { ETag: tagOf(deps.keyring, messages) } };
      },
    }),
    defineRoute({
      method: 'patch',
      path,
      summary: 'Change the default messages in the languages that are sent; null takes one away',
      headers: [ifMatchHeader],
      params: typeParams,
      body: changeMessagesBody,
      responses: { 204: null },
      handler: async ({ params, body, context }) => {
        await changeDefaultMessages(deps, { name: params.name, messages: body, origin: requestOriginOf(context), ifMatch: ifMatchOf(context) });
        return { status: 204 };
      },
    }),
  ];
}
