import { CountersignError } from '../errors.ts';

/** One event of a `text/event-stream`. */
export interface ServerSentEvent {
  event: string;
  data: string;
}

/** The maximum length of an event, in UTF-16 units. */
const MAX_EVENT_LENGTH = 1024 * 1024;

/**
 * Reads a `text/event-stream` (WHATWG HTML, section 9.2) of fetch, as EventSource cannot send headers. Calls `onActivity` for every
 * chunk, keep-alive comments included.
 */
export async function* readServerSentEvents(
  body: ReadableStream<Uint8Array>,
  onActivity: () => void = () => undefined,
): AsyncGenerator<ServerSentEvent> {
  const parser = new EventParser();
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(lost);
      if (done) return;
      onActivity();
      yield* parser.feed(decoder.decode(value, { stream: true }));
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function lost(cause: unknown): never {
  throw new CountersignError('network', { detail: 'the stream broke', cause });
}

/** Keeps incomplete lines between chunks, also a line end that is split. */
class EventParser {
  #rest = '';
  #event = '';
  #data: string[] = [];

  /** @returns the events that the chunk completes. */
  feed(chunk: string): ServerSentEvent[] {
    const events: ServerSentEvent[] = [];
    this.#rest += chunk;
    if (this.#rest.length > MAX_EVENT_LENGTH)
      throw new CountersignError('unexpected_answer', { detail: 'an event is too large' });
    for (let end = this.#lineEnd(); end; end = this.#lineEnd()) {
      const line = this.#rest.slice(0, end.at);
      this.#rest = this.#rest.slice(end.next);
      const event = this.#take(line);
      if (event) events.push(event);
    }
    return events;
  }

  #lineEnd(): { at: number; next: number } | undefined {
    const at = this.#rest.search(/[\r\n]/);
    if (at < 0) return undefined;
    if (this.#rest[at] === '\n') return { at, next: at + 1 };
    if (at + 1 === this.#rest.length) return undefined;
    return { at, next: this.#rest[at + 1] === '\n' ? at + 2 : at + 1 };
  }

  #take(line: string): ServerSentEvent | undefined {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.#event = value;
    if (field === 'data') this.#data.push(value);
    return undefined;
  }

  #dispatch(): ServerSentEvent | undefined {
    const event = this.#data.length > 0 ? { event: this.#event || 'message', data: this.#data.join('\n') } : undefined;
    this.#event = '';
    this.#data = [];
    return event;
  }
}
