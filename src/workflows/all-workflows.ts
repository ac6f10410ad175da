/** Everything the worker runs: the entry of the workflow bundle. */
export { mobileAuthentication } from './mobile-authentication/workflow.ts';
