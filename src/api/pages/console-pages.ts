import type { Middleware } from 'koa';
import type { ApiDeps } from '../api-deps.ts';
import { servePages } from './serve-pages.ts';

/** Serves the operators' console. */
export function consolePages(deps: Pick<ApiDeps, 'environment' | 'metrics'>): Middleware {
  return servePages(deps, {
    folder: deps.environment.consoleFolder,
    pages: /^\/console(?:\/|$)/,
    files: /^\/console\/(?:assets\/|favicon\.svg$)/,
    base: '/console',
    // web/console/templates/mail-preview.tsx: into a frame in which nothing runs.
    trustedTypes: 'mail-preview',
    permissions: [],
    missing:
      'This server has no console: COUNTERSIGN_CONSOLE_FOLDER has to name the folder of its build (docs/console.md).\n',
  });
}
