import { Broadcast } from './broadcast.ts';
import { createEventIds } from './event-ids.ts';
import { Ring } from './ring.ts';

const keptMessages = 2000;

export interface TextMessage {
  /** Grows with every message, also over restarts. */
  id: number;
  sid: string;
  to: string;
  from: string;
  body: string;
  received_at: string;
}

/** Every text message that the sandbox took: the inboxes of all phone numbers. */
export class TextMessages {
  readonly #messages = new Ring<TextMessage>(keptMessages);
  readonly #arrivals = new Broadcast<TextMessage>();
  readonly #nextId = createEventIds();

  deliver(message: Pick<TextMessage, 'sid' | 'to' | 'from' | 'body'>): TextMessage {
    const delivered = { id: this.#nextId(), ...message, received_at: new Date().toISOString() };
    this.#messages.push(delivered);
    this.#arrivals.publish(delivered);
    return delivered;
  }

  /** Oldest first; of one number when `to` is given. */
  list(to?: string): TextMessage[] {
    return this.#messages.items().filter((message) => to === undefined || message.to === to);
  }

  /** Calls `listener` for everything after `lastSeenId` (without it: nothing) and then for each arrival. Returns how to stop. */
  follow(to: string | undefined, lastSeenId: number | undefined, listener: (message: TextMessage) => void): () => void {
    const missed = lastSeenId === undefined ? [] : this.list(to).filter((message) => message.id > lastSeenId);
    for (const message of missed) listener(message);
    return this.#arrivals.subscribe((message) => {
      if (to === undefined || message.to === to) listener(message);
    });
  }
}
