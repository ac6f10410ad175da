import type { KoaContextWithOIDC } from 'oidc-provider';
import { pageStyle, styleSource } from './page-style.ts';
import { pageTexts } from './page-texts.ts';
import type { PageTexts } from './page-texts.ts';

/** What a page needs of a request. */
type PageContext = Pick<KoaContextWithOIDC, 'type' | 'body' | 'set' | 'response' | 'acceptsLanguages'>;

/** The texts of a page in the language of the browser. */
export function textsFor(ctx: Pick<KoaContextWithOIDC, 'acceptsLanguages'>): PageTexts {
  const languages = Object.keys(pageTexts) as (keyof typeof pageTexts)[];
  const wanted = ctx.acceptsLanguages(languages);
  return pageTexts[languages.find((language) => language === wanted) ?? 'en'];
}

/** A page without scripts, in the look of the others. @param content HTML. */
export function renderPage(ctx: PageContext, title: string, content: string): void {
  const policy = ctx.response.get('content-security-policy');
  if (policy !== '') ctx.set('content-security-policy', `${policy};${styleSource}`);
  ctx.type = 'html';
  ctx.body = `<!doctype html>
<html lang="${textsFor(ctx).language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title><style>${pageStyle}</style></head>
<body>
<main>
<div class="brand"><span class="mark" aria-hidden="true"><svg viewBox="0 0 24 24"><path d="M5 12l5 5l10 -10"/></svg></span>Countersign</div>
<h1>${escapeHtml(title)}</h1>
${content}
</main>
</body>
</html>`;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
