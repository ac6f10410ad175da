import type { Middleware } from 'koa';
import type { ApiDeps } from '../api-deps.ts';
import { servePages } from './serve-pages.ts';

/** Serves the pages on which people sign in. */
export function portalPages(deps: Pick<ApiDeps, 'environment' | 'metrics'>): Middleware {
  return servePages(deps, {
    folder: deps.environment.portalFolder,
    pages: /^\/(?:sign-in|select-account|consent|signed-out|account|token)(?:\/|$)/,
    files: /^\/(?:assets\/|logos\/|favicon\.svg$)/,
    base: '',
    trustedTypes: "'none'",
    permissions: ['publickey-credentials-get=(self)', 'publickey-credentials-create=(self)'],
    missing:
      'This server has no pages to sign in on: COUNTERSIGN_PORTAL_FOLDER has to name the folder of their build (docs/portal.md).\n',
  });
}
