import { createCountersignApp, memoryStorage } from '../../app-sdk/index.ts';
import type { CountersignApp } from '../../app-sdk/index.ts';

/** Milliseconds of every call to an endpoint, by method and path. */
export type EndpointLatencies = Map<string, number[]>;

/** An app whose calls are timed from request to answer: what the phone itself computes does not count. */
export function createTimedPhone(origin: string, latencies: EndpointLatencies): CountersignApp {
  const timedFetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const started = performance.now();
    const response = await fetch(request);
    const body = await response.arrayBuffer();
    const endpoint = `${request.method} ${new URL(request.url).pathname}`;
    latencies.set(endpoint, [...(latencies.get(endpoint) ?? []), performance.now() - started]);
    return new Response(response.status === 204 ? null : body, { status: response.status, headers: response.headers });
  };
  return createCountersignApp({ origin, storage: memoryStorage(), fetch: timedFetch });
}
