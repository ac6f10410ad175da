import type Router from '@koa/router';
import type { TextMessage, TextMessages } from '../state/text-messages.ts';
import { streamEvents } from './event-stream.ts';
import { queryNumber } from './json-body.ts';

/** Text messages, of all numbers or of one (`?to=+31...`). */
export function addMessageRoutes(router: Router, messages: TextMessages): void {
  router.get('/messages', (context) => {
    context.body = { messages: messages.list(queryNumber(context, 'to')) };
  });
  router.get('/messages/stream', (context) => {
    const to = queryNumber(context, 'to');
    streamEvents<TextMessage>(context, 'message', (lastSeenId, send) => messages.follow(to, lastSeenId, send));
  });
}
