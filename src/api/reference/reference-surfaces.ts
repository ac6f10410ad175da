import { z } from 'zod';
import type { Context } from 'koa';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { ApiDeps } from '../api-deps.ts';
import { problems } from '../http/error-formats.ts';
import type { Surface } from '../http/mount-surface.ts';
import { defineRoute } from '../http/route.ts';
import type { Route } from '../http/route.ts';
import { compress, writeCompressed } from '../http/compressed.ts';
import { createDocument } from './document.ts';
import { libraryFile, loadPageFiles, startFile } from './page-files.ts';
import type { PageFiles } from './page-files.ts';
import { pagePolicy, referencePage } from './page.ts';

const shown = { name: 'reference', caller: 'anonymous', reads: [], refuses: problems } as const;

/** Revalidated each time and answered with 304 while unchanged: a cached page of an older server would request scripts that no longer exist. */
const revalidated = 'public, no-cache';
/** Cached for ever: the address changes with the content. */
const unchanging = 'public, max-age=31536000, immutable';

/**
 * The surfaces of the API reference: document, page and scripts.
 * @param list returns every surface, these included. Called once, at the first request.
 */
export function referenceSurfaces(deps: Pick<ApiDeps, 'environment'>, list: () => readonly Surface[]): Surface[] {
  const document = once(() =>
    compress(Buffer.from(JSON.stringify(createDocument(list(), deps.environment.publicUrl)))),
  );
  const files = once(loadPageFiles);
  const page = once(async () => compress(Buffer.from(referencePage(await files()))));
  const documentRoute = defineRoute({
    method: 'get',
    path: '',
    summary: 'This description of the API, as OpenAPI 3.1',
    responses: { 200: z.looseObject({ openapi: z.string().describe('Version of OpenAPI.') }), 304: null },
    handler: async ({ context }) => {
      writeCompressed(context, 'application/json; charset=utf-8', await document());
      return answered(context, revalidated);
    },
  });
  const pageRoute = defineRoute({
    method: 'get',
    path: '',
    summary: 'This description of the API, as a page',
    responses: { 304: null },
    otherFormats: ['text/html'],
    handler: async ({ context }) => {
      writeCompressed(context, 'text/html; charset=utf-8', await page());
      context.set('Content-Security-Policy', pagePolicy);
      return answered(context, revalidated);
    },
  });
  return [
    { ...shown, title: 'Reference', base: '/openapi.json', before: [], routes: [documentRoute] },
    { ...shown, title: 'Reference page', base: '/docs', before: [], routes: [pageRoute, scriptRoute(files)] },
  ];
}

/** The address contains the version; another version is not found. */
function scriptRoute(files: () => Promise<PageFiles>): Route {
  return defineRoute({
    method: 'get',
    path: '/:version/:file',
    summary: 'A script of the page',
    params: z.object({
      version: z
        .string()
        .regex(/^[0-9a-f]{16}$/)
        .describe('Changes with the content of the scripts.'),
      file: z.enum([libraryFile, startFile]).describe('Name of the script.'),
    }),
    responses: { 304: null },
    otherFormats: ['text/javascript'],
    handler: async ({ context, params }) => {
      const { version, files: scripts } = await files();
      const script = scripts[params.file];
      if (params.version !== version || !script) throw new CountersignError('not_found');
      writeCompressed(context, 'text/javascript; charset=utf-8', script);
      return answered(context, unchanging);
    },
  });
}

function answered(context: Context, caching: string): undefined {
  context.set('Cache-Control', caching);
  context.remove('Pragma');
}

/** A failure is not cached: the next request tries again. */
function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    made.catch(() => (made = undefined));
    return made;
  };
}
