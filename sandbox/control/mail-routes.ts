import type Router from '@koa/router';
import type { Context } from 'koa';
import type { Mails, MailSummary } from '../state/mails.ts';
import { streamEvents } from './event-stream.ts';
import { ControlError, queryText } from './json-body.ts';

/** Routes for mails of all mailboxes or of one (`?to=alex@example.com`): list, stream, one mail parsed, its source, delete. */
export function addMailRoutes(router: Router, mails: Mails): void {
  router.get('/mails', (context) => {
    context.body = { mails: mails.list(queryText(context, 'to')) };
  });
  router.delete('/mails', (context) => {
    mails.clear(queryText(context, 'to'));
    context.status = 204;
  });
  router.get('/mails/stream', (context) => {
    const to = queryText(context, 'to');
    streamEvents<MailSummary>(context, 'mail', (lastSeenId, send) => mails.follow(to, lastSeenId, send));
  });
  router.get('/mails/:id', (context) => {
    context.body = mails.find(readId(context)) ?? refuseUnknown();
  });
  router.get('/mails/:id/source', (context) => {
    const id = readId(context);
    const source = mails.source(id) ?? refuseUnknown();
    // The sender of a mail is not trusted: the browser saves the source and never shows it.
    context.attachment(`${id}.eml`);
    context.set('x-content-type-options', 'nosniff');
    context.type = 'message/rfc822';
    context.body = source;
  });
}

/** The id in the path; NaN, which no mail has, for other text. */
export function readId(context: Context): number {
  return Number(context['params']['id']);
}

function refuseUnknown(): never {
  throw new ControlError(404, 'no such mail');
}
