import type { Context, Middleware } from 'koa';
import { CountersignError } from '../../../errors/countersign-error.ts';

const loopbackHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Refuses what pages of other origins send with our cookies (contract/authentication.md section 0). What changes something needs our
 * `Origin`; a read has none in a browser, which then says in `Sec-Fetch-Site` whose page asks.
 */
export function checkOrigin(publicUrl: string): Middleware {
  return async (context, next) => {
    const origin = context.get('origin');
    const isOurs = origin === '' ? isQuietRead(context) : isSameOrigin(origin, publicUrl);
    if (!isOurs) throw new CountersignError('origin_refused');
    await next();
  };
}

function isQuietRead(context: Context): boolean {
  const isRead = context.method === 'GET' || context.method === 'HEAD';
  return isRead && ['', 'same-origin', 'none'].includes(context.get('sec-fetch-site'));
}

/** One port of this machine is one origin under each of its names: passkeys need `localhost`, where a tool may say 127.0.0.1. */
function isSameOrigin(origin: string, publicUrl: string): boolean {
  const [one, other] = [URL.parse(origin), new URL(publicUrl)];
  if (one?.origin !== origin) return false;
  if (one.origin === other.origin) return true;
  const areLoopback = loopbackHosts.has(one.hostname) && loopbackHosts.has(other.hostname);
  return areLoopback && one.protocol === other.protocol && one.port === other.port;
}
