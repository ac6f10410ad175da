import { randomUUID } from 'node:crypto';

/** One request that a callback address of the sandbox got. */
export interface ReceivedCallback {
  headers: Record<string, string>;
  body: string;
  status: number;
  received_at: string;
}

/** A site's callback address in the sandbox. */
export interface Receiver {
  url: string;
  /** What it answers next. */
  behave(behaviour: { status?: number; times?: number; delay_ms?: number; redirect_to?: string }): Promise<void>;
  /** Every callback that came, in order. */
  received(): Promise<ReceivedCallback[]>;
}

export function createReceiver(sandbox: string): Receiver {
  const url = `${sandbox}/callbacks/${randomUUID()}`;
  return {
    url,
    behave: async (behaviour) => {
      const { ok } = await fetch(`${url}/behaviour`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(behaviour) });
      if (!ok) throw new Error('The sandbox refused a behaviour');
    },
    received: async () => ((await (await fetch(url)).json()) as { requests: ReceivedCallback[] }).requests,
  };
}
