import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider';
import { escapeHtml, renderPage, textsFor } from './page.ts';

/** Requests that a browser makes by itself; all others are answered in JSON. */
const pages: ReadonlySet<string> = new Set([
  'authorization',
  'resume',
  'end_session',
  'end_session_confirm',
  'end_session_success',
  'code_verification',
  'device_resume',
]);

/**
 * Answers a refusal that no site is told of: the client or its address is unknown, or the browser comes back to a sign-in that is over.
 * The page leads nowhere, so that it sends a browser to no other site.
 */
export function renderError(ctx: KoaContextWithOIDC, out: ErrorOut): void {
  const isPage = pages.has(ctx.oidc.route ?? '') && ctx.accepts('json', 'html') === 'html';
  if (!isPage) {
    ctx.type = 'json';
    ctx.body = out;
    return;
  }
  const requestId = String(ctx.state['requestId'] ?? '');
  const { errorTitle, errorText } = textsFor(ctx);
  renderPage(
    ctx,
    errorTitle,
    `<p>${errorText}</p>
<p class="quiet small">${escapeHtml(out.error)}: ${escapeHtml(out.error_description ?? '')}<br>${escapeHtml(requestId)}</p>`,
  );
}
