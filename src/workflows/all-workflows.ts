/** The entry of the workflow bundle: exports every workflow that the worker runs. */
export { actionToken } from './action-token/workflow.ts';
export { replayCallback } from './callback-replay/workflow.ts';
export { reencryptColumns } from './encryption/workflow.ts';
export { deliverLogout } from './logout-delivery/workflow.ts';
export { keepEventPartitions, keepSigningKeys, pruneExpiredRows, sweepTransactions } from './maintenance/workflow.ts';
export { deliverMessage } from './message/workflow.ts';
export { mobileAuthentication } from './mobile-authentication/workflow.ts';
export { reconcile } from './reconciliation/workflow.ts';
export { deliverPing } from './ping-delivery/workflow.ts';
export { pushEnrollment } from './push-enrollment/workflow.ts';
