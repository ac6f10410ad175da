import type { Middleware } from 'koa';

/** Where finished requests are counted. */
export interface RequestMetrics {
  observeRequest(labels: { surface: string; method: string; route: string; status: string }, seconds: number): void;
}

/** Counts each request of a surface by its route. Addresses have ids, which would each make a series. */
export function requestMetrics(metrics: RequestMetrics, surface: string): Middleware {
  return async (context, next) => {
    const started = performance.now();
    try {
      await next();
    } finally {
      const labels = {
        surface,
        method: context.method,
        route: String(context.state.route ?? 'unmatched'),
        status: String(context.status),
      };
      metrics.observeRequest(labels, (performance.now() - started) / 1000);
    }
  };
}
