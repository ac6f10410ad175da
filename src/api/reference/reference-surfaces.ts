import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Context } from 'koa';
import type { ApiDeps } from '../api-deps.ts';
import { problems } from '../error-formats.ts';
import type { Surface } from '../mount-surface.ts';
import { defineRoute } from '../route.ts';
import { createDocument } from './document.ts';
import { referencePage } from './page/page.ts';
import { style } from './page/style.ts';

const shown = { title: 'Reference', name: 'reference', caller: 'anybody', reads: [], refuses: problems, caching: 'public, max-age=300' } as const;

/** No script, and nothing from elsewhere. */
const pagePolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * The API's description of itself, for tools and for people.
 * @param list every surface, these among them: asked once, when somebody first reads it.
 */
export function referenceSurfaces(deps: Pick<ApiDeps, 'environment'>, list: () => readonly Surface[]): Surface[] {
  const document = once(() => createDocument(list(), deps.environment.publicUrl));
  const text = once(() => JSON.stringify(document()));
  const page = once(() => referencePage(document()));
  return [
    {
      ...shown,
      base: '/openapi.json',
      before: [],
      routes: [
        defineRoute({
          method: 'get',
          path: '',
          summary: 'This description of the API, as OpenAPI 3.1',
          responses: { 200: z.looseObject({ openapi: z.string() }), 304: null },
          handler: ({ context }) => write(context, 'application/json; charset=utf-8', text()),
        }),
      ],
    },
    {
      ...shown,
      title: 'Reference page',
      base: '/docs',
      before: [],
      routes: [
        defineRoute({ method: 'get', path: '', summary: 'This description of the API, as a page', responses: { 304: null }, otherFormats: ['text/html'], handler: ({ context }) => write(context, 'text/html; charset=utf-8', page()) }),
        defineRoute({ method: 'get', path: '/style.css', summary: 'The style sheet of the page', responses: { 304: null }, otherFormats: ['text/css'], handler: ({ context }) => write(context, 'text/css; charset=utf-8', style) }),
      ],
    },
  ];
}

/** It changes with the server alone, so a browser that has it is told so. */
function write(context: Context, type: string, text: string): undefined {
  context.type = type;
  context.body = text;
  context.etag = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  context.remove('Pragma');
  context.set('Content-Security-Policy', pagePolicy);
  context.status = 200;
  if (context.fresh) context.status = 304;
}

function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
