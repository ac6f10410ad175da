export interface ServerSentEvent {
  id: string;
  event: string;
  data: unknown;
}

export interface EventReader extends AsyncDisposable {
  headers: Headers;
  /** Waits for the next event. */
  next(): Promise<ServerSentEvent>;
}

/** Reads server-sent events one at a time. */
export async function readEvents(url: string, headers: Record<string, string> = {}): Promise<EventReader> {
  const controller = new AbortController();
  const response = await fetch(url, { headers, signal: controller.signal });
  if (!response.ok || response.body === null) throw new Error(`${url}: ${response.status}`);
  const events = parseEvents(response.body.pipeThrough(new TextDecoderStream()));
  return {
    headers: response.headers,
    next: async () => {
      const { value, done } = await events.next();
      if (done === true) throw new Error('the stream has ended');
      return value;
    },
    [Symbol.asyncDispose]: async () => controller.abort(),
  };
}

async function* parseEvents(chunks: AsyncIterable<string>): AsyncGenerator<ServerSentEvent, undefined> {
  let text = '';
  for await (const chunk of chunks) {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string]));
      if (fields['data'] !== undefined)
        yield { id: fields['id'] ?? '', event: fields['event'] ?? 'message', data: JSON.parse(fields['data']) };
    }
  }
  return undefined;
}
