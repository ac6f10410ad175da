import type Router from '@koa/router';
import type { TextMessage, TextMessages } from '../state/text-messages.ts';
import { streamEvents } from './event-stream.ts';
import { queryNumber, queryNumbers } from './json-body.ts';

/** Routes for text and WhatsApp messages of all numbers or of one (`?to=+31...`): list, delete, and stream, also for several `to`. */
export function addMessageRoutes(router: Router, messages: TextMessages): void {
  router.get('/messages', (context) => {
    context.body = { messages: messages.list(queryNumber(context, 'to')) };
  });
  router.delete('/messages', (context) => {
    messages.clear();
    context.status = 204;
  });
  router.get('/messages/stream', (context) => {
    const to = queryNumbers(context, 'to');
    streamEvents<TextMessage>(context, 'message', (lastSeenId, send) => messages.follow(to, lastSeenId, send));
  });
}
