import {
  changeDefaultMessages,
  readDefaultMessages,
} from '../../../commands/configuration/resources/default-messages.ts';
import { tagOf } from '../../../commands/configuration/row-tag.ts';
import { segmentsOf } from '../../../domain/messages/text-messages/segments.ts';
import { smsBody } from '../../../domain/mobile-authentication/codes/sms-code.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ifMatchHeader } from '../../http/request-headers.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { changeOf } from '../fields.ts';
import { changeMessagesBody, messagesAnswer, previewMessageAnswer, previewMessageBody, typeParams } from './schema.ts';

const sampleCode = '123456';

/** Default messages of a type, for requests without a message (contract/mobile-authentication.md section 10). */
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
        await changeDefaultMessages(deps, { name: params.name, messages: body, ...changeOf(context) });
        return { status: 204 };
      },
    }),
    defineRoute({
      method: 'post',
      path: path.replace(/messages/, 'messages/preview'),
      summary: 'What a message would be as a text message, as it is typed',
      params: typeParams,
      body: previewMessageBody,
      responses: { 200: previewMessageAnswer },
      handler: ({ body: { message } }) => {
        const text = smsBody(message, sampleCode);
        return { status: 200, body: { text, ...segmentsOf(text) } };
      },
    }),
  ];
}
