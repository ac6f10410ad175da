import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { Ring } from './ring.ts';

const keptCallbacks = 200;
const keptNames = 1000;

export interface ReceivedCallback {
  id: number;
  received_at: string;
  method: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** The status of the answer. */
  status: number;
}

/** The answer of a receiver; after `times` answers it is 204 again. */
export interface CallbackBehaviour {
  status: number;
  times?: number;
  delay_ms?: number;
  redirect_to?: string;
}

interface Receiver {
  count: number;
  /** Ends the delays of the answers under its present behaviour. */
  hurry: AbortController;
  received: Ring<ReceivedCallback>;
  behaviour?: CallbackBehaviour;
}

/** Named receivers of callbacks, in place of websites. */
export class Callbacks {
  readonly #receivers = new Map<string, Receiver>();

  /** The next answer, counted down. */
  takeBehaviour(name: string): CallbackBehaviour {
    const receiver = this.#receiver(name);
    const behaviour = receiver.behaviour;
    if (behaviour === undefined) return { status: 204 };
    if (behaviour.times !== undefined) {
      behaviour.times -= 1;
      if (behaviour.times <= 0) delete receiver.behaviour;
    }
    return behaviour;
  }

  setBehaviour(name: string, behaviour: CallbackBehaviour): void {
    const receiver = this.#receiver(name);
    receiver.behaviour = { ...behaviour };
    receiver.hurry.abort();
    receiver.hurry = new AbortController();
  }

  /** Waits before an answer, until the time is over or the receiver gets another behaviour. */
  async delay(name: string, milliseconds: number): Promise<void> {
    const { signal } = this.#receiver(name).hurry;
    await wait(milliseconds, undefined, { ref: false, signal }).catch(() => undefined);
  }

  record(name: string, callback: Omit<ReceivedCallback, 'id' | 'received_at'>): void {
    const receiver = this.#receiver(name);
    receiver.count += 1;
    receiver.received.push({ id: receiver.count, received_at: new Date().toISOString(), ...callback });
  }

  list(name: string): { count: number; requests: readonly ReceivedCallback[] } {
    const receiver = this.#receivers.get(name);
    return { count: receiver?.count ?? 0, requests: receiver?.received.items() ?? [] };
  }

  clear(name: string): void {
    this.#receivers.delete(name);
  }

  #receiver(name: string): Receiver {
    const known = this.#receivers.get(name);
    if (known !== undefined) return known;
    if (this.#receivers.size >= keptNames) this.#receivers.delete(this.#receivers.keys().next().value as string);
    const receiver: Receiver = { count: 0, received: new Ring(keptCallbacks), hurry: new AbortController() };
    this.#receivers.set(name, receiver);
    return receiver;
  }
}
