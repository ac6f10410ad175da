import { createCountersignApp, memoryStorage } from '../../app-sdk/index.ts';
import type { CountersignApp } from '../../app-sdk/index.ts';

/** Milliseconds of every call to an endpoint, by method and path. */
export type EndpointLatencies = Map<string, number[]>;

/** An app whose calls are timed from request to answer: what the phone itself computes does not count. */
export function createTimedPhone(origin: string, latencies: EndpointLatencies): CountersignApp {
  const timedFetch: typeof fetch = async (input, init) => {
    const started = performance.now();
    const response = await fetch(input, init);
    const endpoint = `${init?.method ?? 'GET'} ${new URL(String(input)).pathname}`;
    const list = latencies.get(endpoint) ?? [];
    latencies.set(endpoint, list);
    list.push(performance.now() - started);
    return response;
  };
  return createCountersignApp({ origin, storage: memoryStorage(), fetch: timedFetch });
}
