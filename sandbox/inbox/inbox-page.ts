import type { Mail } from '../state/mails.ts';
import type { TextMessage } from '../state/text-messages.ts';
import { html, withLinks } from './html.ts';
import type { Html } from './html.ts';
import type { Received } from './received.ts';

/** Allows scripts, styles, connections and frames of this server only. A mail in a frame has its own, stricter policy. */
export const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const kinds = { mail: 'Mail', sms: 'Text message', whatsapp: 'WhatsApp' } as const;
const symbols = {
  mail: 'M3 6.5h18v11H3zM3 7l9 6.5L21 7',
  sms: 'M4 5h16v10.5H11L6.5 19v-3.5H4z',
  whatsapp: 'M12 4a8 8 0 1 1-3.6 15.1L4 20l1-4.2A8 8 0 0 1 12 4zM9 9.2c0 3 2.8 5.8 5.8 5.8',
} as const;

/** The whole page: the list, and next to it the chosen message or a hint. */
export function inboxPage(
  { received, query }: { received: readonly Received[]; query: string },
  chosen?: { path: string; title: string; content: Html },
): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${chosen ? `${chosen.title} · ` : ''}Sandbox inbox</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/inbox/inbox.css" />
        <script src="/inbox/inbox.js" defer></script>
      </head>
      <body class="${chosen ? 'reading' : 'listing'}">
        <header class="bar">
          ${chosen ? html`<p class="name"><a href="/inbox">Sandbox inbox</a></p>` : html`<h1 class="name"><a href="/inbox">Sandbox inbox</a></h1>`}
          <form role="search" action="/inbox">
            <input
              type="search"
              name="q"
              value="${query}"
              placeholder="Address, number or word"
              aria-label="Search messages"
              autocomplete="off"
            />
          </form>
          <button type="button" id="empty" hidden>Empty</button>
        </header>
        <main class="panes">
          <nav id="list" aria-label="Messages">
            ${received.length === 0 ? emptyList(query) : list(received, query, chosen?.path)}
          </nav>
          <section>${chosen?.content ?? nothingChosen(received.length)}</section>
        </main>
        <p id="news" class="for-readers" role="status"></p>
      </body>
    </html> `.text;
}

function list(received: readonly Received[], query: string, chosen: string | undefined): Html {
  const search = query === '' ? '' : `?${new URLSearchParams({ q: query })}`;
  return html`<ul>
    ${received.map(
      (item) =>
        html` <li>
          <a href="${item.path}${search}" ${item.path === chosen ? html` aria-current="page"` : undefined}>
            ${symbol(item.kind)}
            <span class="to">${item.to}</span>
            ${when(item.receivedAt)}
            <span class="title">${item.title}</span>
          </a>
        </li>`,
    )}
  </ul>`;
}

function emptyList(query: string): Html {
  return query === ''
    ? html`<p class="empty">Nothing has arrived yet.</p>`
    : html`<p class="empty">No message matches “${query}”.</p>`;
}

function nothingChosen(count: number): Html {
  return html`<div class="hint">
    <h2>${count === 0 ? 'No messages' : 'Choose a message'}</h2>
    <p>Mails, text messages and WhatsApp messages that are sent on this machine arrive here. None of them leaves it.</p>
  </div>`;
}

/** The content for a message that does not exist any more. */
export function goneMessage(): Html {
  return html`<div class="hint">
    <h1>That message is not here any more</h1>
    <p>The sandbox keeps the last messages only, and forgets them when it ends. <a href="/inbox">All messages</a></p>
  </div>`;
}

/** A mail: sender, recipients, and its content in a sandboxed frame. */
export function mailContent(mail: Mail, view: 'html' | 'text'): Html {
  const { id, subject, from, to, received_at: receivedAt, encrypted, attachments } = mail;
  const views = mail.html === null ? (['text'] as const) : (['html', 'text'] as const);
  return html`<article>
    <a class="back" href="/inbox">All messages</a>
    <h1>${subject || '(no subject)'}</h1>
    <dl>
      <div>
        <dt>From</dt>
        <dd>${from}</dd>
      </div>
      <div>
        <dt>To</dt>
        <dd>${to.join(', ')}</dd>
      </div>
      <div>
        <dt>Received</dt>
        <dd>${when(new Date(receivedAt))}${encrypted ? '' : ' without encryption'}</dd>
      </div>
      ${attachments.map(
        ({ name, content_type: type, size }) =>
          html`<div>
            <dt>Attached</dt>
            <dd>${name} (${type}, ${size} bytes)</dd>
          </div>`,
      )}
    </dl>
    <p class="views">
      ${views.map(
        (one) =>
          html`<a href="/inbox/mails/${id}?view=${one}" ${one === view ? html` aria-current="true"` : undefined}
            >${one === 'html' ? 'As designed' : 'Plain text'}</a
          >`,
      )}<a href="/mails/${id}/source" download>Source</a>
    </p>
    <iframe
      title="The mail"
      sandbox="allow-popups allow-popups-to-escape-sandbox"
      referrerpolicy="no-referrer"
      src="/inbox/mails/${id}/document?view=${view}"
    ></iframe>
    <p class="note">Pictures and styles from elsewhere are not loaded, and nothing in a mail can run.</p>
  </article>`;
}

/** A text or WhatsApp message, as a phone shows it. */
export function textContent({ channel, from, to, body, received_at: receivedAt, code }: TextMessage): Html {
  return html`<article>
    <a class="back" href="/inbox">All messages</a>
    <h1>${kinds[channel]} to ${to}</h1>
    <dl>
      <div>
        <dt>From</dt>
        <dd>${from}</dd>
      </div>
      <div>
        <dt>Received</dt>
        <dd>${when(new Date(receivedAt))}</dd>
      </div>
    </dl>
    <div class="bubble ${channel}">
      <p>${withLinks(body)}</p>
      ${code === undefined ? undefined : html`<button type="button" data-copy="${code}" hidden>Copy code</button>`}
    </div>
  </article>`;
}

function symbol(kind: Received['kind']): Html {
  return html`<svg viewBox="0 0 24 24" role="img" aria-label="${kinds[kind]}"><path d="${symbols[kind]}" /></svg>`;
}

/** The time of day for today, else the date. */
function when(at: Date): Html {
  const isToday = at.toDateString() === new Date().toDateString();
  const shown = isToday
    ? at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
    : at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  return html`<time datetime="${at.toISOString()}">${shown}</time>`;
}
