import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider';

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
  renderPage(
    ctx,
    'You cannot be signed in this way',
    `<p>Go back to the site that you came from and start again. If this happens every time, tell the site what follows.</p>
<p>${escapeHtml(out.error)}: ${escapeHtml(out.error_description ?? '')}<br>${escapeHtml(requestId)}</p>`,
  );
}

/** A page without scripts and styles. @param content HTML. */
export function renderPage(ctx: Pick<KoaContextWithOIDC, 'type' | 'body'>, title: string, content: string): void {
  ctx.type = 'html';
  ctx.body = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title></head>
<body>
<h1>${escapeHtml(title)}</h1>
${content}
</body>
</html>`;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
