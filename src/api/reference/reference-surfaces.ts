import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Context } from 'koa';
import type { ApiDeps } from '../api-deps.ts';
import { problems } from '../error-formats.ts';
import type { Surface } from '../mount-surface.ts';
import { defineRoute } from '../route.ts';
import { createDocument } from './document.ts';

const shown = { title: 'Reference', caller: 'anybody', reads: [], refuses: problems, caching: 'public, max-age=300' } as const;

/**
 * The API's description of itself.
 * @param list every surface, these among them: asked once, when somebody first reads it.
 */
export function referenceSurfaces(deps: Pick<ApiDeps, 'environment'>, list: () => readonly Surface[]): Surface[] {
  const document = once(() => JSON.stringify(createDocument(list(), deps.environment.publicUrl)));
  return [
    {
      ...shown,
      name: 'reference',
      base: '/openapi.json',
      before: [],
      routes: [
        defineRoute({
          method: 'get',
          path: '',
          summary: 'This description of the API, as OpenAPI 3.1',
          responses: { 200: z.looseObject({ openapi: z.string() }), 304: null },
          handler: ({ context }) => write(context, 'application/json; charset=utf-8', document()),
        }),
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
  context.status = 200;
  if (context.fresh) context.status = 304;
}

function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
