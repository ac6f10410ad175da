import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { ReconciliationMetrics } from '../../activities/reconciliation/reconciliation-metrics.ts';
import type { TransactionMetrics } from '../../activities/transaction-metrics.ts';
import type { AuthenticationFailureMetrics } from '../../commands/api-clients/record-authentication-failure.ts';
import { comparisons, repairKinds } from '../../domain/reconciliation/repair.ts';
import type { RequestMetrics } from '../../api/middleware/request-metrics.ts';
import { createWorkflowHeapMetrics } from './workflow-heap-metrics.ts';
import type { WorkflowHeapMetrics } from './workflow-heap-metrics.ts';

export interface Metrics extends RequestMetrics, TransactionMetrics, ReconciliationMetrics, AuthenticationFailureMetrics, WorkflowHeapMetrics {
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
    ...createReconciliationMetrics(registry),
    ...createWorkflowHeapMetrics(registry),
    render: async () => `${await registry.metrics()}\n${await temporalMetrics(temporalMetricsUrl)}`,
  };
}

/** All of them are there from the start, so that a rate can be asked of the first repair. */
function createReconciliationMetrics(registry: Registry): ReconciliationMetrics {
  const registers = [registry];
  const repairs = new Counter({ name: 'countersign_reconciliation_repairs_total', help: 'Rows and workflows that disagreed and were repaired, by kind', labelNames: ['kind'], registers });
  const compared = new Gauge({ name: 'countersign_reconciliation_last_run_timestamp_seconds', help: 'When this process last compared rows and workflows, by comparison; 0: not yet', labelNames: ['comparison'], registers });
  for (const kind of repairKinds) repairs.inc({ kind }, 0);
  for (const comparison of comparisons) compared.set({ comparison }, 0);
  return {
    countRepair: (kind) => repairs.inc({ kind }),
    noteComparison: (comparison, at) => compared.set({ comparison }, at.getTime() / 1000),
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
