import { DefaultFailureConverter } from '@temporalio/common';

/** Temporal's own converter, with messages and stack traces encrypted like any payload. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
