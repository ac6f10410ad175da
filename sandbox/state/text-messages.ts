import { Broadcast } from './broadcast.ts';
import { createEventIds } from './event-ids.ts';
import { Ring } from './ring.ts';

const keptMessages = 2000;

export interface TextMessage {
  /** Increases with every message, also over restarts. */
  id: number;
  channel: 'sms' | 'whatsapp';
  sid: string;
  to: string;
  from: string;
  body: string;
  received_at: string;
  /** WhatsApp: the code that the button of an authentication template copies. */
  code?: string;
}

/** The last text and WhatsApp messages that the sandbox accepted, of all phone numbers. */
export class TextMessages {
  readonly #messages = new Ring<TextMessage>(keptMessages);
  readonly #arrivals = new Broadcast<TextMessage>();
  readonly #nextId = createEventIds();

  deliver(message: Omit<TextMessage, 'id' | 'received_at'>): TextMessage {
    const delivered = { id: this.#nextId(), ...message, received_at: new Date().toISOString() };
    this.#messages.push(delivered);
    this.#arrivals.publish(delivered);
    return delivered;
  }

  /** Oldest first; of one number when `to` is given. */
  list(to?: string): TextMessage[] {
    return this.#messages.items().filter((message) => to === undefined || message.to === to);
  }

  find(id: number): TextMessage | undefined {
    return this.#messages.items().find((message) => message.id === id);
  }

  clear(): void {
    this.#messages.remove(() => true);
  }

  /** Calls `listener` for every message after `lastSeenId` (without it: none) and then for each new one. @returns a function that stops. */
  follow(
    to: readonly string[] | undefined,
    lastSeenId: number | undefined,
    listener: (message: TextMessage) => void,
  ): () => void {
    const isWanted = (message: TextMessage) => to === undefined || to.includes(message.to);
    const missed = lastSeenId === undefined ? [] : this.list().filter((message) => message.id > lastSeenId);
    for (const message of missed.filter(isWanted)) listener(message);
    return this.#arrivals.subscribe((message) => {
      if (isWanted(message)) listener(message);
    });
  }
}
