import { randomUUID } from 'node:crypto';

/** A request that a callback URL of the sandbox received. */
export interface ReceivedCallback {
  headers: Record<string, string>;
  body: string;
  status: number;
  received_at: string;
}

/** The callback URL of a site in the sandbox. */
export interface Receiver {
  url: string;
  /** Sets its next answers. */
  behave(behaviour: { status?: number; times?: number; delay_ms?: number; redirect_to?: string }): Promise<void>;
  /** All received callbacks, in order. */
  received(): Promise<ReceivedCallback[]>;
}

export function createReceiver(sandbox: string): Receiver {
  const url = `${sandbox}/callbacks/${randomUUID()}`;
  return {
    url,
    behave: async (behaviour) => {
      const { ok } = await fetch(`${url}/behaviour`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(behaviour),
      });
      if (!ok) throw new Error('The sandbox refused a behaviour');
    },
    received: async () => ((await (await fetch(url)).json()) as { requests: ReceivedCallback[] }).requests,
  };
}
