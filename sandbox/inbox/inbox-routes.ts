import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type Router from '@koa/router';
import type { Context } from 'koa';
import { queryText } from '../control/json-body.ts';
import { readId } from '../control/mail-routes.ts';
import type { Mail } from '../state/mails.ts';
import type { SandboxState } from '../state/sandbox-state.ts';
import { escape, withLinks } from './html.ts';
import type { Html } from './html.ts';
import { goneMessage, inboxPage, mailContent, pagePolicy, textContent } from './inbox-page.ts';
import { listReceived } from './received.ts';

const files = { '/inbox/inbox.css': 'text/css', '/inbox/inbox.js': 'text/javascript' };

/**
 * The policy of a mail's document, whose sender is not trusted: a separate origin, no scripts, no forms, no external resources, so that the
 * sender cannot see that it is read. Links open a new page.
 */
const mailPolicy = [
  'sandbox allow-popups allow-popups-to-escape-sandbox',
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

const textStyle =
  ':root{color-scheme:light dark}body{margin:20px;font:16px/1.55 system-ui,sans-serif;white-space:pre-wrap;overflow-wrap:anywhere}';

/** Routes of the page on which a developer reads mails, as a mail program shows them, and text messages. */
export function addInboxRoutes(router: Router, state: Pick<SandboxState, 'mails' | 'messages'>): void {
  const { mails, messages } = state;
  router.get('/', (context) => context.redirect('/inbox'));
  router.get('/inbox', (context) => answerPage(context, state));
  router.get('/inbox/mails/:id', (context) => {
    const mail = mails.find(readId(context));
    const view = queryText(context, 'view') === 'text' || mail?.html === null ? 'text' : 'html';
    answerPage(context, state, mail && { title: mail.subject, content: mailContent(mail, view) });
  });
  router.get('/inbox/mails/:id/document', (context) => {
    const mail = mails.find(readId(context));
    const view = queryText(context, 'view') === 'text' ? 'text' : 'html';
    answerHtml(context, mailPolicy, mailDocument(mail ?? { html: null, text: '' }, view));
    if (mail === undefined) context.status = 404;
  });
  router.get('/inbox/texts/:id', (context) => {
    const text = messages.find(readId(context));
    answerPage(context, state, text && { title: text.body, content: textContent(text) });
  });
  for (const [address, type] of Object.entries(files)) {
    router.get(address, async (context) => {
      context.body = await readFile(path.join(import.meta.dirname, 'page', path.basename(address)));
      context.type = type;
      context.set('cache-control', 'no-cache');
    });
  }
}

/** Answers with the page; for the path of a message, with that message next to the list, or a hint that it does not exist any more. */
function answerPage(
  context: Context,
  state: Pick<SandboxState, 'mails' | 'messages'>,
  message?: { title: string; content: Html },
): void {
  const query = queryText(context, 'q') ?? '';
  const isList = context.path === '/inbox';
  const shown = isList ? undefined : (message ?? { title: 'Gone', content: goneMessage() });
  const page = inboxPage({ received: listReceived(state, query), query }, shown && { path: context.path, ...shown });
  answerHtml(context, pagePolicy, page);
  if (!isList && message === undefined) context.status = 404;
}

function answerHtml(context: Context, policy: string, text: string): void {
  context.set('content-security-policy', policy);
  context.set('x-content-type-options', 'nosniff');
  context.set('referrer-policy', 'no-referrer');
  context.set('cache-control', 'no-store');
  context.type = 'html';
  context.body = text;
}

/** The document of a mail: its unchanged HTML, or its text. Links open outside the frame. */
function mailDocument({ html, text }: Pick<Mail, 'html' | 'text'>, view: 'html' | 'text'): string {
  const head = '<!doctype html><meta charset="utf-8"><base target="_blank">';
  if (view === 'html' && html !== null) return `${head}${html}`;
  return `${head}<title>${escape('Plain text')}</title><style>${textStyle}</style><body>${withLinks(text ?? '').text}</body>`;
}
