import type { Context } from 'koa';

/** Aborted when the caller disconnects. */
export function abortSignal(context: Context): AbortSignal {
  const gone = new AbortController();
  context.res.once('close', () => gone.abort());
  return gone.signal;
}
