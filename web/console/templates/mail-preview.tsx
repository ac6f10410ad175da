import { useEffect, useRef, useState } from 'react';
import { useTexts } from '../language/language.ts';
import classes from './templates.module.css';

/** How what the policy of the page would refuse is kept until it is set by script. */
const kept = { style: 'data-preview-style', sheet: 'data-preview-sheet' } as const;

/** The policy that the content security policy of the console allows, and the only one: text becomes markup in this file alone. */
const markup = (
  window as { trustedTypes?: { createPolicy(name: string, rules: { createHTML(html: string): string }): Markup } }
).trustedTypes?.createPolicy('mail-preview', { createHTML: (html) => html });
interface Markup {
  createHTML(html: string): string;
}

/** For the two places that make it a document in which nothing runs. A browser without policies takes the text. */
const trust = (html: string) => markup?.createHTML(html) ?? html;

/**
 * A mail as its reader sees it. Nothing in it runs, is loaded from elsewhere, or leads anywhere: the frame is sandboxed, and has the content
 * security policy of the console, which refuses styles within HTML. They are set by script, as that is allowed.
 */
export function MailPreview({ html }: { html: string }) {
  const { t } = useTexts();
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(320);
  useEffect(() => {
    if (frame.current) frame.current.srcdoc = trust(makeInert(html));
  }, [html]);
  const show = () => {
    const window = frame.current?.contentWindow;
    if (!window) return;
    setStyles(window);
    setHeight(Math.min(900, Math.max(160, window.document.body.scrollHeight)));
  };
  return (
    <iframe
      ref={frame}
      className={classes.mail}
      title={t('template.mail')}
      sandbox="allow-same-origin"
      style={{ blockSize: height }}
      onLoad={show}
    />
  );
}

/** Without what would run or lead away, and with its styles put aside. */
function makeInert(html: string): string {
  const document = new DOMParser().parseFromString(trust(putStylesAside(html)), 'text/html');
  for (const one of document.querySelectorAll('script, base, link, meta[http-equiv], iframe, object, embed, form'))
    one.remove();
  for (const one of document.querySelectorAll('*'))
    for (const { name, value } of [...one.attributes])
      if (/^(on|xlink:|href$|srcset$|background$)/.test(name) || (name === 'src' && !value.startsWith('data:')))
        one.removeAttribute(name);
  return `<!doctype html>${document.documentElement.outerHTML}`;
}

/** A parser reports each style that the policy refuses. What this does not find is reported, and not used. */
function putStylesAside(html: string): string {
  return html
    .replaceAll(/<style\b[^>]*>([^]*?)<\/style>/gi, `<template ${kept.sheet}>$1</template>`)
    .replaceAll(/<[a-z][^>]*>/gi, (tag) => tag.replaceAll(/\sstyle\s*=/gi, ` ${kept.style}=`));
}

function setStyles(window: Window): void {
  const { document } = window;
  for (const one of document.querySelectorAll<HTMLElement>(`[${kept.style}]`))
    one.style.cssText = one.getAttribute(kept.style) ?? '';
  // A sheet belongs to the window in which it was made.
  const { CSSStyleSheet: Sheet } = window as Window & typeof globalThis;
  document.adoptedStyleSheets = [...document.querySelectorAll<HTMLTemplateElement>(`template[${kept.sheet}]`)].map(
    (one) => {
      const sheet = new Sheet();
      sheet.replaceSync(one.content.textContent);
      return sheet;
    },
  );
}
