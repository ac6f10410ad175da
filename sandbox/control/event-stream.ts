import { PassThrough } from 'node:stream';
import type { Context } from 'koa';
import { queryText } from './json-body.ts';

const heartbeatMs = 15_000;
const reconnectMs = 1000;
const bufferLimit = 1024 * 1024;

/**
 * Answers with server-sent events until the client disconnects.
 * @param follow starts sending through `send` and returns a function that stops; undefined when there is nothing to follow.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function streamEvents<Item extends { id: number }>(
  context: Context,
  event: string,
  follow: (lastSeenId: number | undefined, send: (item: Item) => void) => (() => void) | undefined,
): boolean {
  const stream = new PassThrough();
  stream.write(`retry: ${reconnectMs}\n\n`);
  const stop = follow(lastSeenId(context), (item) => {
    stream.write(`id: ${item.id}\nevent: ${event}\ndata: ${JSON.stringify(item)}\n\n`);
    // A client that stopped reading can reconnect with Last-Event-ID.
    if (stream.writableLength > bufferLimit) stream.destroy();
  });
  if (stop === undefined) return false;
  const heartbeat = setInterval(() => stream.write(': alive\n\n'), heartbeatMs).unref();
  stream.once('close', () => {
    clearInterval(heartbeat);
    stop();
  });
  context.req.once('close', () => stream.destroy());
  context.res.once('close', () => stream.destroy());
  context.set('cache-control', 'no-store');
  context.set('x-accel-buffering', 'no');
  context.type = 'text/event-stream';
  context.status = 200;
  context.body = stream;
  context.flushHeaders();
  return true;
}

function lastSeenId(context: Context): number | undefined {
  const text = context.get('last-event-id') || queryText(context, 'last_event_id');
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
