import { PassThrough } from 'node:stream';
import type { Context } from 'koa';

/** Milliseconds between comment lines that keep proxies from closing a quiet stream. */
const keepAlive = 15_000;

export interface EventStream {
  send(event: string, data: unknown): void;
  end(): void;
  /** Aborted once the client is gone, or the process stops. */
  closed: AbortSignal;
}

/** Turns the answer into server-sent events. */
export function openEventStream(context: Context, stopping: AbortSignal): EventStream {
  const body = new PassThrough();
  const closed = new AbortController();
  const beat = setInterval(() => body.write(': keep-alive\n\n'), keepAlive);
  const end = () => {
    clearInterval(beat);
    closed.abort();
    stopping.removeEventListener('abort', end);
    if (!body.writableEnded) body.end();
  };
  body.once('close', end);
  context.res.once('close', end);
  stopping.addEventListener('abort', end, { once: true });
  context.status = 200;
  context.set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' });
  context.body = body;
  return {
    send: (event, data) => void (body.writable && body.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)),
    end,
    closed: closed.signal,
  };
}
