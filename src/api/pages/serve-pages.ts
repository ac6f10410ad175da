import type { Context, Middleware } from 'koa';
import compose from 'koa-compose';
import type { ApiDeps } from '../api-deps.ts';
import { writeCompressed } from '../http/compressed.ts';
import { requestMetrics } from '../http/middleware/request-metrics.ts';
import { loadBuiltPages } from './built-pages.ts';
import type { BuiltPages } from './built-pages.ts';

/** Pages that all are one document, whose script reads the address. */
export interface PageSet {
  /** Folder of the build; undefined: there are none. */
  folder: string | undefined;
  /** Addresses of pages. What it matches is the route in logs and metrics. */
  pages: RegExp;
  /** Addresses of files. */
  files: RegExp;
  /** What the addresses of files have in front of their path in the build. */
  base: string;
  /** By which policies of theirs text may become markup (Trusted Types); `'none'`: by none. */
  trustedTypes: string;
  /** What the pages may use of the browser. */
  permissions: readonly string[];
  /** Answered while there is no folder. */
  missing: string;
}

/**
 * Scripts, styles and requests of this server alone; nothing inline, so there is no nonce to give away. Text becomes script
 * nowhere, and markup only by a policy that the pages name. A page of another site cannot hold one of these in a frame.
 */
const policyOf = ({ trustedTypes }: PageSet) =>
  [
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
    `trusted-types ${trustedTypes}`,
  ].join('; ');

const refused = ['camera', 'microphone', 'geolocation', 'payment', 'usb'].map((feature) => `${feature}=()`);

/** Serves a build of pages. They speak to the server by its API alone, and hold nothing of a person. */
export function servePages({ metrics }: Pick<ApiDeps, 'metrics'>, set: PageSet): Middleware {
  let loaded: Promise<BuiltPages> | undefined;
  const load = (folder: string) => (loaded ??= loadBuiltPages(folder));
  const headers = securityHeaders(set);
  const serve: Middleware = async (context) => {
    context.set(headers);
    context.state.route = set.pages.exec(context.path)?.[0].replace(/\/$/, '') ?? `${set.base}/assets`;
    if (context.method !== 'GET' && context.method !== 'HEAD') return refuseMethod(context);
    if (set.folder === undefined) return answerText(context, 503, set.missing);
    const built = await load(set.folder).catch((error: unknown) => {
      loaded = undefined;
      throw error;
    });
    answer(context, set, built);
  };
  const inside = compose([requestMetrics(metrics, 'pages'), serve]);
  const isOurs = ({ path }: Context) => set.files.test(path) || set.pages.test(path);
  return (context, next) => (isOurs(context) ? inside(context, next) : next());
}

function answer(context: Context, { files, base }: PageSet, { document, files: all }: BuiltPages): void {
  if (!files.test(context.path)) {
    // The address of an action token is kept in no cache.
    context.set('Cache-Control', /^\/token(?:\/|$)/.test(context.path) ? 'no-store' : 'no-cache');
    return writeCompressed(context, 'text/html; charset=utf-8', document);
  }
  const path = context.path.slice(base.length);
  const file = all.get(path);
  // A page that was loaded before an update asks for a script that is gone.
  if (!file) return answerText(context, 404, 'There is no such file.\n');
  // The names of assets change with their content.
  const isAsset = path.startsWith('/assets/');
  context.set('Cache-Control', isAsset ? 'public, max-age=31536000, immutable' : 'public, max-age=86400');
  writeCompressed(context, file.type, file.content);
}

function securityHeaders(set: PageSet): Record<string, string> {
  return {
    'Content-Security-Policy': policyOf(set),
    'Permissions-Policy': [...set.permissions, ...refused].join(', '),
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Robots-Tag': 'noindex, nofollow',
  };
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
