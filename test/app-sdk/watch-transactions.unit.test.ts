import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenTransaction } from '../../app-sdk/index.ts';
import { watchTransactions } from '../../app-sdk/transactions/watch-transactions.ts';
import { readServerSentEvents } from '../../app-sdk/transport/server-sent-events.ts';
import { connectApp, PROFILE_ID, type Connected } from './support/connected-app.ts';
import { STREAM, writeTransactions } from './support/transaction-server.ts';

type Options = Parameters<typeof watchTransactions>[0];
let connected: Connected;
let stop: AbortController;
beforeEach(async () => {
  connected = await connectApp();
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await connected.server.close();
});

/** Watches until `count` lists have arrived. */
async function watch(count: number): Promise<string[][]> {
  const seen: string[][] = [];
  const onChange = (open: OpenTransaction[]) => {
    seen.push(open.map(({ transactionId }) => transactionId));
    if (seen.length >= count) stop.abort();
  };
  await connected.app.watchTransactions(PROFILE_ID, onChange, stop.signal);
  return seen;
}

describe('watchTransactions', () => {
  it('calls back with every list and resolves when stopped', async () => {
    connected.server.on(STREAM, () => ({
      stream: (response) => {
        response.write(': keep-alive\n\n');
        writeTransactions(response, 't-1');
        writeTransactions(response);
      },
    }));
    expect(await watch(2)).toEqual([['t-1'], []]);
    const [request] = connected.server.requests(STREAM);
    expect(request!.headers.accept).toBe('text/event-stream');
    expect(request!.headers.authorization).toBe('DPoP access-1');
  });

  it('reopens the stream when it ends, breaks, or the server is unavailable', async () => {
    const { server, waits } = connected;
    const short = (id: string) => ({
      stream: (response: Parameters<typeof writeTransactions>[0]) => {
        writeTransactions(response, id);
        response.end();
      },
    });
    server.on(
      STREAM,
      () => short('t-1'),
      () => ({ cut: true }),
      () => ({ status: 503 }),
      () => short('t-2'),
    );
    expect(await watch(2)).toEqual([['t-1'], ['t-2']]);
    expect(server.requests(STREAM)).toHaveLength(4);
    expect(waits).toHaveLength(3);
    expect(waits[2]).toBeGreaterThan(waits[0]!);
  });

  it('reopens the stream after silence', async () => {
    let opened = 0;
    const api = {
      stream: async (_profileId: string, _path: string, signal: AbortSignal) => {
        const silent = new ReadableStream<Uint8Array>({
          start: (controller) => {
            signal.addEventListener('abort', () => controller.error(new Error('aborted')));
            if (++opened === 3) stop.abort();
          },
        });
        return new Response(silent);
      },
    };
    const serverKey = {} as Options['serverKey'];
    const options = { api: api as Options['api'], serverKey, delay: async () => undefined, silenceMs: 5 };
    await watchTransactions(options, PROFILE_ID, () => undefined, stop.signal);
    expect(opened).toBe(3);
  });

  it('renews a refused token and continues', async () => {
    connected.server.on(STREAM, ({ headers }) =>
      headers.authorization === 'DPoP access-1'
        ? { status: 401, body: { code: 'invalid_token' } }
        : { stream: (response) => writeTransactions(response, 't-1') },
    );
    expect(await watch(1)).toEqual([['t-1']]);
  });

  it('rejects when a retry cannot help', async () => {
    connected.server.on(STREAM, () => ({ status: 403, body: { code: 'enrollment_disabled' } }));
    await expect(watch(1)).rejects.toMatchObject({ code: 'enrollment_disabled' });
    connected.server.on(STREAM, () => ({ stream: (response) => response.write('event: transactions\ndata: {}\n\n') }));
    await expect(watch(1)).rejects.toMatchObject({ code: 'unexpected_answer' });
  });

  it('rejects with the error of the callback', async () => {
    connected.server.on(STREAM, () => ({ stream: (response) => writeTransactions(response) }));
    const broken = () => {
      throw new RangeError('page is broken');
    };
    await expect(connected.app.watchTransactions(PROFILE_ID, broken, stop.signal)).rejects.toThrow('page is broken');
  });

  it('resolves at once when already stopped', async () => {
    stop.abort();
    await connected.app.watchTransactions(PROFILE_ID, () => undefined, stop.signal);
    expect(connected.server.requests(STREAM)).toEqual([]);
  });
});

describe('readServerSentEvents', () => {
  const stream =
    'event: a\r\ndata: 1\r\ndata:2\r\n\r\n: note\n\nid: 7\ndata: {"x":"é"}\rretry: 5\r\rdata\n\nevent: none\n\ndata: cut';
  const expected = [
    { event: 'a', data: '1\n2' },
    { event: 'message', data: '{"x":"é"}' },
    { event: 'message', data: '' },
  ];
  const bytes = new TextEncoder().encode(stream);

  it.each([1, 2, 3, 7, bytes.length])('reads events in chunks of %i bytes', async (size) => {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.slice(index * size, (index + 1) * size),
    );
    const events = [];
    for await (const event of readServerSentEvents(streamOf(chunks))) events.push(event);
    expect(events).toEqual(expected);
  });

  it('refuses an event without an end', async () => {
    const endless = streamOf([new Uint8Array(2 * 1024 * 1024).fill(65)]);
    await expect(readServerSentEvents(endless).next()).rejects.toMatchObject({ code: 'unexpected_answer' });
  });
});

function streamOf(chunks: Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}
