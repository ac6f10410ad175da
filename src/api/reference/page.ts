import { libraryFile, startFile } from './page-files.ts';
import type { PageFiles } from './page-files.ts';

/**
 * The style sheets that the library writes into the page, by their hashes: its own, that of its notices, its theme. Another version
 * or another theme needs others; test/api-reference/page.test.ts fails then, with the hashes in what the browser says.
 */
const librarySheets = [
  'QpRH++jfSE25E/ku5JwG+oucjRD32SqdyuYxGFVNDSA=',
  'l/2OpPg0d+2VLTLgwjf5mQo2CYwHDEqdj5TjbfEyVJI=',
  'T13Uev3xCax2N28XaoAE8DOzQZKvPp7ZQVAi1iRREjo=',
];

/**
 * Scripts come from this server alone, and the page connects to this server alone. Allowed here and on no other page: the style sheets
 * above, and `style` attributes, which the library writes by the hundred. An attribute of that kind runs no script.
 */
export const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src-elem ${librarySheets.map((hash) => `'sha256-${hash}'`).join(' ')}`,
  "style-src-attr 'unsafe-inline'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The HTML page. The library renders it in the browser from `/openapi.json`. */
export function referencePage({ version }: Pick<PageFiles, 'version'>): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Countersign API reference</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <link rel="icon" href="data:,">
  </head>
  <body>
    <main id="reference"></main>
    <noscript>This page needs JavaScript. The same description for tools: <a href="/openapi.json">/openapi.json</a>.</noscript>
    <script src="/docs/${version}/${libraryFile}"></script>
    <script src="/docs/${version}/${startFile}"></script>
  </body>
</html>
`;
}
