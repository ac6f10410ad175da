import type { Context, Middleware } from 'koa';
import compose from 'koa-compose';
import type { ApiDeps } from '../api-deps.ts';
import { writeCompressed } from '../http/compressed.ts';
import { requestMetrics } from '../http/middleware/request-metrics.ts';
import { loadBuiltPages } from './built-pages.ts';
import type { BuiltPages } from './built-pages.ts';

/** Pages, which all are one document: its script reads the address. */
const pages = /^\/(?:sign-in|consent|signed-out|account)(?:\/|$)/;
const files = /^\/(?:assets\/|logos\/|favicon\.svg$)/;

/**
 * Scripts, styles and requests of this server alone; nothing inline, so there is no nonce to give away. Text becomes markup or script
 * nowhere. A page of another site cannot hold one of these in a frame.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // Pictures that come in an answer, such as QR codes: as images they run nothing.
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** What the pages may use of the browser: passkeys. */
const permissions = [
  'publickey-credentials-get=(self)',
  'publickey-credentials-create=(self)',
  ...['camera', 'microphone', 'geolocation', 'payment', 'usb'].map((feature) => `${feature}=()`),
].join(', ');

const missing =
  'This server has no pages to sign in on: COUNTERSIGN_PORTAL_FOLDER has to name the folder of their build (docs/portal.md).\n';

/** Serves the pages on which people sign in. They speak to the server by its API alone, and hold nothing of a person. */
export function portalPages({ environment, metrics }: Pick<ApiDeps, 'environment' | 'metrics'>): Middleware {
  const { portalFolder } = environment;
  let loaded: Promise<BuiltPages> | undefined;
  const load = (folder: string) => (loaded ??= loadBuiltPages(folder));
  const serve: Middleware = async (context) => {
    secure(context);
    context.state.route = pages.exec(context.path)?.[0].replace(/\/$/, '') ?? '/assets';
    if (context.method !== 'GET' && context.method !== 'HEAD') return refuseMethod(context);
    if (portalFolder === undefined) return answerText(context, 503, missing);
    const built = await load(portalFolder).catch((error: unknown) => {
      loaded = undefined;
      throw error;
    });
    answer(context, built);
  };
  const inside = compose([requestMetrics(metrics, 'pages'), serve]);
  return (context, next) => (pages.test(context.path) || files.test(context.path) ? inside(context, next) : next());
}

function answer(context: Context, { document, files: all }: BuiltPages): void {
  if (pages.test(context.path)) {
    context.set('Cache-Control', 'no-cache');
    return writeCompressed(context, 'text/html; charset=utf-8', document);
  }
  const file = all.get(context.path);
  // A page that was loaded before an update asks for a script that is gone.
  if (!file) return answerText(context, 404, 'There is no such file.\n');
  // The names of assets change with their content.
  const isAsset = context.path.startsWith('/assets/');
  context.set('Cache-Control', isAsset ? 'public, max-age=31536000, immutable' : 'public, max-age=86400');
  writeCompressed(context, file.type, file.content);
}

function secure(context: Context): void {
  context.set({
    'Content-Security-Policy': policy,
    'Permissions-Policy': permissions,
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Robots-Tag': 'noindex, nofollow',
  });
}

function refuseMethod(context: Context): void {
  context.set('Allow', 'GET, HEAD');
  answerText(context, 405, 'Pages are read.\n');
}

function answerText(context: Context, status: number, text: string): void {
  context.status = status;
  context.type = 'text/plain; charset=utf-8';
  context.set('Cache-Control', 'no-store');
  context.body = text;
}
