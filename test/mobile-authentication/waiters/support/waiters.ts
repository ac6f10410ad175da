import type { Endpoints } from '../../../../dev/parts/endpoints.ts';
import { basic, createWebsite } from '../../../support/website.ts';

/** A result as a site sees it, without the time of the request. */
export type Result = Record<string, unknown> & { status: string };

/** A result stream: resolves when it has begun and when it has ended. */
export interface OpenStream {
  begun: Promise<void>;
  /** The last state, once the stream has ended. */
  last: Promise<Result>;
}

type Where = Pick<Endpoints, 'api' | 'clients'>;

/** Long polls until the transaction has ended; asks again after a 503 and after a minute, as a site does. */
export async function longPoll(where: Where, id: string): Promise<Result> {
  for (;;) {
    const { status, body } = await createWebsite(where).result(id, '?wait=60');
    if (status !== 200 && status !== 503)
      throw new Error(`A long poll was answered ${status}: ${JSON.stringify(body)}`);
    if (status === 200 && body.status !== 'pending') return timeless(body);
  }
}

export async function poll(where: Where, id: string): Promise<Result> {
  return timeless((await createWebsite(where).result(id)).body);
}

/** Reads server-sent events until the transaction has ended; opens a broken stream again, as browsers do. */
export function openStream({ api, clients }: Where, id: string): OpenStream {
  const begun = Promise.withResolvers<void>();
  const read = async (): Promise<Result> => {
    const headers = { authorization: basic(clients.mobile_authentication), accept: 'text/event-stream' };
    const response = await fetch(`${api}/oauth/api/v4/authenticate/transaction/${id}`, { headers });
    if (response.status === 503) return read();
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of response.body as ReadableStream<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      if (text.includes('\n\n')) begun.resolve();
    }
    const events = text.split('\n\n').filter((event) => event.startsWith('event: transaction'));
    const result = timeless(
      JSON.parse(/^data: (.*)$/m.exec(events.at(-1) ?? '')?.[1] ?? 'null') as Result & { timestamp: number },
    );
    return result.status === 'pending' ? read() : result;
  };
  const last = read();
  last.catch(begun.reject);
  return { begun: begun.promise, last };
}

function timeless({ timestamp, ...result }: Result & { timestamp: number }): Result {
  if (!Number.isInteger(timestamp)) throw new Error(`No time: ${timestamp}`);
  return result;
}
