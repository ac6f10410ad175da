import { Counter, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { TransactionMetrics } from '../activities/transaction-metrics.ts';
import type { AuthenticationFailureMetrics } from '../commands/api-clients/record-authentication-failure.ts';
import type { RequestMetrics } from '../api/middleware/request-metrics.ts';

export interface Metrics extends RequestMetrics, TransactionMetrics, AuthenticationFailureMetrics {
  /** Everything in Prometheus text format. */
  render(): Promise<string>;
}

/**
 * The process's own metrics, followed by those of the Temporal SDK.
 * @param temporalMetricsUrl where the SDK's core exposes its own, undefined when it does not.
 */
export function createMetrics(temporalMetricsUrl?: string): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
  const requests = new Histogram({ name: 'countersign_http_request_duration_seconds', help: 'Requests by surface, route and status', labelNames: ['surface', 'method', 'route', 'status'], buckets, registers });
  const dispatches = new Histogram({ name: 'countersign_dispatch_duration_seconds', help: 'Messages handed to providers, by method and result', labelNames: ['method', 'result'], buckets, registers });
  const transactions = new Counter({ name: 'countersign_transactions_total', help: 'Finished mobile authentications by method and outcome', labelNames: ['method', 'outcome'], registers });
  const authenticationFailures = new Counter({ name: 'countersign_api_authentication_failures_total', help: 'Callers of the REST API that could not be authenticated, by whether an event was written', labelNames: ['recorded'], registers });
  return {
    observeRequest: (labels, seconds) => requests.observe(labels, seconds),
    observeDispatch: (labels, seconds) => dispatches.observe(labels, seconds),
    countAuthenticationFailure: (labels) => authenticationFailures.inc(labels),
    countTransaction: (labels) => transactions.inc(labels),
    render: async () => `${await registry.metrics()}\n${await temporalMetrics(temporalMetricsUrl)}`,
  };
}

async function temporalMetrics(url: string | undefined): Promise<string> {
  if (!url) return '';
  try {
    return await (await fetch(url, { signal: AbortSignal.timeout(1_000) })).text();
  } catch {
    return '';
  }
}
