import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { ReconciliationMetrics } from '../../activities/reconciliation/reconciliation-metrics.ts';
import { firstTryResults } from '../../activities/transaction-metrics.ts';
import type { TransactionMetrics } from '../../activities/transaction-metrics.ts';
import type { AuthenticationFailureMetrics } from '../../commands/configuration/api-client-authentication.ts';
import { comparisons, repairKinds } from '../../domain/reconciliation/repair.ts';
import type { RequestMetrics } from '../../api/http/middleware/request-metrics.ts';
import { createWorkflowHeapMetrics } from './workflow-heap-metrics.ts';
import type { WorkflowHeapMetrics } from './workflow-heap-metrics.ts';

export interface Metrics
  extends RequestMetrics, TransactionMetrics, ReconciliationMetrics, AuthenticationFailureMetrics, WorkflowHeapMetrics {
  /** Sets the seconds by which the clock of this process is ahead of PostgreSQL's. */
  noteClockSkew(seconds: number): void;
  /** All metrics in Prometheus text format. */
  render(): Promise<string>;
}

/**
 * The process's own metrics, followed by those of the Temporal SDK.
 * @param temporalMetricsUrl the URL of the metrics of the SDK's core; undefined when it exposes none.
 */
export function createMetrics(temporalMetricsUrl?: string): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
  const requests = new Histogram({
    name: 'countersign_http_request_duration_seconds',
    help: 'Requests by surface, route and status',
    labelNames: ['surface', 'method', 'route', 'status'],
    buckets,
    registers,
  });
  const dispatches = new Histogram({
    name: 'countersign_dispatch_duration_seconds',
    help: 'Messages handed to providers, by method and result',
    labelNames: ['method', 'result'],
    buckets,
    registers,
  });
  const transactions = new Counter({
    name: 'countersign_transactions_total',
    help: 'Finished mobile authentications by method and outcome',
    labelNames: ['method', 'outcome'],
    registers,
  });
  const authenticationFailures = new Counter({
    name: 'countersign_api_authentication_failures_total',
    help: 'Callers of the REST API that could not be authenticated, by whether an event was written',
    labelNames: ['recorded'],
    registers,
  });
  const clockSkew = new Gauge({
    name: 'countersign_clock_skew_seconds',
    help: 'Seconds that the clock of this process is ahead of that of PostgreSQL, negative: behind; NaN until it was measured',
    registers,
  });
  clockSkew.set(Number.NaN);
  return {
    noteClockSkew: (seconds) => clockSkew.set(seconds),
    observeRequest: (labels, seconds) => requests.observe(labels, seconds),
    observeDispatch: (labels, seconds) => dispatches.observe(labels, seconds),
    countAuthenticationFailure: (labels) => authenticationFailures.inc(labels),
    countTransaction: (labels) => transactions.inc(labels),
    ...createCallbackMetrics(registry),
    ...createReconciliationMetrics(registry),
    ...createWorkflowHeapMetrics(registry),
    render: async () => `${await registry.metrics()}\n${await temporalMetrics(temporalMetricsUrl)}`,
  };
}

/** Every label exists from the start, so that rates include the first result. */
function createCallbackMetrics(registry: Registry): Pick<TransactionMetrics, 'countFirstTry' | 'noteOwedCallbacks'> {
  const registers = [registry];
  const firstTries = new Counter({
    name: 'countersign_callback_first_tries_total',
    help: 'First tries of callbacks by the process that wrote the record, by result',
    labelNames: ['result'],
    registers,
  });
  for (const result of firstTryResults) firstTries.inc({ result }, 0);
  const owedCallbacks = new Gauge({
    name: 'countersign_callbacks_owed',
    help: 'Callbacks owed for more than a minute, as this process counted last',
    registers,
  });
  return {
    countFirstTry: (result) => firstTries.inc({ result }),
    noteOwedCallbacks: (count) => owedCallbacks.set(count),
  };
}

/** Every label exists from the start, so that rates include the first repair. */
function createReconciliationMetrics(registry: Registry): ReconciliationMetrics {
  const registers = [registry];
  const repairs = new Counter({
    name: 'countersign_reconciliation_repairs_total',
    help: 'Rows and workflows that disagreed and were repaired, by kind',
    labelNames: ['kind'],
    registers,
  });
  const compared = new Gauge({
    name: 'countersign_reconciliation_last_run_timestamp_seconds',
    help: 'When this process last compared rows and workflows, by comparison; 0: not yet',
    labelNames: ['comparison'],
    registers,
  });
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
