import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type { Context, Middleware } from 'koa';
import { NONCE_PLACEHOLDER } from './build-page.ts';

const ONE_YEAR = 'public, max-age=31536000, immutable';

interface PageFile {
  body: Buffer;
  type: string;
  etag: string;
}

/**
 * Serves a built page from memory, because a newer build may replace the folder while this server runs. Every path that
 * is not a file gets `index.html`, because the page routes in the browser.
 */
export async function servePage(folder: string): Promise<Middleware> {
  const files = await loadFiles(folder);
  const index = files.get('/index.html')?.body.toString('utf8');
  if (!index) throw new Error(`No index.html in ${folder}`);

  return async (ctx, next) => {
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return next();
    const file = files.get(ctx.path);
    if (file && ctx.path !== '/index.html') return serveFile(ctx, file);
    // A missing asset must not get a page, which the browser would refuse as a script.
    if (extname(ctx.path) !== '' && ctx.path !== '/index.html') return next();
    ctx.type = 'text/html; charset=utf-8';
    ctx.set('Cache-Control', 'no-store');
    ctx.body = index.replaceAll(NONCE_PLACEHOLDER, ctx.state.nonce as string);
  };
}

function serveFile(ctx: Context, file: PageFile): void {
  ctx.type = file.type;
  ctx.etag = file.etag;
  ctx.set('Cache-Control', ctx.path.startsWith('/assets/') ? ONE_YEAR : 'no-cache');
  ctx.status = 200;
  if (ctx.fresh) ctx.status = 304;
  else ctx.body = file.body;
}

async function loadFiles(folder: string): Promise<Map<string, PageFile>> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = new Map<string, PageFile>();
  for (const entry of entries.filter((candidate) => candidate.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const body = await readFile(path);
    const etag = createHash('sha256').update(body).digest('base64url').slice(0, 22);
    files.set(`/${relative(folder, path).split(sep).join('/')}`, { body, type: extname(path), etag });
  }
  return files;
}
