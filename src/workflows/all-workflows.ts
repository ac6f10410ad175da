/** Everything the worker runs: the entry of the workflow bundle. */
export { replayCallback } from './callback-replay/workflow.ts';
export { keepEventPartitions, pruneExpiredRows, sweepTransactions } from './maintenance/workflow.ts';
export { mobileAuthentication } from './mobile-authentication/workflow.ts';
export { reconcile } from './reconciliation/workflow.ts';
export { pushEnrollment } from './push-enrollment/workflow.ts';
